"""Dots, against the share of each pixel that a disk covers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_gui.screens.waveform.drawing.pixels.dots import draw_dots
from sepgenre_gui.screens.waveform.drawing.pixels.raster import SHADES

_FINE = 16


def draw(x: list[float], y: list[float], diameter: float) -> np.ndarray:
    image = np.zeros((30, 40), np.uint8)
    draw_dots(image, np.array(x), np.array(y), diameter)
    return image


def covered(x: float, y: float, diameter: float) -> np.ndarray:
    """Return which share of each pixel of 30 x 40 the disk covers, of 16 x 16 points in each."""
    rows, columns = ((np.arange(count * _FINE) + 0.5) / _FINE for count in (30, 40))
    inside = np.hypot(rows[:, None] - y, columns - x) <= diameter / 2
    return inside.reshape(30, _FINE, 40, _FINE).mean(axis=(1, 3))


@given(st.floats(-5.0, 45.0), st.floats(-5.0, 35.0), st.floats(3.0, 8.0))
@settings(max_examples=150, deadline=None)
def test_a_dot_covers_a_disk(x: float, y: float, diameter: float) -> None:
    image = draw([x], [y], diameter)
    share = covered(x, y, diameter)
    assert np.abs(image / SHADES - share).max() <= 0.25
    assert image.sum() / SHADES == pytest.approx(share.sum(), rel=0.1, abs=0.4)


def test_dots_are_drawn_beside_one_another() -> None:
    both = draw([10.2, 16.2], [12.0, 12.7], 4.0)
    assert (both == draw([10.2], [12.0], 4.0) + draw([16.2], [12.7], 4.0)).all()


def test_what_is_darker_stays() -> None:
    image = np.full((30, 40), SHADES, np.uint8)
    draw_dots(image, np.array([10.0]), np.array([10.0]), 4.0)
    assert (image == SHADES).all()


def test_no_dots_are_drawn_of_nothing() -> None:
    assert not draw([], [], 4.0).any()
