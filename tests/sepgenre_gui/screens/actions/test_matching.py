"""Finding by letters: whatever is found stands in the text, in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_gui.screens.actions.matching import match


@given(query=st.text("abcAB éİ", max_size=5), text=st.text("abcABC éİß-", max_size=14))
def test_it_finds_exactly_what_is_there(query: str, text: str) -> None:
    wanted = [letter.lower() for letter in query.lower() if not letter.isspace()]
    found = match(query, text)

    if found is None:
        rest = iter([letter.lower() for letter in text])
        assert not all(letter in rest for letter in wanted)
    else:
        assert [text[position].lower() for position in found.positions] == wanted
        assert list(found.positions) == sorted(set(found.positions))


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("opr", "Open recent", "Loop the region"),
        ("seg", "Export segments", "Spectrogram"),
        ("zo", "Zoom out", "Horizontal zone"),
        ("undo", "Undo move", "Bundle down"),
        ("n", "New project", "Open"),
    ],
)
def test_beginnings_of_words_and_runs_are_better(query: str, better: str, worse: str) -> None:
    good, bad = match(query, better), match(query, worse)

    assert good is not None
    assert bad is None or good.score > bad.score


def test_the_best_place_is_marked_and_not_the_first() -> None:
    found = match("seg", "Use the segment")

    assert found is not None
    assert found.positions == (8, 9, 10)


def test_nothing_asked_fits_everything() -> None:
    found = match("  ", "Open")

    assert found is not None
    assert found.positions == ()
