"""Tracks as files, and the task that builds their peaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from sepgenre_gui.audio.peaks import PeaksTask
from sepgenre_training.audio import content_hash, examine
from sepgenre_training.separation.stems import Audio
from tests.music import make_track, write_track


def decode(path: Path) -> Audio:
    """Decode by one read of a file just opened: none of the code tested."""
    with soundfile.SoundFile(path) as file:
        samples: Audio = file.read(dtype="float32", always_2d=True)
    return samples.T


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write rhythmic music under a name, in the format of its suffix."""

    def make(name: str, *, duration_s: float = 12.0, channels: int = 2, **options: Any) -> Path:
        samples = make_track(1, 2, duration_s=duration_s, rate_hz=44_100, channels=channels)
        return write_track(tmp_path / name, samples, rate_hz=44_100, **options)

    return make


@pytest.fixture
def task_for(tmp_path: Path) -> Callable[[Path], PeaksTask]:
    """Make the task of a file, as its import would."""

    def make(path: Path) -> PeaksTask:
        info = examine(path, min_duration_s=0.0).info
        return PeaksTask(
            path=path,
            decoder=info.decoder,
            content_hash=content_hash(path),
            n_samples=info.n_samples,
            sample_rate_hz=info.sample_rate_hz,
            n_channels=info.channels,
            cache_root=tmp_path / "cache",
        )

    return make


@pytest.fixture
def write_samples(tmp_path: Path) -> Callable[..., Path]:
    """Write given samples [shape=(channels, samples)] as a float WAV."""

    def make(samples: Audio, name: str = "samples.wav") -> Path:
        path = tmp_path / name
        soundfile.write(path, np.ascontiguousarray(samples.T), 44_100, subtype="FLOAT")
        return path

    return make
