"""The explanation of one guess: its maps, its stems, and what they sound like."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.explanation.occlusion import StemContribution
from sepgenre_training.separation.stems import Audio

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True, eq=False)
class Explanation:
    """Why a network guesses what it guesses of one segment.

    Attributes
    ----------
    model : str
        The network, in words.
    n_trained : int
        Segments that it was trained on.
    heard_song : bool
        Whether the segment's song was among them: then the guess is no evidence.
    target : int
        The class that is explained.
    probabilities : tuple of float
        Of all classes.
    stems : tuple of str
        Names of the channels.
    spectrograms : ndarray [shape=(n_mels, n_frames, c)], float32
        What the network saw, in dB.
    occlusion : ndarray [shape=(n_mels, n_frames, c)], float64
        By how many nats the class becomes less likely without this place.
    gradients : ndarray [shape=(n_mels, n_frames, c)], float64
        Integrated gradients, in nats.
    contributions : tuple of StemContribution
        What each stem adds as a whole.
    randomised_correlation : float
        Rank correlation of `gradients` with those of the same network with random weights; near
        0 for a map that shows what was learned.
    sounds : Mapping[str, Audio [shape=(channels, samples)]]
        Each stem, with only its most important places left.
    sample_rate_hz : int
        Of the sounds.
    """

    model: str
    n_trained: int
    heard_song: bool
    target: int
    probabilities: tuple[float, ...]
    stems: tuple[str, ...]
    spectrograms: Float32
    occlusion: Float64
    gradients: Float64
    contributions: tuple[StemContribution, ...]
    randomised_correlation: float
    sounds: Mapping[str, Audio]
    sample_rate_hz: int

    @property
    def sound(self) -> Audio:
        """Return all that mattered at once, the sum of `sounds`, [shape=(channels, samples)]."""
        return np.asarray(np.sum(list(self.sounds.values()), axis=0), np.float32)
