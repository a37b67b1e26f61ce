"""A crew: every task once, outcomes in order, stopped at any moment, no process left."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import psutil
import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.lane import Lane
from sepgenre_gui.screens.exchange import crew as crew_module
from sepgenre_gui.screens.exchange.crew import Crew
from sepgenre_training.compute.pool import Outcome
from sepgenre_training.compute.worker import report
from sepgenre_training.errors import AudioError
from tests.sepgenre_gui.screens.exchange.conftest import WAIT_MS


def square(number: int) -> int:
    if number == 3:
        raise AudioError("three.wav: is odd.", remedy="Choose another.")
    # The later, the quicker: outcomes come before their turn.
    time.sleep(max(0.0, 0.05 - 0.01 * number))
    return number * number


def tell_and_wait(seconds: float) -> int:
    report("begun")
    time.sleep(seconds)
    return os.getpid()


@pytest.fixture
def crew(open_lane: Callable[[str], Lane]) -> Iterator[Crew]:
    made = Crew(open_lane, "test")
    yield made
    made.close()


def test_tasks_are_shared_and_their_outcomes_come_in_order(crew: Crew, qtbot: QtBot) -> None:
    outcomes: list[Outcome[int, int]] = []
    ended: list[int] = []

    crew.share(
        square,
        range(12),
        on_outcome=outcomes.append,
        on_end=lambda: ended.append(len(outcomes)),
    )
    qtbot.waitUntil(lambda: bool(ended), timeout=WAIT_MS)

    assert ended == [12]
    assert [outcome.position for outcome in outcomes] == list(range(12))
    values = [outcome.value for outcome in outcomes]
    assert values == [None if n == 3 else n * n for n in range(12)]
    assert str(outcomes[3].error) == "three.wav: is odd. Choose another."
    assert not crew.is_busy


def test_no_task_at_all_ends_at_once(crew: Crew) -> None:
    ended: list[bool] = []

    crew.share(square, (), on_outcome=pytest.fail, on_end=lambda: ended.append(True))

    assert ended == [True]


def test_after_a_stop_nothing_is_handed_on(crew: Crew, qtbot: QtBot) -> None:
    positions: list[int] = []

    def take(outcome: Outcome[int, int]) -> None:
        positions.append(outcome.position)
        if outcome.position == 1:
            crew.stop()

    crew.share(square, range(40), on_outcome=take, on_end=lambda: pytest.fail("it was stopped"))
    qtbot.waitUntil(lambda: 1 in positions, timeout=WAIT_MS)
    qtbot.wait(300)

    assert positions == [0, 1]
    assert not crew.is_busy


def test_a_slow_task_lets_the_others_run_ahead_only_so_far(
    crew: Crew, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew_module, "_AHEAD", 5)
    outcomes: list[Outcome[float, int]] = []
    ended: list[bool] = []

    crew.share(
        tell_and_wait,
        [1.0, *[0.0] * 30],
        on_outcome=outcomes.append,
        on_end=lambda: ended.append(True),
    )
    qtbot.waitUntil(lambda: bool(ended), timeout=WAIT_MS)

    assert [outcome.position for outcome in outcomes] == list(range(31))


def test_a_crew_goes_on_after_a_stop(crew: Crew, qtbot: QtBot) -> None:
    events: list[object] = []
    values: list[int] = []
    crew.do(tell_and_wait, 1.0, on_value=pytest.fail, on_error=pytest.fail, on_event=events.append)
    qtbot.waitUntil(lambda: bool(events), timeout=WAIT_MS)

    crew.stop()
    crew.do(square, 7, on_value=values.append, on_error=pytest.fail)
    qtbot.waitUntil(lambda: bool(values), timeout=WAIT_MS)

    assert values == [49]


def test_closing_returns_at_once_and_ends_the_processes(crew: Crew, qtbot: QtBot) -> None:
    pids: list[int] = []
    events: list[object] = []
    crew.do(tell_and_wait, 0.0, on_value=pids.append, on_error=pytest.fail)
    qtbot.waitUntil(lambda: bool(pids), timeout=WAIT_MS)
    crew.do(tell_and_wait, 60.0, on_value=pytest.fail, on_error=pytest.fail, on_event=events.append)
    qtbot.waitUntil(lambda: bool(events), timeout=WAIT_MS)

    began_s = time.monotonic()
    crew.close()
    assert time.monotonic() - began_s < 0.5

    qtbot.waitUntil(lambda: not psutil.pid_exists(pids[0]), timeout=WAIT_MS)
