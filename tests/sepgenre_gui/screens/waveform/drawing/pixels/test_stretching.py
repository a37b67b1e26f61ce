"""Levels stretched to pixels, against NumPy's own interpolation."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sepgenre_gui.screens.waveform.drawing.pixels.stretching import stretch_levels

LEVELS = arrays.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)))


def interpolate(levels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    wide = np.stack([np.interp(columns, np.arange(levels.shape[1]), row) for row in levels])
    return np.stack([np.interp(rows, np.arange(levels.shape[0]), column) for column in wide.T]).T


@given(LEVELS, st.integers(1, 80), st.integers(1, 80), st.floats(-3.0, 8.0), st.floats(0.01, 2.0))
@settings(max_examples=200, deadline=None)
def test_pixels_are_linear_between_the_middles(
    levels: np.ndarray, height: int, width: int, begin: float, step: float
) -> None:
    rows, columns = (begin + step * np.arange(count) for count in (height, width))
    pixels = stretch_levels(levels, rows, columns)
    assert pixels.shape == (height, width)
    assert pixels.dtype == np.uint8
    # Weights of seven bits, and a rounding in each direction.
    assert np.abs(pixels - interpolate(levels, rows, columns)).max() <= 3.1


def test_the_middles_keep_their_levels() -> None:
    levels = np.random.default_rng(5).integers(0, 256, (40, 70)).astype(np.uint8)
    assert (stretch_levels(levels, np.arange(40.0), np.arange(70.0)) == levels).all()
