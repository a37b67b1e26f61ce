"""What a pan leaves as it is: the picture is that of a whole drawing, and little of it is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_gui.screens.waveform.drawing.pixels.scrolling import ScrolledPixels


class Drawing:
    """Draws columns that tell their number and their key, and counts them."""

    def __init__(self, key: int) -> None:
        self.key = key
        self.n_drawn = 0

    def __call__(self, begin: int, end: int) -> np.ndarray:
        self.n_drawn += end - begin
        return np.stack([np.arange(begin, end) % 251, np.full(end - begin, self.key)]).astype(
            np.uint8
        )


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(-40, 40), st.integers(1, 30)), max_size=20)
)
@settings(max_examples=200, deadline=None)
def test_the_picture_is_that_of_a_whole_drawing(views: list[tuple[int, int, int]]) -> None:
    pixels = ScrolledPixels()
    for key, first, width in views:
        drawn = pixels.draw(key, first, width, Drawing(key))
        assert (drawn == Drawing(key)(first, first + width)).all()
        assert drawn.flags.c_contiguous


@pytest.mark.parametrize(("first", "n_drawn"), [(100, 0), (107, 7), (93, 7), (149, 49), (300, 50)])
def test_only_what_comes_into_view_is_drawn(first: int, n_drawn: int) -> None:
    pixels = ScrolledPixels()
    pixels.draw(1, 100, 50, Drawing(1))
    drawing = Drawing(1)
    pixels.draw(1, first, 50, drawing)
    assert drawing.n_drawn == n_drawn


def test_a_wider_picture_is_drawn_at_both_sides() -> None:
    pixels = ScrolledPixels()
    pixels.draw(1, 100, 50, Drawing(1))
    drawing = Drawing(1)
    assert (pixels.draw(1, 90, 80, drawing)[0] == np.arange(90, 170)).all()
    assert drawing.n_drawn == 30


def test_what_is_forgotten_or_another_picture_is_drawn_as_a_whole() -> None:
    pixels = ScrolledPixels()
    pixels.draw(1, 100, 50, Drawing(1))
    for key in (2, 2):
        drawing = Drawing(key)
        pixels.draw(key, 101, 50, drawing)
        assert drawing.n_drawn == 50
        pixels.forget()
