"""Tells workers, again and again, that somebody still wants their calls, and whether they wait."""

from __future__ import annotations

import logging
import threading

from sepgenre_training.cluster.connection import ClusterConnection
from sepgenre_training.cluster.flags import SIGN_EVERY_S, forget, set_flag

_LOG = logging.getLogger(__name__)

_GRACE_S = 5.0


class Steering:
    """Steers the calls of one topic, in a thread of its own: the network may keep it waiting.

    Workers that hear nothing for long end their calls, so that nobody is kept from them by a
    machine that has gone.

    Parameters
    ----------
    connection : ClusterConnection
    topic : str
    """

    def __init__(self, connection: ClusterConnection, topic: str) -> None:
        self._connection, self._topic = connection, topic
        self._changed = threading.Event()
        self._is_held = self._is_closed = False
        self._is_unfinished = False
        self._thread = threading.Thread(target=self._run, name="steer-cluster", daemon=True)
        self._thread.start()

    def hold(self, *, paused: bool) -> None:
        """Have the workers wait at their next check, or go on; those that join later as well."""
        if paused != self._is_held:
            self._is_held = paused
            self._changed.set()

    def close(self, *, stop: bool) -> None:
        """Say no more; where `stop`, the workers stop at their next check."""
        self._is_unfinished, self._is_closed = stop, True
        self._changed.set()
        self._thread.join(_GRACE_S)

    def _run(self) -> None:
        while not self._is_closed:
            self._tell()
            self._changed.wait(SIGN_EVERY_S)
            self._changed.clear()
        if self._is_unfinished:
            self._tell()
        elif self._connection.is_open:
            self._call(forget, self._topic)

    def _tell(self) -> None:
        if self._connection.is_open:
            self._call(set_flag, self._topic, self._is_closed, self._is_held)

    def _call(self, function: object, *arguments: object) -> None:
        try:
            self._connection.run_on_workers(function, *arguments)  # type: ignore[arg-type]
        except OSError:
            # It is said again; a worker that goes just now is wanted no more.
            _LOG.info("%s: a worker was not told.", self._topic, exc_info=True)
