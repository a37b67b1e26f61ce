"""Files of stems to mix in tests, complete or growing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sepgenre_gui.audio.mixer import LaneAudio, MixSource
from sepgenre_training.separation.stem_files import write_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from tests.sepgenre_gui.audio.playback.sounds import Frames

RATE_HZ = 44_100


def stem_lanes(path: Path, n_channels: int, *, kind: str = "hpss") -> tuple[LaneAudio, ...]:
    """Describe the four lanes of a file of stems."""
    return tuple(
        LaneAudio(
            key=f"{kind}/{name}",
            path=path,
            decoder=None,
            file_channels=4 * n_channels,
            first_channel=number * n_channels,
        )
        for number, name in enumerate(STEM_NAMES)
    )


def write_mix(path: Path, stems: Mapping[str, Audio], *, rate_hz: int = RATE_HZ) -> MixSource:
    """Write a file of stems and describe a mix of its lanes."""
    write_stems(path, stems, rate_hz)
    n_channels, n_samples = stems["drums"].shape
    return MixSource(
        lanes=stem_lanes(path, n_channels),
        sample_rate_hz=rate_hz,
        n_samples=n_samples,
        n_channels=n_channels,
    )


def noise_stems(
    duration_s: float, *, channels: int = 2, rate_hz: int = RATE_HZ
) -> dict[str, Audio]:
    """Return four stems of noise that differ."""
    rng = np.random.default_rng(7)
    shape = (channels, round(duration_s * rate_hz))
    return {name: rng.uniform(-0.2, 0.2, shape).astype(np.float32) for name in STEM_NAMES}


def frames_of(stem: Audio) -> Frames:
    return np.ascontiguousarray(stem.T)


def solo(source: MixSource, *keys: str) -> dict[str, float]:
    """Return gains with which the lanes of those keys are heard alone."""
    return {key: float(key in keys) for key in source.keys}


class GrowingFile:
    """A file whose header tells its final length, and whose samples come bit by bit."""

    def __init__(self, complete: Path, path: Path, *, frame_bytes: int, n_samples: int) -> None:
        self._bytes = complete.read_bytes()
        self._header_bytes = self._bytes.index(b"data") + 8
        assert len(self._bytes) == self._header_bytes + n_samples * frame_bytes
        self._frame_bytes = frame_bytes
        self.path = path
        self.grow(0)

    def grow(self, n_samples: int) -> None:
        end = self._header_bytes + n_samples * self._frame_bytes
        written = self.path.stat().st_size if self.path.exists() else 0
        with self.path.open("ab") as file:
            file.write(self._bytes[written:end])
