"""A segment as an audio file: its very samples, whole or not at all, and never of other audio."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
import soundfile

from sepgenre_training.audio import content_hash, read_window, resample
from sepgenre_training.errors import AudioError, DatasetError
from sepgenre_training.exchange.annotation import AnnotatedSegment, AnnotatedTrack
from sepgenre_training.exchange.audio_clip import ClipTask, write_clip
from tests.annotated_tracks import AWKWARD_TEXT
from tests.music import make_track, write_track

START = 12_345


def clip_task(
    source: Path, path: Path, *, rate_hz: int = 44_100, channels: int = 2, **changes: Any
) -> ClipTask:
    track = AnnotatedTrack(
        path=source,
        title=AWKWARD_TEXT,
        artist="Unit 07",
        content_hash=content_hash(source),
        decoder="libsndfile",
        sample_rate_hz=rate_hz,
        n_samples=soundfile.info(source).frames,
        segments=(),
    )
    segment = AnnotatedSegment(
        start_sample=START, n_samples=10 * rate_hz, genre="ű 观 🎧", origin="by_hand"
    )
    format_: Any = path.suffix.lstrip(".")
    task = ClipTask(track=track, segment=segment, rate_hz=rate_hz, format=format_, path=path)
    return attrs.evolve(task, **changes)


def source_window(task: ClipTask) -> np.ndarray:
    return read_window(
        task.track.path,
        start_sample=task.segment.start_sample,
        n_samples=task.segment.n_samples,
        decoder="libsndfile",
    )


@pytest.mark.parametrize(
    ("source", "subtype", "target"),
    [
        ("song.wav", "PCM_16", "clip.wav"),
        ("song.wav", "FLOAT", "clip.wav"),
        ("song.flac", "PCM_24", "clip.wav"),
        ("song.mp3", None, "clip.wav"),
        ("song.ogg", None, "clip.wav"),
        ("song.wav", "PCM_16", "clip.flac"),
        ("song.flac", "PCM_24", "clip.flac"),
    ],
)
def test_the_file_holds_the_very_samples(
    tmp_path: Path, source: str, subtype: str | None, target: str
) -> None:
    samples = make_track(0, 0, rate_hz=44_100)
    song = write_track(tmp_path / source, samples, rate_hz=44_100, subtype=subtype)
    task = clip_task(song, tmp_path / "clips" / target)

    written = write_clip(task)

    assert (written.path, written.is_new, written.warning) == (task.path, True, "")
    found, rate_hz = soundfile.read(task.path, dtype="float32", always_2d=True)
    assert rate_hz == 44_100
    assert found.shape == (441_000, 2)
    np.testing.assert_array_equal(found.T, source_window(task))


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 48_000, 96_000])
@pytest.mark.parametrize("target", ["clip.wav", "clip.flac", "clip.ogg"])
def test_another_rate_lasts_as_long(tmp_path: Path, rate_hz: int, target: str) -> None:
    song = write_track(tmp_path / "song.wav", make_track(0, 0, rate_hz=44_100), rate_hz=44_100)
    task = clip_task(song, tmp_path / target)
    task = attrs.evolve(task, rate_hz=rate_hz)

    write_clip(task)

    found, found_hz = soundfile.read(task.path, dtype="float32", always_2d=True)
    assert found_hz == rate_hz
    assert found.shape == (10 * rate_hz, 2)
    expected = resample(source_window(task), 44_100, rate_hz)
    if task.path.suffix == ".ogg":
        # Lossy, so the samples differ; but they are not moved against those of the track.
        lags = [float(np.mean(found.T * np.roll(expected, lag, axis=1))) for lag in range(-9, 10)]
        assert int(np.argmax(lags)) == 9
        assert max(lags) > 0.8 * float(np.mean(expected**2))
    else:
        tolerance = 2**-23 if task.path.suffix == ".flac" else 0.0
        np.testing.assert_allclose(found.T, expected, atol=tolerance, rtol=0)


def test_the_tags_say_what_it_is(tmp_path: Path) -> None:
    song = write_track(tmp_path / "song.wav", make_track(0, 0, rate_hz=44_100), rate_hz=44_100)
    task = clip_task(song, tmp_path / "clip.flac")

    write_clip(task)

    with soundfile.SoundFile(task.path) as file:
        assert (file.title, file.artist, file.genre) == (AWKWARD_TEXT, "Unit 07", "ű 观 🎧")


def test_mono_stays_mono(tmp_path: Path) -> None:
    samples = make_track(0, 0, duration_s=12.0, rate_hz=8_000, channels=1)
    song = write_track(tmp_path / "song.wav", samples, rate_hz=8_000)
    task = clip_task(song, tmp_path / "clip.ogg", rate_hz=8_000)

    write_clip(task)

    assert soundfile.info(task.path).channels == 1
    assert soundfile.info(task.path).frames == 80_000


@pytest.mark.parametrize("target", ["clip.wav", "clip.flac", "clip.ogg"])
def test_the_same_is_left_and_another_is_refused(tmp_path: Path, target: str) -> None:
    song = write_track(tmp_path / "song.wav", make_track(0, 0, rate_hz=44_100), rate_hz=44_100)
    task = clip_task(song, tmp_path / target)
    write_clip(task)
    before = task.path.stat().st_mtime_ns
    elsewhere = attrs.evolve(task, segment=attrs.evolve(task.segment, start_sample=0))

    again = write_clip(task)
    with pytest.raises(DatasetError, match="there already, with other content") as caught:
        write_clip(elsewhere)
    assert "--overwrite" in caught.value.remedy
    assert (again.is_new, task.path.stat().st_mtime_ns) == (False, before)

    assert write_clip(attrs.evolve(elsewhere, overwrite=True)).is_new
    assert not write_clip(elsewhere).is_new
    assert [path.name for path in tmp_path.iterdir()].count(target) == 1


def test_changed_audio_is_never_used(tmp_path: Path) -> None:
    song = write_track(tmp_path / "song.wav", make_track(0, 0, rate_hz=44_100), rate_hz=44_100)
    task = clip_task(song, tmp_path / "clips" / "clip.wav")
    write_track(song, make_track(0, 1, rate_hz=44_100), rate_hz=44_100)

    with pytest.raises(AudioError, match="changed since it was added"):
        write_clip(task)
    assert not task.path.exists()


def test_what_a_format_cannot_hold_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    samples = np.tile(make_track(0, 0, rate_hz=44_100, channels=1), 9)
    with soundfile.SoundFile(tmp_path / "song.wav", "w", 44_100, 9) as file:
        file.write(samples)
    task = clip_task(tmp_path / "song.wav", tmp_path / "clips" / "clip.flac")

    with pytest.raises(AudioError, match="9 channels at 44100 Hz") as caught:
        write_clip(task)
    assert caught.value.remedy
    assert list((tmp_path / "clips").iterdir()) == []


def test_samples_beyond_full_scale_are_kept_by_wav_and_told_of_flac(tmp_path: Path) -> None:
    samples = make_track(0, 0, rate_hz=44_100) * 2
    song = write_track(tmp_path / "song.wav", samples, rate_hz=44_100, subtype="FLOAT")
    task = clip_task(song, tmp_path / "clip.wav")
    window = source_window(task)
    beyond = int(np.count_nonzero(np.abs(window) > 1))

    assert write_clip(task).warning == ""
    flac = write_clip(attrs.evolve(task, format="flac", path=tmp_path / "clip.flac"))

    assert beyond > 0
    assert flac.warning.startswith(f"{beyond} samples beyond full scale were clipped")
    np.testing.assert_array_equal(soundfile.read(task.path, dtype="float32")[0].T, window)
    clipped = soundfile.read(flac.path, dtype="float32")[0].T
    np.testing.assert_allclose(clipped, np.clip(window, -1, 1), atol=2**-23, rtol=0)
