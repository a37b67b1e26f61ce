"""Times as labels, and ticks at round times."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_gui.screens.waveform.drawing.ticks import (
    MINOR_PIXELS,
    Tick,
    format_clock,
    keep_apart,
    time_ticks,
)


def measure(text: str) -> float:
    return 7.0 * len(text)


@pytest.mark.parametrize(
    ("seconds", "decimals", "text"),
    [
        (0.0, 3, "00:00.000"),
        (83.5, 3, "01:23.500"),
        (59.9996, 3, "01:00.000"),
        (3723.25, 3, "1:02:03.250"),
        (83.6, 0, "01:24"),
        (1.23456, 5, "00:01.23456"),
    ],
)
def test_times_are_written_as_people_write_them(seconds: float, decimals: int, text: str) -> None:
    assert format_clock(seconds, decimals) == text


@given(st.floats(0.0, 20_000.0), st.floats(1e-4, 20_000.0))
@settings(max_examples=200, deadline=None)
def test_ticks_are_at_the_times_they_say(first_s: float, span_s: float) -> None:
    pixels_per_s = 1000.0 / span_s
    ticks = time_ticks(first_s, first_s + span_s, pixels_per_s, measure)
    gaps = [right.x - left.x for left, right in itertools.pairwise(ticks)]
    assert all(gap >= MINOR_PIXELS - 1e-3 for gap in gaps)
    labelled = [tick for tick in ticks if tick.label]
    assert labelled
    assert len({tick.label for tick in labelled}) == len(labelled)
    for tick in labelled:
        *hours, minutes, seconds = tick.label.split(":")
        said_s = 3600 * int(hours[0] if hours else 0) + 60 * int(minutes) + float(seconds)
        assert (said_s - first_s) * pixels_per_s == pytest.approx(tick.x, abs=0.5)
        assert tick.is_major


def test_labels_that_would_overlap_or_be_cut_are_left_out() -> None:
    ticks = [Tick(x=x, is_major=True, label="00000") for x in (0.0, 20.0, 50.0, 90.0)]
    kept = keep_apart(ticks, 120.0, measure, offset=4.0)
    assert [tick.label for tick in kept] == ["00000", "", "00000", ""]
    assert [tick.x for tick in kept] == [0.0, 20.0, 50.0, 90.0]
