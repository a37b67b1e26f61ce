"""Hearing stems by keys: separated first where needed, drawn, mixed, compared."""

from __future__ import annotations

from sepgenre_gui.screens.stems.work.separating import StemsState
from tests.sepgenre_gui.screens.stems.conftest import SEPARATOR, Opened


def test_a_segment_without_stems_is_separated_and_drawn_by_one_key(opened: Opened) -> None:
    screen = opened.screen
    assert screen.session.target is not None
    assert screen.session.target.segment == opened.segments[0]
    assert screen.separating.stems(SEPARATOR).state is StemsState.MISSING
    assert screen.layout.card.isVisible()
    assert "Not separated" in screen.layout.card.message.text()

    opened.keys("Space")
    assert screen.separating.stems(SEPARATOR).state is StemsState.SEPARATING
    assert screen.layout.card.bar.isVisible()
    opened.until(lambda: opened.is_drawn)

    assert screen.separating.stems(SEPARATOR).state is StemsState.READY
    assert screen.layout.shows_lanes
    assert not screen.layout.card.isVisible()
    for row in screen.layout.board.rows.values():
        peaks = row.views[0].peaks
        assert peaks is not None
        assert peaks.is_complete
