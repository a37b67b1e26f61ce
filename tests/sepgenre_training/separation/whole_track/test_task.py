"""Whole tracks: any file in, four exact files out; what cannot be used is refused by name."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile

from sepgenre_training.compute import worker
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.errors import AudioError, CancelledError, SeparationError, SepgenreError
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.whole_track.task import TrackTask, separate_track
from tests.music import make_track, write_track


@pytest.fixture
def make_task(tmp_path: Path) -> Callable[[Path], TrackTask]:
    folder = tmp_path / "out" / "unfinished"
    folder.mkdir(parents=True)
    return lambda path: TrackTask(path=path, separator="hpss", folder=folder, stem_format="wav")


def read(path: Path) -> Audio:
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(samples.T)


def summed(files: dict[str, Path]) -> Audio:
    return np.sum([read(path) for path in files.values()], axis=0)


@pytest.mark.parametrize(
    ("suffix", "rate_hz", "channels"),
    [
        ("wav", 8_000, 1),
        ("flac", 96_000, 2),
        ("wav", 22_050, 6),
        ("aiff", 192_000, 2),
        ("ogg", 48_000, 1),
    ],
)
def test_stems_have_the_length_rate_channels_and_sum_of_the_track(
    tmp_path: Path, make_task, suffix: str, rate_hz: int, channels: int
) -> None:
    samples = make_track(0, 1, duration_s=3.21, rate_hz=rate_hz)
    samples = np.tile(samples, (1, 3))[:, :channels]
    path = write_track(tmp_path / f"ű 观 🎧 .{suffix}", samples, rate_hz=rate_hz)

    separated = separate_track(make_task(path))

    expected = read(path)
    assert tuple(separated.files) == STEM_NAMES
    assert (separated.sample_rate_hz, separated.channels) == (rate_hz, channels)
    assert separated.n_samples == expected.shape[1] == len(samples)
    assert {soundfile.info(file).samplerate for file in separated.files.values()} == {rate_hz}
    np.testing.assert_allclose(summed(separated.files), expected, atol=1e-5)


def test_stems_that_would_clip_are_turned_down_alike(tmp_path: Path, make_task) -> None:
    path = tmp_path / "loud.wav"
    soundfile.write(path, 4.0 * make_track(0, 1, duration_s=3.0), 22_050, subtype="FLOAT")
    task = make_task(path)
    expected = read(path)

    separated = separate_track(attrs.evolve(task, stem_format="flac"))
    assert separated.gain < 1.0
    assert separated.gain_db == pytest.approx(20 * np.log10(separated.gain))
    peak = max(float(np.abs(read(file)).max()) for file in separated.files.values())
    assert peak == pytest.approx(1.0, abs=1e-5)
    np.testing.assert_allclose(summed(separated.files) / separated.gain, expected, atol=1e-5)

    kept = separate_track(task)
    assert kept.gain == 1.0
    np.testing.assert_allclose(summed(kept.files), expected, atol=1e-4)


def test_a_stem_that_is_nearly_the_track_is_refused_unless_accepted(
    tmp_path: Path, make_task
) -> None:
    # Played against each other by left and right, a tone is nothing but "other" to hpss.
    tone = 0.3 * np.sin(2 * np.pi * 2_000 * np.arange(40_000) / 8_000)
    path = write_track(tmp_path / "tone.wav", np.stack([tone, -tone], axis=1), rate_hz=8_000)

    with pytest.raises(SeparationError, match="'other' that is nearly the mixture") as told:
        separate_track(make_task(path))
    assert told.value.message.startswith(f"{path}: ")
    assert "--accept-identical" in told.value.remedy

    accepted = separate_track(attrs.evolve(make_task(path), accept_identical=True))
    assert accepted.n_samples == 40_000


def test_a_track_that_is_cut_off_is_separated_with_a_warning(tmp_path: Path, make_task) -> None:
    path = write_track(tmp_path / "cut.mp3", make_track(0, 1, duration_s=20.0))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    separated = separate_track(make_task(path))

    assert separated.n_samples == read(path).shape[1] < 15 * 22_050
    (warning,) = separated.warnings
    assert str(path) in warning
    assert "20.00 s" in warning


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_text("not audio at all"), "song.wav: "),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.unlink(), "does not exist"),
        (lambda path: soundfile.write(path, np.zeros((8_000, 2)), 8_000), "is silent"),
        (lambda path: soundfile.write(path, np.zeros((0, 2)), 8_000), "no audio"),
        (
            lambda path: soundfile.write(path, np.full(8_000, np.nan), 8_000, subtype="FLOAT"),
            "not numbers",
        ),
    ],
)
def test_what_is_no_track_is_refused_with_its_name(
    tmp_path: Path, make_task, spoil: Callable[[Path], object], words: str
) -> None:
    path = write_track(tmp_path / "song.wav", make_track(0, 1, duration_s=1.0))
    spoil(path)
    task = make_task(path)
    with pytest.raises(AudioError, match=words) as told:
        separate_track(task)
    assert str(path) in told.value.message
    assert told.value.remedy
    assert list(task.folder.iterdir()) == []


def test_what_the_separator_refuses_is_told_with_the_track(tmp_path: Path, make_task) -> None:
    path = write_track(tmp_path / "slow.wav", make_track(0, 1, rate_hz=4_000), rate_hz=4_000)
    with pytest.raises(SeparationError, match=r"slow\.wav: hpss cannot separate audio at 4000 Hz"):
        separate_track(make_task(path))


def test_what_the_format_cannot_hold_is_refused_before_it_is_separated(
    tmp_path: Path, make_task
) -> None:
    path = write_track(tmp_path / "many.wav", np.tile(make_track(0, 1), (1, 5)))
    task = attrs.evolve(make_task(path), stem_format="flac")
    with pytest.raises(SepgenreError, match="10 channels at 22050 Hz do not fit into flac"):
        separate_track(task)
    assert list(task.folder.iterdir()) == []


@pytest.mark.parametrize("stem_format", ["wav", "ogg"])
def test_progress_counts_seconds_and_then_files(
    tmp_path: Path, make_task, monkeypatch: pytest.MonkeyPatch, stem_format: str
) -> None:
    class Channel:
        def __init__(self) -> None:
            self.events: list[tuple[str, int, int, str]] = []

        def send(self, event) -> None:
            self.events.append((event.stage, event.done, event.total, event.item))

    channel = Channel()
    monkeypatch.setattr(worker, "_channel", channel)
    path = write_track(tmp_path / "long.wav", make_track(0, 1, duration_s=70.4))

    separate_track(attrs.evolve(make_task(path), stem_format=stem_format))

    seconds = [event for event in channel.events if event[0] == "separate (s)"]
    done = [event[1] for event in seconds]
    assert done[0] == 0
    assert done == sorted(done)
    assert len(done) >= 3
    assert seconds[-1] == ("separate (s)", 71, 71, "long.wav")
    files = [event[1:3] for event in channel.events if event[0] == "write"]
    assert files == ([(n, 4) for n in range(5)] if stem_format == "ogg" else [])


def test_a_cancelled_track_ends_at_once(
    tmp_path: Path, make_task, monkeypatch: pytest.MonkeyPatch
) -> None:
    flag = WorkerFlag(multiprocessing.get_context("spawn"))
    flag.set()
    monkeypatch.setattr(worker, "_flag", flag)
    path = write_track(tmp_path / "song.wav", make_track(0, 1))
    with pytest.raises(CancelledError):
        separate_track(make_task(path))
