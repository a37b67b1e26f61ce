"""The bridge: everything in the window's thread, in order, until it is closed."""

from __future__ import annotations

import logging
import threading

import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.lane import Lane
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_training.errors import SepgenreError


def in_threads(*works: object) -> None:
    threads = [threading.Thread(target=work) for work in works]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_callbacks_run_in_the_windows_thread_each_threads_in_order(qtbot: QtBot) -> None:
    bridge = Bridge()
    ran: list[tuple[str, int, bool]] = []

    def deliver(name: str) -> None:
        for number in range(200):
            bridge.deliver(
                lambda number=number: ran.append(
                    (name, number, threading.current_thread() is threading.main_thread())
                )
            )

    in_threads(lambda: deliver("one"), lambda: deliver("two"))
    assert ran == []
    qtbot.waitUntil(lambda: len(ran) == 400)

    assert all(is_main for *_, is_main in ran)
    for name in ("one", "two"):
        assert [number for who, number, _ in ran if who == name] == [*range(200)]


def test_a_callback_delivered_in_the_windows_thread_waits_as_well(qtbot: QtBot) -> None:
    bridge = Bridge()
    ran: list[int] = []

    bridge.deliver(lambda: ran.append(1))

    assert ran == []
    qtbot.waitUntil(lambda: ran == [1])


def test_nothing_runs_after_it_was_closed(qtbot: QtBot) -> None:
    bridge = Bridge()
    ran: list[int] = []
    in_threads(lambda: bridge.deliver(lambda: ran.append(1)))

    bridge.close()
    in_threads(lambda: bridge.deliver(lambda: ran.append(2)))
    qtbot.wait(50)

    assert ran == []


def test_a_callback_may_close_it(qtbot: QtBot) -> None:
    bridge = Bridge()
    ran: list[int] = []
    bridge.deliver(bridge.close)
    bridge.deliver(lambda: ran.append(1))

    qtbot.wait(50)

    assert ran == []


def test_an_exception_reaches_the_log_and_the_window_and_stops_nothing(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    bridge = Bridge()
    failed: list[BaseException] = []
    ran: list[int] = []
    bridge.failed.connect(failed.append)

    def fail() -> None:
        raise SepgenreError("The stem is gone.", remedy="Separate it again.")

    with caplog.at_level(logging.ERROR):
        bridge.deliver(fail)
        bridge.deliver(lambda: ran.append(1))
        qtbot.waitUntil(lambda: ran == [1])

    assert [str(error) for error in failed] == ["The stem is gone. Separate it again."]
    assert "The stem is gone." in caplog.text
    assert "Traceback" in caplog.text


def test_a_lane_delivers_over_it(qtbot: QtBot) -> None:
    bridge = Bridge()
    lane = Lane("test", deliver=bridge.deliver)
    values: list[tuple[float, bool]] = []
    errors: list[BaseException] = []

    def keep(value: float) -> None:
        values.append((value, threading.current_thread() is threading.main_thread()))

    lane.submit(abs, -2.5, on_value=keep)
    lane.submit(abs, "no number", on_error=errors.append)
    qtbot.waitUntil(lambda: bool(values and errors), timeout=30_000)
    bridge.close()
    lane.close()

    assert values == [(2.5, True)]
    assert "TypeError" in str(errors[0])
