"""Sends files to the workers that ask for them, where there is no shared folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sepgenre_training.cluster.arrivals import give_up, take_chunk
from sepgenre_training.cluster.call import FileWanted
from sepgenre_training.cluster.connection import ClusterConnection
from sepgenre_training.cluster.references import Publisher

_LOG = logging.getLogger(__name__)

CHUNK_BYTES = 8_000_000
"""How much goes at a time: a worker tells its scheduler that it lives between two."""

_AT_ONCE = 4


class FileSender:
    """Sends files, several workers' at a time; each worker asks once for each file.

    Parameters
    ----------
    connection : ClusterConnection
    publisher : Publisher
        Knows where the files are.
    """

    def __init__(self, connection: ClusterConnection, publisher: Publisher) -> None:
        self._connection, self._publisher = connection, publisher
        self._threads = ThreadPoolExecutor(_AT_ONCE, "send-files")

    def send(self, wanted: FileWanted) -> None:
        """Send what is wanted, as soon as a thread is free."""
        self._threads.submit(self._send, wanted)

    def close(self) -> None:
        """Send nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _send(self, wanted: FileWanted) -> None:
        try:
            self._send_all(wanted)
        except OSError:
            # The worker is gone, and whoever gets its task asks anew; or it says so itself.
            _LOG.info("%s: the file could not be sent.", wanted.worker, exc_info=True)

    def _send_all(self, wanted: FileWanted) -> None:
        place = self._publisher.place_of(wanted.reference.sha256)
        offset = 0
        try:
            for data in _read(place):
                self._call(wanted, take_chunk, wanted.place, offset, data)
                offset += len(data)
        except _UnreadableError as error:
            self._call(wanted, give_up, wanted.place, str(error))
            return
        if offset != wanted.reference.n_bytes:
            self._call(wanted, give_up, wanted.place, "it has changed meanwhile")

    def _call(self, wanted: FileWanted, function: object, *arguments: object) -> None:
        answers = self._connection.run_on_workers(
            function,  # type: ignore[arg-type]
            *arguments,
            workers=[wanted.worker],
        )
        for answer in answers.values():
            if isinstance(answer, BaseException):
                raise OSError(f"{wanted.worker}: {answer}")


class _UnreadableError(Exception):
    """A file of this machine that cannot be read any more, with the reason."""


def _read(place: Path | None) -> Iterator[bytes]:
    if place is None:
        raise _UnreadableError("it was never named")
    try:
        with place.open("rb") as stream:
            while data := stream.read(CHUNK_BYTES):
                yield data
    except OSError as error:
        raise _UnreadableError(error.strerror or str(error)) from error
