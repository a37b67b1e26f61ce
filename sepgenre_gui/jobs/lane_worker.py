"""The inside of a lane's process: takes one task at a time, sends its begin, events and end."""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import Any

from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.compute.worker import do_task, prepare_process
from sepgenre_training.errors import SepgenreError

BEGUN, EVENT, VALUE, ERROR = "begun", "event", "value", "error"


class _Events:
    """Sends events over the connection that also carries the values."""

    def __init__(self, connection: Connection[Any, Any]) -> None:
        self._connection = connection

    def send(self, event: Any, /) -> None:
        self._connection.send((EVENT, event))


def serve(connection: Connection[Any, Any], flag: WorkerFlag, threads: int, log: str) -> None:
    """Run what arrives as (function, task) until the other side closes the connection."""
    prepare_process(_Events(connection), flag, threads=threads, log=log)
    while True:
        try:
            function, task = connection.recv()
        except (EOFError, OSError):
            return
        connection.send((BEGUN, None))
        try:
            answer = (VALUE, do_task(function, task))
        except SepgenreError as error:
            answer = (ERROR, error)
        except Exception as error:  # noqa: BLE001 - whatever a task raises, its owner is told
            answer = (ERROR, _as_sepgenre_error(error))
        connection.send(answer)


def _as_sepgenre_error(error: Exception) -> SepgenreError:
    # Some exceptions of libraries do not survive the way to another process.
    return SepgenreError(
        f"{type(error).__name__}: {error}",
        remedy="If it happens again, report it as a fault of SepGenre with what you did.",
    )
