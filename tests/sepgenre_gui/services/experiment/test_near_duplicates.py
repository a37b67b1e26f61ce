"""The same music in two songs is found by its features; music of one genre is not the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.experiment.near_duplicates import find_near_duplicates, with_duplicates
from sepgenre_gui.services.experiment.readiness import ReadinessTask, read_readiness
from sepgenre_gui.services.experiment.readiness_warnings import WarningKind, warnings
from sepgenre_gui.services.extract_features import extract_features
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.datasets.synthetic.song import SongSpec, render_song
from sepgenre_training.features.settings import FeatureSettings
from tests.music import Samples, write_track

RATE_HZ = 44_100
COPY_LAG_S = 2.0


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Four songs of two genres; the last is the first, from 2 s later on, softer and noisy."""
    rng = np.random.default_rng(3)
    songs = [song_of(number) for number in range(3)]
    first = songs[0]
    noise = 0.001 * rng.standard_normal(first.shape).astype(np.float32)
    songs.append((0.7 * first + noise)[round(COPY_LAG_S * RATE_HZ) :])
    lines = ["path,genre,start_s"]
    for number, samples in enumerate(songs):
        path = write_track(tmp_path / f"song {number}.wav", samples, rate_hz=RATE_HZ)
        lines.append(f"{path},Genre {number % 2},0.25")
    path = tmp_path / "songs.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def song_of(number: int) -> Samples:
    """The middle 13 s of a song of one genre, [shape=(samples, channels)]."""
    song = render_song(SongSpec(genre="Techno", index=number, seed=5))
    assert song.sample_rate_hz == RATE_HZ
    start = (song.mixture.shape[1] - 13 * RATE_HZ) // 2
    return song.mixture[:, start : start + 13 * RATE_HZ].T


def test_a_copy_that_is_shifted_and_noisy_is_found_and_told(
    tmp_path: Path, table: Path, pool: WorkerPool
) -> None:
    settings = FeatureSettings()
    with Project.create(tmp_path / "project") as project:
        import_tracks(project, [table], layout="csv", pool=pool, on_event=lambda _: None)
        segments = project.segments.list()
        task = ReadinessTask(project_folder=project.folder, separator="hpss", settings=settings)
        nothing = find_near_duplicates(task)
        separate_segments(project, separator="hpss", pool=pool, on_event=lambda _: None)
        extract_features(project, pool=pool, on_event=lambda _: None)

        (outcome,) = pool.run(find_near_duplicates, [task])
        found = outcome.value

        assert (nothing.pairs, nothing.n_compared) == ((), 0)
        assert found is not None
        assert found.n_compared == 4
        (pair,) = found.pairs
        assert (pair.first, pair.second) == (segments[0].id, segments[3].id)
        assert pair.lag_s == pytest.approx(COPY_LAG_S, abs=0.05)

        readiness = with_duplicates(read_readiness(project, "hpss", settings), found)
        told = [each for each in warnings(readiness) if each.kind is WarningKind.NEAR_DUPLICATES]
        assert [each.segment_ids for each in told] == [(segments[0].id, segments[3].id)]
