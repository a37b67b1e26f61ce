"""Files on their way to this Dask worker, in parts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Bytes that have come of each file that is waited for, or why no more come.
_arriving: dict[Path, int | str] = {}
_lock = threading.Lock()


class NotArrivedError(Exception):
    """A file that does not come, with the reason."""


@contextmanager
def awaiting(place: Path) -> Iterator[None]:
    """Wait for a file that is to be written to `place`; outside of the block none is taken."""
    with _lock:
        _arriving[place] = 0
    # Of a file without a byte, nothing is sent.
    place.touch()
    try:
        yield
    finally:
        with _lock:
            del _arriving[place]
        place.unlink(missing_ok=True)


def arrived_bytes(place: Path) -> int:
    """Return how many bytes have come of a file that is waited for.

    Raises
    ------
    NotArrivedError
        Where no more will come.
    """
    with _lock:
        arrived = _arriving[place]
    if isinstance(arrived, str):
        raise NotArrivedError(arrived)
    return arrived


def take_chunk(place: str, offset: int, data: bytes) -> None:
    """Take a part of a file that was asked for; called by the asking machine, in order.

    Raises
    ------
    OSError
        Where the disk refuses, or nobody waits for the file any more.
    """
    path = Path(place)
    with _lock:
        if path not in _arriving:
            raise FileNotFoundError(place)
    try:
        with path.open("r+b") as stream:
            stream.seek(offset)
            stream.write(data)
    except OSError as error:
        give_up(place, f"this worker's disk does not take it ({error.strerror})")
        raise
    with _lock:
        if path in _arriving:
            _arriving[path] = offset + len(data)


def give_up(place: str, reason: str) -> None:
    """Take the reason for which a file that was asked for does not come."""
    path = Path(place)
    with _lock:
        if path in _arriving:
            _arriving[path] = reason
