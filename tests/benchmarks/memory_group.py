"""A Linux control group that limits the memory of processes, pages of files included."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_PATIENCE_S = 10.0


@contextmanager
def memory_group(limit_mb: int) -> Iterator[Path | None]:
    """Make a group whose processes hold at most `limit_mb` together; it is removed afterwards.

    Yields its folder, for `join`; None where this system lets us make none, as for want of rights.
    """
    group = _make(limit_mb)
    try:
        yield group
    finally:
        if group is not None:
            _remove(group)


def join(group: Path) -> None:
    """Put this process, and all that it starts from now on, into `group`."""
    (group / "cgroup.procs").write_text(str(os.getpid()))


def _make(limit_mb: int) -> Path | None:
    limit = str(limit_mb * 1_000_000)
    # The second version of the interface, then the first.
    for parent, setting in (
        (_ROOT, "memory.max"),
        (_ROOT / "memory", "memory.limit_in_bytes"),
    ):
        if not (parent / "cgroup.procs").exists():
            continue
        group = parent / f"sepgenre-{os.getpid()}"
        try:
            group.mkdir()
            (group / setting).write_text(limit)
        except OSError:
            with suppress(OSError):
                group.rmdir()
            continue
        # Without this, what does not fit would go to a disk instead.
        for swap in ("memory.swap.max", "memory.memsw.limit_in_bytes"):
            with suppress(OSError):
                (group / swap).write_text("0" if swap.endswith("max") else limit)
        return group
    return None


def _remove(group: Path) -> None:
    # The last process leaves a moment after it was waited for.
    deadline = time.monotonic() + _PATIENCE_S
    while (group / "cgroup.procs").read_text() and time.monotonic() < deadline:
        time.sleep(0.1)
    group.rmdir()
