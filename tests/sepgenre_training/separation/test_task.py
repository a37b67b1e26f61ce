from __future__ import annotations

import pickle
from pathlib import Path

import attrs
import numpy as np
import pytest
import soundfile

from sepgenre_training.audio.files import content_hash
from sepgenre_training.errors import AudioError, IdenticalStemError, SeparationError
from sepgenre_training.separation import task as separation_task
from sepgenre_training.separation.registry import create_separator, describe_separator
from sepgenre_training.separation.stem_files import read_stems, stems_are_cached, write_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio, Separator
from sepgenre_training.separation.task import (
    SeparationTask,
    has_stems,
    loaded_separator,
    separate_segment,
    stem_key,
    stems_path,
)

RATE_HZ = 8_000


@pytest.fixture
def track(tmp_path: Path) -> Path:
    rng = np.random.default_rng(1)
    path = tmp_path / "ű 观 🎧 .WAV"
    soundfile.write(path, rng.standard_normal((4 * RATE_HZ, 2)) * 0.1, RATE_HZ, subtype="FLOAT")
    return path


@pytest.fixture
def task(track: Path, tmp_path: Path) -> SeparationTask:
    return SeparationTask(
        path=track,
        content_hash=content_hash(track),
        start_sample=RATE_HZ,
        n_samples=2 * RATE_HZ,
        sample_rate_hz=RATE_HZ,
        separator="hpss",
        cache_root=tmp_path / "cache",
    )


def test_stems_of_the_window_are_written_once(task: SeparationTask) -> None:
    path = separate_segment(task)
    assert path == stems_path(task)
    assert has_stems(task)
    header = soundfile.info(path)
    assert (header.channels, header.frames, header.subtype) == (8, 2 * RATE_HZ, "FLOAT")

    expected, _ = soundfile.read(task.path, dtype="float32", always_2d=True)
    window = expected[RATE_HZ : 3 * RATE_HZ].T
    stems = read_stems(path, 2)
    assert tuple(stems) == STEM_NAMES
    np.testing.assert_allclose(np.sum(list(stems.values()), axis=0), window, atol=1e-4)

    # With the track gone, only the cache can answer.
    task.path.unlink()
    before = path.stat().st_ino
    assert separate_segment(task) == path
    assert path.stat().st_ino == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("kept", [0, 20, 44, 1_000, 0.5, 0.999])
def test_partial_file_is_not_trusted(task: SeparationTask, kept: float) -> None:
    path = separate_segment(task)
    whole, stems = path.read_bytes(), read_stems(path, 2)
    path.write_bytes(whole[: int(kept if kept > 1 else kept * len(whole))])
    assert not has_stems(task)
    assert separate_segment(task) == path
    # Samples, not bytes: a float WAV holds the second in which it was written.
    for name, samples in read_stems(path, 2).items():
        np.testing.assert_array_equal(samples, stems[name])


def test_key_depends_on_all_that_the_stems_depend_on(task: SeparationTask) -> None:
    others = [
        attrs.evolve(task, content_hash="b" * 64),
        attrs.evolve(task, start_sample=0),
        attrs.evolve(task, n_samples=RATE_HZ),
        attrs.evolve(task, decoder="ffmpeg"),
    ]
    assert len({stem_key(each) for each in (task, *others)}) == 5
    # A track that moved, or another cache, gives the same stems.
    moved = attrs.evolve(task, path=Path("elsewhere.wav"), cache_root=Path("other"))
    assert stem_key(moved) == stem_key(task)
    with pytest.raises(SeparationError, match="'unheard'"):
        stem_key(attrs.evolve(task, separator="unheard"))


