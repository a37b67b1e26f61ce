"""The bridge: runs callbacks of other threads in the window's thread, and loses no exception."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

_LOG = logging.getLogger(__name__)


class Bridge(QObject):
    """Runs what any thread delivers, one after another, in the thread in which it was made.

    Its `deliver` is what `Lane` asks for. Nothing runs any more once `close` has returned.

    Signals
    -------
    failed : BaseException
        A callback raised this; it is in the log already.
    """

    failed = Signal(object)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._is_closed = False
        self._delivered.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def deliver(self, callback: Callable[[], None]) -> None:
        """Have `callback` run in the window's thread, after what was delivered before it."""
        # The lock keeps this object alive until the signal is out.
        with self._lock:
            if not self._is_closed:
                self._delivered.emit(callback)

    def close(self) -> None:
        """Drop what has not run yet, and whatever is delivered from now on."""
        with self._lock:
            self._is_closed = True

    def _run(self, callback: Callable[[], None]) -> None:
        if self._is_closed:
            return
        try:
            callback()
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told
            _LOG.exception("A callback failed.")
            self.failed.emit(error)
