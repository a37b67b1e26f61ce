"""What the stems screen separates, and where the mixer finds it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import LENGTH_LIMITS_S
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.separate_segments import separation_task
from sepgenre_gui.services.stems import mix_lanes, stems_task
from sepgenre_training.audio.files import content_hash
from sepgenre_training.separation.preview.growing import (
    MOST_IN_ONE_PIECE_S,
    growing_path,
    separate_growing,
)
from sepgenre_training.separation.stem_files import read_stems
from tests.music import make_track, write_track

RATE_HZ = 22_050


def add_track(project: Project, path: Path, title: str = "Song", seed: int = 0) -> Track:
    write_track(path, make_track(0, seed, duration_s=14.0, rate_hz=RATE_HZ), rate_hz=RATE_HZ)
    return project.tracks.add(
        path=path,
        content_hash=content_hash(path),
        title=title,
        duration_s=14.0,
        sample_rate_hz=RATE_HZ,
        channels=2,
        n_samples=14 * RATE_HZ,
        decoder="libsndfile",
        decoder_version=soundfile.__libsndfile_version__,
    )


def test_a_segment_has_the_stems_of_its_features(empty_project: Project, tmp_path: Path) -> None:
    track = add_track(empty_project, tmp_path / "ű 观 🎧.wav")
    segment = empty_project.segments.add(track, 12_345)
    task = stems_task(empty_project, track, segment, "hpss")
    assert task == separation_task(empty_project, track, segment, "hpss")
    assert task.accept_identical is False
    whole = stems_task(empty_project, track, None, "hpss", accept_identical=True)
    assert (whole.start_sample, whole.n_samples) == (0, track.n_samples)
    assert whole.accept_identical is True


def test_no_segment_is_too_long_for_one_piece() -> None:
    assert LENGTH_LIMITS_S[1] <= MOST_IN_ONE_PIECE_S


@pytest.mark.parametrize("is_growing", [False, True])
def test_the_lanes_lie_where_the_mixer_is_told(
    empty_project: Project, tmp_path: Path, is_growing: bool
) -> None:
    track = add_track(empty_project, tmp_path / "song.wav")
    segment = empty_project.segments.add(track, 12_345)
    tasks = [stems_task(empty_project, track, segment, name) for name in ("hpss", "spleeter")]
    stems = separate_growing(tasks[0])
    growing = {"spleeter": tmp_path / "growing.wav"} if is_growing else None

    source = mix_lanes(track, tasks, growing=growing)

    assert source.keys == (
        "mixture",
        *(f"hpss/{stem}" for stem in ("drums", "bass", "other", "vocals")),
        *(f"spleeter/{stem}" for stem in ("drums", "bass", "other", "vocals")),
    )
    assert (source.n_samples, source.n_channels) == (segment.n_samples, 2)
    expected = read_stems(stems, 2)
    for lane in source.lanes[1:5]:
        samples, _ = soundfile.read(lane.path, dtype="float32", always_2d=True)
        assert (lane.decoder, lane.file_channels) == (None, samples.shape[1])
        part = samples[lane.start_sample :, lane.first_channel : lane.first_channel + 2]
        np.testing.assert_array_equal(part.T, expected[lane.key.partition("/")[2]])
    mixture = source.lanes[0]
    assert (mixture.path, mixture.decoder, mixture.start_sample) == (
        track.path,
        "libsndfile",
        12_345,
    )
    other = tmp_path / "growing.wav" if is_growing else growing_path(tasks[1])
    assert {lane.path for lane in source.lanes[5:]} == {other}
