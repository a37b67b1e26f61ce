"""The curve through samples: no sample is missed, and the line runs between them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_gui.screens.waveform.drawing.pixels.curve import curve_columns

SAMPLES = np.random.default_rng(4).uniform(-1, 1, (2, 500)).astype(np.float32)


@given(zoom=st.floats(0.02, 3.0), first=st.integers(0, 20_000), begin=st.integers(0, 2000))
@settings(max_examples=150, deadline=None)
def test_each_column_spans_the_line_within_it(zoom: float, first: int, begin: int) -> None:
    columns = curve_columns(begin, SAMPLES, first, 300, zoom)
    for offset in range(len(columns)):
        column = columns.first + offset
        assert first <= column < first + 300
        inner = np.arange(begin, begin + 500)
        inner = inner[(inner >= column * zoom) & (inner < (column + 1) * zoom)]
        at = np.concatenate([[column * zoom, (column + 1) * zoom], inner]) - begin
        assert at.min() >= -1e-6
        assert at.max() <= 499 + 1e-6
        for channel in range(2):
            line = np.interp(at, np.arange(500), SAMPLES[channel])
            assert abs(columns.minima[channel, offset] - line.min()) < 1e-5
            assert abs(columns.maxima[channel, offset] - line.max()) < 1e-5


def test_columns_beside_the_run_are_left_out() -> None:
    assert len(curve_columns(1000, SAMPLES, 0, 900, 1.0)) == 0
    assert len(curve_columns(0, SAMPLES, 600, 100, 1.0)) == 0
    inside = curve_columns(1000, SAMPLES, 900, 1000, 1.0)
    assert (inside.first, len(inside)) == (1000, 499)


def test_one_sample_alone_is_no_line() -> None:
    assert len(curve_columns(10, SAMPLES[:, :1], 0, 100, 0.1)) == 0
