"""Large files read in blocks: hashed or copied, with progress, stopped when asked."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import attrs

from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.worker import check_cancelled

BLOCK_BYTES = 1 << 20
_SECONDS_BETWEEN_EVENTS = 0.1


def ignore_event(event: Progressed) -> None:
    """Take `event` and do nothing."""


def ignore_notice(notice: str) -> None:
    """Take `notice` and do nothing."""


@attrs.frozen(kw_only=True)
class Watch:
    """Who is told how far long work is, and who may stop it.

    Attributes
    ----------
    on_event : Callable[[Progressed], None]
        Is told of progress, in bytes.
    on_notice : Callable[[str], None]
        Is told sentences that a person should read even where no progress is shown.
    check_cancelled : Callable[[], None]
        Called at least once for each block; stops the work by raising.
    """

    on_event: Callable[[Progressed], None] = ignore_event
    on_notice: Callable[[str], None] = ignore_notice
    check_cancelled: Callable[[], None] = check_cancelled


@attrs.define(kw_only=True)
class ByteCounter:
    """Counts bytes and tells of them, about ten times each second and at the end.

    Attributes
    ----------
    stage, item : str
        What is going on, and with which file.
    total : int or None
        Bytes in all, where that is known.
    watch : Watch
        Who is told.
    done : int
        Bytes so far.
    """

    stage: str
    item: str
    total: int | None
    watch: Watch
    done: int = 0
    _told_at: float = attrs.field(default=float("-inf"), init=False)

    def add(self, count: int) -> None:
        """Count `count` more bytes; raises where the work is to stop."""
        self.watch.check_cancelled()
        self.done += count
        now = time.monotonic()
        if self.done == self.total or now - self._told_at >= _SECONDS_BETWEEN_EVENTS:
            self._told_at = now
            total = self.done if self.total is None else self.total
            self.watch.on_event(
                Progressed(stage=self.stage, done=self.done, total=total, item=self.item)
            )


def sha256_of(path: Path, watch: Watch) -> str:
    """Return the SHA-256 of the file at `path` in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        counter = ByteCounter(
            stage="check", item=path.name, total=os.fstat(file.fileno()).st_size, watch=watch
        )
        for block in _blocks(file):
            digest.update(block)
            counter.add(len(block))
    return digest.hexdigest()


def copy_bytes(source: BinaryIO, target: Path, counter: ByteCounter) -> None:
    """Write all of `source` to the new file `target`, and see it to the disk."""
    with target.open("xb") as file:
        for block in _blocks(source):
            counter.add(len(block))
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK_BYTES):
        yield block
