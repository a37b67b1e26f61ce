"""Failures that nobody caught: into the log, and before the person's eyes."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from sepgenre_gui.jobs.lane import Deliver
from sepgenre_training.errors import SepgenreError

_LOG = logging.getLogger(__name__)


@contextmanager
def showing_failures(show: Callable[[BaseException], None], deliver: Deliver) -> Iterator[None]:
    """Within the ``with`` block, give `show` what slots, events and threads raise.

    A SepgenreError is something that the person can act on, so any slot may raise one. All else
    is a fault of the program, and goes to the log as well.

    Parameters
    ----------
    deliver : callable
        Brings what a thread raised into the window's thread.
    """

    def take(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        if not isinstance(error, SepgenreError):
            _LOG.error("Nobody caught this.", exc_info=(kind, error, trace))
        show(error)

    def take_from_thread(arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value
        if error is not None:
            deliver(lambda: take(arguments.exc_type, error, arguments.exc_traceback))

    before, before_in_threads = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = take, take_from_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before, before_in_threads
