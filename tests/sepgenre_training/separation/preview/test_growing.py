"""Separating into a growing file: the same stems, heard early, and nothing left of a cancel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile

from sepgenre_training.errors import (
    AudioError,
    CancelledError,
    IdenticalStemError,
    SepgenreError,
)
from sepgenre_training.separation import task as separation_task
from sepgenre_training.separation.preview import growing
from sepgenre_training.separation.preview.growing import (
    StemsGrown,
    growing_path,
    has_grown,
    is_streamed,
    separate_growing,
)
from sepgenre_training.separation.spleeter.engine import SpleeterSeparator
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.task import has_stems, separate_segment, stems_path
from tests.music import make_track, write_track


def samples_of(path: Path) -> Audio:
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(samples.T)


def leftovers(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "rate_hz", "channels"),
    [("ű 观 🎧.WAV", 44_100, 2), ("song.ogg", 48_000, 1), ("song.flac", 22_050, 2)],
)
def test_a_segment_has_the_stems_that_it_has_in_one_piece(
    tmp_path: Path, make_task, events, name: str, rate_hz: int, channels: int
) -> None:
    samples = make_track(0, 1, duration_s=13.0, rate_hz=rate_hz, channels=channels)
    path = write_track(tmp_path / name, samples, rate_hz=rate_hz)
    task = make_task(path, 12_345, 10 * rate_hz)
    other = attrs.evolve(task, cache_root=tmp_path / "other")

    assert not has_grown(task)
    grown = separate_growing(task)

    assert grown == growing_path(task) == stems_path(task)
    assert has_grown(task)
    assert has_stems(task)
    np.testing.assert_array_equal(samples_of(grown), samples_of(separate_segment(other)))
    assert [event.n_ready_samples for event in events.all] == [0, task.n_samples]
    assert leftovers(task.cache_root) == [grown]
    # The cache answers without the track.
    path.unlink()
    assert separate_growing(task) == grown


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_a_network_is_heard_chunk_by_chunk_and_gives_the_same(
    tmp_path: Path,
    make_task,
    events,
    random_checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
    rate_hz: int,
) -> None:
    separator = SpleeterSeparator(weights=random_checkpoint)
    for module in (growing, separation_task):
        monkeypatch.setattr(module, "loaded_separator", lambda _: separator)
    path = write_track(
        tmp_path / "song.wav", make_track(0, 1, duration_s=26.0, rate_hz=rate_hz), rate_hz=rate_hz
    )
    task = make_task(path, separator="spleeter")

    grown = separate_growing(task)

    whole = separate_segment(attrs.evolve(task, cache_root=tmp_path / "other"))
    np.testing.assert_array_equal(samples_of(grown), samples_of(whole))
    ready = [event.n_ready_samples for event in events.all]
    assert ready == sorted(ready)
    # Half of it can be heard before the rest is separated.
    assert any(0 < n < task.n_samples / 2 for n in ready)
    assert ready[-1] == task.n_samples


@pytest.fixture
def long_track(tmp_path: Path) -> Path:
    samples = make_track(1, 2, duration_s=130.0, rate_hz=8_000, channels=1)
    return write_track(tmp_path / "long.wav", samples, rate_hz=8_000)


def test_what_is_heard_early_is_what_stays(long_track: Path, make_task, events) -> None:
    task = make_task(long_track)
    heard: list[Audio] = []

    def listen(event: StemsGrown) -> None:
        assert soundfile.info(event.path).frames == event.n_samples == task.n_samples
        with soundfile.SoundFile(event.path) as file:
            heard.append(file.read(event.n_ready_samples, dtype="float32", always_2d=True).T)

    events.react = listen
    finished = samples_of(separate_growing(task))

    assert is_streamed(task)
    assert len(heard) > 3
    for early in heard:
        np.testing.assert_array_equal(early, finished[:, : early.shape[1]])


def test_a_whole_track_is_streamed_under_a_key_of_its_own(long_track: Path, make_task) -> None:
    task = make_task(long_track)
    grown = separate_growing(task)

    assert grown == growing_path(task) != stems_path(task)
    assert not has_stems(task)
    summed = np.sum(list(read_stems(grown, 1).values()), axis=0)
    np.testing.assert_allclose(summed, samples_of(long_track), atol=1e-5)


def test_a_cancel_midway_leaves_nothing(long_track: Path, make_task, events) -> None:
    def cancel(event: StemsGrown) -> None:
        if event.n_ready_samples:
            assert event.path.exists()
            raise CancelledError("Stopped at your request.")

    events.react = cancel
    task = make_task(long_track)
    with pytest.raises(CancelledError):
        separate_growing(task)

    assert 0 < events.all[-1].n_ready_samples < task.n_samples
    assert leftovers(task.cache_root) == []
    assert not has_grown(task)


def test_stems_that_are_refused_leave_nothing(tmp_path: Path, make_task) -> None:
    # Played against each other by left and right, a tone is nothing but "other" to hpss.
    tone = 0.3 * np.sin(2 * np.pi * 2_000 * np.arange(40_000) / 8_000)
    task = make_task(
        write_track(tmp_path / "tone.wav", np.stack([tone, -tone], axis=1), rate_hz=8_000)
    )
    with pytest.raises(IdenticalStemError, match=r"tone\.wav: from 0\.00 s: .*nearly the mixture"):
        separate_growing(task)
    assert leftovers(task.cache_root) == []
    assert has_grown(attrs.evolve(task, accept_identical=True)) is False
    separate_growing(attrs.evolve(task, accept_identical=True))
    assert has_grown(task)


def test_a_changed_or_shortened_track_is_told_by_name(tmp_path: Path, make_task) -> None:
    path = write_track(tmp_path / "song.wav", make_track(0, 1, rate_hz=8_000), rate_hz=8_000)
    beyond = make_task(path, 0, soundfile.info(path).frames + 1)
    with pytest.raises(AudioError, match=r"song\.wav: ends before") as told:
        separate_growing(beyond)
    assert told.value.remedy
    task = make_task(path)
    write_track(path, make_track(0, 2, rate_hz=8_000), rate_hz=8_000)
    with pytest.raises(AudioError, match="has changed"):
        separate_growing(task)
    assert leftovers(task.cache_root) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files as Unix does")
def test_a_disk_that_takes_no_more_leaves_nothing_and_says_what_to_do(
    long_track: Path, make_task, tmp_path: Path
) -> None:
    task = make_task(long_track)
    script = f"""
