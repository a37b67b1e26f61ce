"""Columns as pixels, against a brute-force share of each pixel that a bar covers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sepgenre_gui.screens.waveform.drawing.pixels.raster import SHADES, draw_columns

VALUES = arrays.arrays(
    np.float32, st.integers(1, 12), elements=st.floats(-1.5, 1.5, width=32, allow_nan=False)
)


def draw(low: np.ndarray, high: np.ndarray, rows: int, thickness: float = 1.0) -> np.ndarray:
    image = np.full((rows, len(low)), 77, np.uint8)
    draw_columns(image, low.astype(np.float32), high.astype(np.float32), thickness)
    return image


def covered(low: np.ndarray, high: np.ndarray, rows: int) -> np.ndarray:
    """Return which share of each pixel lies between the minimum and the maximum."""
    top, bottom = np.clip((1 - high) * rows / 2, 0, rows), np.clip((1 - low) * rows / 2, 0, rows)
    y = np.arange(rows)[:, None]
    return np.clip(np.minimum(bottom, y + 1) - np.maximum(top, y), 0, 1)


@given(VALUES, st.integers(8, 90), st.data())
@settings(max_examples=150, deadline=None)
def test_a_pixel_is_shaded_by_the_share_that_is_covered(
    middles: np.ndarray, rows: int, data: st.DataObject
) -> None:
    # Bars that all meet at the same height, so that none has to reach for its neighbour.
    low, high = -np.abs(middles), np.full_like(middles, 0.5)
    if data.draw(st.booleans()):
        low, high = -high, -low
    image = draw(low, high, rows)
    share = covered(low, high, rows)
    assert np.abs(image / SHADES - share).max() <= 0.5 / SHADES + 1e-3 or (
        # A bar of less than a pixel is made one high.
        (np.abs(high - low) * rows / 2).min() < 1
    )


@given(VALUES, st.integers(8, 90))
@settings(max_examples=100, deadline=None)
def test_a_line_is_unbroken_and_never_absent(values: np.ndarray, rows: int) -> None:
    image = draw(values, values, rows)
    assert (image.sum(axis=0) >= SHADES // 2).all()
    inked = image > 0
    for left, right in zip(inked.T[:-1], inked.T[1:], strict=True):
        grown = left.copy()
        grown[1:] |= left[:-1]
        grown[:-1] |= left[1:]
        assert (grown & right).any()


def test_silence_is_a_line_in_the_middle() -> None:
    image = draw(np.zeros(5), np.zeros(5), 100)
    assert image.sum() == 5 * SHADES
    assert set(np.flatnonzero(image.any(axis=1))) <= {49, 50}


@pytest.mark.parametrize("thickness", [1.0, 1.4, 3.0])
def test_a_line_has_its_thickness(thickness: float) -> None:
    image = draw(np.full(4, 0.21), np.full(4, 0.21), 80, thickness)
    assert image.sum(axis=0) / SHADES == pytest.approx(thickness, abs=0.1)


def test_full_scale_reaches_the_edges_and_more_is_cut() -> None:
    image = draw(np.array([-1.0, -9.0]), np.array([1.0, 9.0]), 40)
    assert (image == SHADES).all()


def test_what_was_drawn_before_is_replaced() -> None:
    image = draw(np.array([-0.1]), np.array([0.1]), 40)
    assert image[0, 0] == 0
    assert image[20, 0] == SHADES
