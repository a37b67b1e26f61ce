"""An engine that mixes, run by hand on a simulated device."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from sepgenre_gui.audio.mixer import MixSource
from sepgenre_gui.audio.mixer.blocks import LaneBlocks
from sepgenre_gui.audio.mixer.desk import Desk
from sepgenre_gui.audio.mixer.mixing import LaneMixing
from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.audio.playback.medium import Medium
from tests.sepgenre_gui.audio.playback.test_playhead import Rig

RATE_HZ = 8_000
N_SAMPLES = 30 * RATE_HZ

_BASE = 16_384


def numbered_stems() -> dict[str, npt.NDArray[np.float32]]:
    """Return drums whose channels tell the number of each sample, vocals that are their inverse."""
    number = np.arange(N_SAMPLES) + 1
    drums = (np.stack([number // _BASE + 1, number % _BASE]) / 32_768).astype(np.float32)
    return {"drums": drums, "vocals": -drums, "bass": 0.5 * drums, "other": 0 * drums}


def numbers(frames: np.ndarray) -> np.ndarray:
    """Return which sample each frame of the drums is."""
    high, low = np.rint(frames.astype(np.float64) * 32_768).astype(np.int64).T
    return (high - 1) * _BASE + low - 1


class MixRig(Rig):
    """An engine that mixes, on a simulated device, run by hand."""

    def __init__(self, source: MixSource, *, n_ready: int | None = None) -> None:
        self.desk = Desk()
        self.desk.set_ready(source, source.n_samples if n_ready is None else n_ready)
        medium = Medium(
            open_blocks=partial(LaneBlocks, desk=self.desk),
            make_mixing=lambda source, channels, rate_hz: LaneMixing(
                source, channels=channels, rate_hz=rate_hz, desk=self.desk
            ),
        )
        super().__init__(source, medium=medium)
        self.portaudio.blocks_kept = 100_000

    def set_ready(self, n_samples: int) -> None:
        self.desk.set_ready(self.source, n_samples)

    @property
    def state(self) -> PlaybackState:
        return self.status.state

    @property
    def position(self) -> int:
        return self.engine.playhead.position

    def pieces_heard(self) -> list[np.ndarray]:
        """Return the stretches of sound between silences."""
        heard = self.portaudio.stream.all()
        loud = np.concatenate([[False], np.abs(heard).max(axis=1) > 0, [False]])
        edges = np.flatnonzero(np.diff(loud.astype(int))).reshape(-1, 2)
        return [heard[first:last] for first, last in edges.tolist()]


MakeRig = Callable[..., MixRig]
"""Makes a rig that plays a mix, by default of `numbered_stems`, whose drums alone are heard."""