import resource
from pathlib import Path
from sepgenre_training.errors import SepgenreError
from sepgenre_training.separation.preview.growing import separate_growing
from sepgenre_training.separation.task import SeparationTask
task = SeparationTask(
    path=Path({str(task.path)!r}), decoder="libsndfile", content_hash={task.content_hash!r},
    start_sample=0, n_samples={task.n_samples}, sample_rate_hz=8_000, separator="hpss",
    cache_root=Path({str(task.cache_root)!r}),
)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    separate_growing(task)
except SepgenreError as error:
    print(type(error).__name__, error.message, "|", error.remedy)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    message, _, remedy = done.stdout.partition(" | ")
    assert message.startswith("SepgenreError")
    assert str(growing_path(task).parent) in message
    assert remedy.strip()
    assert leftovers(task.cache_root) == []


def test_a_full_disk_is_told_with_the_remedy(
    long_track: Path, make_task, events, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        """The file, on a disk that has room for its beginning only."""

        def __init__(self, file) -> None:
            self._file, self.n_writes = file, 0

        def write(self, data) -> int:
            self.n_writes += 1
            if self.n_writes == 4:
                raise OSError(28, "No space left on device")
            return int(self._file.write(data))

        def __getattr__(self, name: str):
            return getattr(self._file, name)

    open_file = Path.open

    def opened(path: Path, mode: str = "r", *rest, **options):
        file = open_file(path, mode, *rest, **options)
        return Full(file) if mode == "xb" else file

    monkeypatch.setattr(Path, "open", opened)
    task = make_task(long_track)
    with pytest.raises(SepgenreError, match="full") as told:
        separate_growing(task)
    assert "Free some disk space" in told.value.remedy
    assert events.all[-1].n_ready_samples > 0
    assert leftovers(task.cache_root) == []
