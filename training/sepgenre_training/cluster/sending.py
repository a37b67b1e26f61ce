"""Sends files to the workers that ask for them, where there is no shared folder."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from sepgenre_training.cluster.call import FileWanted
from sepgenre_training.cluster.connection import ClusterConnection
from sepgenre_training.cluster.references import Publisher
from sepgenre_training.cluster.worker_side import take_chunk

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
        reference = wanted.reference
        place = self._publisher.place_of(reference.sha256)
        try:
            if place is None:
                self._send_chunk(wanted, 0, b"", -1)
                return
            with place.open("rb") as stream:
                offset = 0
                while data := stream.read(CHUNK_BYTES):
                    self._send_chunk(wanted, offset, data, reference.n_bytes)
                    offset += len(data)
            if offset != reference.n_bytes:
                self._send_chunk(wanted, 0, b"", -1)
        except FileNotFoundError:
            self._send_chunk(wanted, 0, b"", -1)
        except OSError:
            # The worker is gone, and whoever gets its task asks anew.
            _LOG.info("%s: the file could not be sent.", wanted.worker, exc_info=True)

    def _send_chunk(self, wanted: FileWanted, offset: int, data: bytes, n_bytes: int) -> None:
        answers = self._connection.run_on_workers(
            take_chunk, wanted.place, offset, data, n_bytes, workers=[wanted.worker]
        )
        for answer in answers.values():
            if isinstance(answer, BaseException):
                raise OSError(f"{wanted.worker}: {answer}")
