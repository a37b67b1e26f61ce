"""Separated windows of tracks, for what is drawn of their lanes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sepgenre_gui.audio.held_reader import release_reader
from sepgenre_training.audio.files import content_hash
from sepgenre_training.separation.task import SeparationTask
from tests.music import make_track, write_track

MakeSeparation = Callable[..., SeparationTask]


@pytest.fixture(autouse=True)
def _release() -> Iterator[None]:
    yield
    release_reader()


@pytest.fixture
def make_separation(tmp_path: Path) -> MakeSeparation:
    """Makes the task for a window of a new track."""

    def make(
        name: str = "ű 观 🎧.wav",
        *,
        duration_s: float = 12.0,
        start_s: float = 1.0,
        length_s: float = 10.0,
        rate_hz: int = 44_100,
        channels: int = 2,
    ) -> SeparationTask:
        samples = make_track(1, 1, duration_s=duration_s, rate_hz=rate_hz, channels=channels)
        path = write_track(tmp_path / name, samples, rate_hz=rate_hz)
        return SeparationTask(
            path=path,
            decoder="libsndfile",
            content_hash=content_hash(path),
            start_sample=round(start_s * rate_hz),
            n_samples=round(length_s * rate_hz),
            sample_rate_hz=rate_hz,
            separator="hpss",
            cache_root=tmp_path / "cache",
        )

    return make
