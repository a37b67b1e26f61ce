"""Filtering and sorting the tracks."""

from __future__ import annotations

import pytest

from sepgenre_gui.project.track_list import TrackState
from sepgenre_gui.screens.curation.tracks.order import (
    NO_GENRE,
    Column,
    TrackFilter,
    format_length,
    in_order,
    passing,
)
from tests.sepgenre_gui.screens.curation.tracks.rows import make_row

ROWS = [
    make_row(1, "zebra", artist="Ünder", genre_id=5, genre_name="Techno", duration_s=61.0),
    make_row(2, "Äther", artist=None, state=TrackState.CURATED, genre_id=6, genre_name="House"),
    make_row(3, "apple", artist="Beta", note="check the intro", duration_s=7200.4),
    make_row(4, "観る", artist="beta", state=TrackState.SKIPPED, skip_reason="Too short"),
]


def ids(
    wanted: TrackFilter, column: Column = Column.TITLE, *, descending: bool = False
) -> list[int]:
    return [row.id for row in passing(in_order(ROWS, column, descending=descending), wanted)]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (TrackFilter(), [3, 2, 1, 4]),
        (TrackFilter(text="ATHER"), [2]),
        (TrackFilter(text="under tech"), [1]),
        (TrackFilter(text="under house"), []),
        (TrackFilter(text="intro"), [3]),
        (TrackFilter(text="too short"), [4]),
        (TrackFilter(text="観"), [4]),
        (TrackFilter(genre_id=6), [2]),
        (TrackFilter(genre_id=NO_GENRE), [3, 4]),
        (TrackFilter(state=TrackState.SKIPPED), [4]),
        (TrackFilter(text="beta", state=TrackState.NO_SEGMENT), [3]),
    ],
)
def test_filter(wanted: TrackFilter, shown: list[int]) -> None:
    assert ids(wanted) == shown


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        (Column.TITLE, [3, 2, 1, 4]),
        (Column.ARTIST, [3, 4, 1, 2]),
        (Column.LENGTH, [1, 2, 4, 3]),
        (Column.GENRE, [2, 1, 3, 4]),
        (Column.STATE, [3, 1, 2, 4]),
    ],
)
def test_sort(column: Column, shown: list[int]) -> None:
    assert ids(TrackFilter(), column) == shown


def test_descending_order_reverses_the_column_alone() -> None:
    assert ids(TrackFilter(), Column.LENGTH, descending=True) == [3, 2, 4, 1]
    assert ids(TrackFilter(), descending=True) == [4, 1, 2, 3]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0:00"), (59.6, "1:00"), (615.0, "10:15"), (7200.4, "2:00:00")]
)
def test_lengths_are_written_for_people(seconds: float, text: str) -> None:
    assert format_length(seconds) == text
