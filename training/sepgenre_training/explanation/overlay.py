"""How a map of importance is drawn: its colours and opacity over a spectrogram."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]
UInt8 = npt.NDArray[np.uint8]
Rgb = tuple[int, int, int]

STRONGEST = 99.0
"""Percentile of the sizes that is drawn strongest: single cells of gradients are far above."""

HIGHEST_OPACITY = 0.7
"""So that the spectrogram is seen below what matters most."""


def relative_importance(importance: npt.NDArray[np.floating]) -> Float64:
    """Return `importance`, of any shape, such that `STRONGEST` percent of it are within ±1."""
    strongest = max(float(np.percentile(np.abs(importance), STRONGEST)), 1e-12)
    return np.asarray(importance, np.float64) / strongest


def opacity(relative: Float64) -> Float64:
    """Return how much of the spectrogram each place hides, 0 to `HIGHEST_OPACITY`."""
    return np.asarray(np.clip(np.abs(relative), 0.0, HIGHEST_OPACITY))


def overlay_image(relative: Float64, speaks_for: Rgb, speaks_against: Rgb) -> UInt8:
    """Return the picture that is laid over the spectrogram of one stem.

    Parameters
    ----------
    relative : ndarray [shape=(n_mels, n_frames)]
        Of `relative_importance`.
    speaks_for, speaks_against : tuple of int
        Red, green and blue, 0 to 255, of positive and of negative places.

    Returns
    -------
    ndarray [shape=(n_mels, n_frames, 4)], uint8
        Red, green, blue, and opacity.
    """
    image = np.empty((*relative.shape, 4), np.uint8)
    image[:, :, :3] = np.where(
        relative[:, :, np.newaxis] >= 0, np.array(speaks_for), np.array(speaks_against)
    )
    image[:, :, 3] = np.rint(255 * opacity(relative))
    return image
