"""How fast a job goes: of late, and for items that take minutes."""

from __future__ import annotations

import pytest

from sepgenre_gui.jobs.queue.pace import Pace


def test_fast_items_count_by_the_last_half_minute() -> None:
    pace = Pace()
    for second in range(100):
        pace.note(float(second), "features", second)  # One a second,
    for second in range(100, 140):
        pace.note(float(second), "features", 100 + 3 * (second - 100))  # then three.

    assert pace.rate_per_s(139.0) == pytest.approx(3.0, rel=0.05)


def test_trials_that_end_in_pairs_go_on_at_a_steady_pace() -> None:
    pace = Pace()
    pace.note(0.0, "trials", 0)
    left: list[float | None] = []
    for pair in range(1, 11):
        for end_s, done in ((60.0 * pair, 2 * pair - 1), (60.0 * pair + 1.0, 2 * pair)):
            pace.note(end_s, "trials", done)
            left.append(pace.left_s(end_s, done + 20))

    # Two a minute: the next twenty take ten minutes.
    assert left[4:] == pytest.approx([600.0] * len(left[4:]), rel=0.25)


def test_another_stage_begins_anew() -> None:
    pace = Pace()
    pace.note(0.0, "features", 0)
    pace.note(10.0, "features", 10)
    pace.note(11.0, "trials", 0)

    assert pace.rate_per_s(11.0) is None
