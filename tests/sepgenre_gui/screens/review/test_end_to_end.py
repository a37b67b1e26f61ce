"""The review on a real display: a person's keys in the installed program, and what is stored."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin, Segment
from tests.sepgenre_gui.screens.experiment.driving import PATIENCE_S, running
from tests.sepgenre_gui.screens.review.conftest import OPEN
from tests.virtual_display import Hands, require_display_programs, virtual_display, wait_until


def stored(folder: Path) -> dict[int, Segment]:
    with Project.open(folder, read_only=True) as project:
        return {segment.id: segment for segment in project.segments.list()}


def n_confirmed(folder: Path) -> int:
    segments = stored(folder)
    return sum(
        segments[each].origin is Origin.BY_HAND and segments[each].genre_id is not None
        for each in OPEN
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs an X server")
def test_three_segments_are_reviewed_by_keys(folder: Path, tmp_path: Path) -> None:
    require_display_programs()
    with virtual_display(tmp_path) as display, running(folder, display, tmp_path):
        hands = Hands(display)
        hands.find_window(folder.name)
        hands.press("ctrl+5", "ctrl+Return")

        def is_accepted() -> bool:
            # Before the first segment comes up, Enter says so and does nothing.
            hands.press("Return")
            return n_confirmed(folder) >= 1

        wait_until(is_accepted, "the first guess is accepted", timeout_s=PATIENCE_S)
        while n_confirmed(folder) < 3:
            before = n_confirmed(folder)
            hands.press("1")
            wait_until(lambda before=before: n_confirmed(folder) > before, "a genre is stored")  # type: ignore[misc]
        after = stored(folder)
        confirmed = [each for each in OPEN if after[each].origin is Origin.BY_HAND]
        assert len(confirmed) >= 3
        hands.press("ctrl+z")
        wait_until(lambda: n_confirmed(folder) == len(confirmed) - 1, "the last is taken back")
    with Project.open(folder, read_only=True) as project:
        (first,) = [genre.id for genre in project.genres.list() if genre.key == 1]
    assert any(stored(folder)[each].genre_id == first for each in confirmed)