def test_key_depends_on_the_versions_of_what_computes(
    task: SeparationTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, descriptor = stem_key(task), describe_separator("hpss")
    for changed in (
        attrs.evolve(descriptor, version=f"{descriptor.version}, changed"),
        attrs.evolve(descriptor, packages=("numpy", "scipy", "soxr")),
    ):
        monkeypatch.setattr(separation_task, "describe_separator", lambda _, new=changed: new)
        assert stem_key(task) != before


def test_a_process_loads_a_separator_once(
    task: SeparationTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []

    def load(name: str) -> Separator:
        loaded.append(name)
        return create_separator(name)

    monkeypatch.setattr(separation_task, "create_separator", load)
    loaded_separator.cache_clear()
    for start_sample in (0, 100, 200):
        separate_segment(attrs.evolve(task, start_sample=start_sample))
    assert loaded == ["hpss"]


def test_task_travels_between_processes(task: SeparationTask) -> None:
    assert pickle.loads(pickle.dumps(task)) == task


def test_window_beyond_the_end_is_refused(task: SeparationTask) -> None:
    with pytest.raises(AudioError):
        separate_segment(attrs.evolve(task, start_sample=3 * RATE_HZ))
    assert not task.cache_root.exists()


def test_changed_audio_is_never_separated_under_the_old_name(task: SeparationTask) -> None:
    soundfile.write(task.path, np.full((4 * RATE_HZ, 2), 0.1), RATE_HZ)
    with pytest.raises(AudioError, match="has changed since it was added") as told:
        separate_segment(task)
    assert "`sepgenre tracks PROJECT remove --track ID`" in told.value.remedy
    assert not task.cache_root.exists()


def test_error_names_the_track_and_the_place(task: SeparationTask) -> None:
    soundfile.write(task.path, np.full((4 * RATE_HZ, 2), np.nan), RATE_HZ, subtype="FLOAT")
    task = attrs.evolve(task, content_hash=content_hash(task.path))
    with pytest.raises((SeparationError, AudioError)) as caught:
        separate_segment(task)
    assert task.path.name in caught.value.message
    assert caught.value.remedy


# Tones that left and right play against each other are nothing but "other" to hpss.
def write_tones(path: Path) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 2_000 * np.arange(4 * RATE_HZ) / RATE_HZ)
    soundfile.write(path, np.stack([tone, -tone], axis=1), RATE_HZ, subtype="FLOAT")


def test_a_stem_that_is_nearly_the_segment_is_refused_unless_accepted(
    task: SeparationTask,
) -> None:
    write_tones(task.path)
    task = attrs.evolve(task, content_hash=content_hash(task.path))

    with pytest.raises(IdenticalStemError, match="'other' that is nearly the mixture") as told:
        separate_segment(task)
    assert told.value.message.startswith(f"{task.path}: the segment from 1.00 s: ")
    assert "--accept-identical" in told.value.remedy
    assert not has_stems(task)

    path = separate_segment(attrs.evolve(task, accept_identical=True))
    # Accepted once, they are there for whoever asks.
    assert separate_segment(task) == path
    assert has_stems(task)


def stems_of(value: float) -> dict[str, Audio]:
    rng = np.random.default_rng(2)
    return {n: (value * rng.standard_normal((2, 500))).astype(np.float32) for n in STEM_NAMES}


@pytest.mark.parametrize("channels", [1, 2])
def test_stem_files_round_trip(tmp_path: Path, channels: int) -> None:
    path = tmp_path / "stems.wav"
    stems = {name: audio[:channels] for name, audio in stems_of(3.0).items()}
    write_stems(path, stems, 48_000)
    read = read_stems(path, channels)
    assert all(np.array_equal(read[name], stems[name]) for name in STEM_NAMES)
    interleaved, _ = soundfile.read(path, dtype="float32")
    assert np.array_equal(interleaved[:, channels], stems["drums"][0])
    assert stems_are_cached(path, n_samples=500, sample_rate_hz=48_000)
    assert not stems_are_cached(path, n_samples=501, sample_rate_hz=48_000)
    assert not stems_are_cached(path, n_samples=500, sample_rate_hz=44_100)
    with pytest.raises(SeparationError, match="channels") as caught:
        read_stems(path, channels + 1)
    assert str(path) in caught.value.message


def test_missing_and_foreign_stem_files_are_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "notes.wav"
    foreign.write_text("not audio at all")
    for path in (foreign, tmp_path / "absent.wav"):
        assert not stems_are_cached(path, n_samples=1, sample_rate_hz=8_000)
        with pytest.raises(SeparationError, match=r"cannot be used"):
            read_stems(path, 2)
