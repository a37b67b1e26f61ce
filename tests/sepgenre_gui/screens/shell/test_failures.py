"""What nobody caught: shown in the window, and in the log where it is a fault of the program."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable

import pytest

from sepgenre_gui.screens.shell.failures import showing_failures
from sepgenre_training.errors import SepgenreError


def deliver(callback: Callable[[], None]) -> None:
    callback()


def raise_to_the_hook(error: BaseException) -> None:
    """Do with `error` what Python does with what a slot raises."""
    try:
        raise error  # noqa: TRY301 - as a slot does
    except BaseException:  # noqa: BLE001 - whatever it is
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]


def test_what_a_person_can_act_on_is_shown_and_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shown: list[BaseException] = []
    with showing_failures(shown.append, deliver):
        raise_to_the_hook(SepgenreError("It is locked."))

    assert [str(error) for error in shown] == ["It is locked."]
    assert caplog.text == ""


def test_a_fault_is_shown_and_logged_with_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    shown: list[BaseException] = []
    with caplog.at_level(logging.ERROR), showing_failures(shown.append, deliver):
        raise_to_the_hook(ZeroDivisionError("of tests"))

    assert isinstance(shown[0], ZeroDivisionError)
    assert "of tests" in caplog.text
    assert "raise_to_the_hook" in caplog.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_threads_fault_is_delivered() -> None:
    shown: list[BaseException] = []
    delivered: list[Callable[[], None]] = []

    def work() -> None:
        raise ZeroDivisionError("of a thread")

    with showing_failures(shown.append, delivered.append):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert shown == []
    for callback in delivered:
        callback()
    assert [str(error) for error in shown] == ["of a thread"]


def test_an_end_that_was_asked_for_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    shown: list[BaseException] = []
    with showing_failures(shown.append, deliver):
        raise_to_the_hook(KeyboardInterrupt())

    assert shown == []


def test_the_hooks_are_as_before_afterwards() -> None:
    before = (sys.excepthook, threading.excepthook)
    with showing_failures(lambda _: None, deliver):
        assert sys.excepthook is not before[0]

    assert (sys.excepthook, threading.excepthook) == before
