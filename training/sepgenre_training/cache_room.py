"""The room that the cache takes: measured by kind, cleared, and kept within a limit.

Nothing but entries is ever removed: files and folders at which a `Cache` path can point. What
else lies in the folder was put there by somebody, and stays.
"""

from __future__ import annotations

import math
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import attrs

from sepgenre_training.audio.files import reason_of
from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.datasets.entry import Problem

FOREIGN = "other"
"""The kind of what is in the folder and is no entry of the cache; it is measured, and stays."""

_SHARD = re.compile(r"[0-9a-f]{2}")
_ENTRY = re.compile(r"(?P<shard>[0-9a-f]{2})[0-9a-f]{62}(\.\w+)?")
# Work that still goes on writes more often.
_ABANDONED_S = 3600.0

_Standing = Literal["entry", "unfinished", "foreign"]


@attrs.frozen(kw_only=True)
class CacheUse:
    """What one kind takes: its name (a folder of the cache, or `FOREIGN`), files, and bytes."""

    kind: str
    n_files: int
    n_bytes: int


@attrs.frozen(kw_only=True)
class Freed:
    """What a clearing removed.

    Attributes
    ----------
    n_entries, n_bytes : int
        Removed by this call; what another process removed meanwhile is not counted.
    n_bytes_left : int
        What the cache takes now.
    problems : tuple of Problem
        What could not be removed, each with the reason; it is still there, whole.
    """

    n_entries: int
    n_bytes: int
    n_bytes_left: int
    problems: tuple[Problem, ...] = ()


@attrs.frozen(kw_only=True)
class _Found:
    """A file or folder in the cache; a folder is one thing. `used_at` in s since the epoch."""

    path: Path
    kind: str
    standing: _Standing
    n_files: int
    n_bytes: int
    used_at: float


def measure(root: Path) -> tuple[CacheUse, ...]:
    """Return what the cache in `root` takes, by kind in alphabetical order.

    Unfinished files count with their kind. What vanishes or cannot be looked into is left out.
    """
    uses: dict[str, CacheUse] = {}
    for found in _find_all(root):
        kind = FOREIGN if found.standing == "foreign" else found.kind
        before = uses.get(kind, CacheUse(kind=kind, n_files=0, n_bytes=0))
        uses[kind] = CacheUse(
            kind=kind,
            n_files=before.n_files + found.n_files,
            n_bytes=before.n_bytes + found.n_bytes,
        )
    return tuple(uses[kind] for kind in sorted(uses))


def clear(root: Path, kinds: Collection[str]) -> Freed:
    """Remove all entries of `kinds`, and what killed work left half-written of them.

    Right only while nothing works with the cache: what is removed under a task makes it fail,
    although nothing is lost.
    """
    now = time.time()
    chosen: list[_Found] = []
    n_bytes = 0
    for found in _find_all(root):
        if found.standing == "foreign":
            continue
        n_bytes += found.n_bytes
        is_abandoned = found.standing == "unfinished" and found.used_at < now - _ABANDONED_S
        if found.kind in kinds and (found.standing == "entry" or is_abandoned):
            chosen.append(found)
    return _remove_all(chosen, n_bytes)


def shrink(root: Path, limit_bytes: int, keep_newer_than: float) -> Freed:
    """Remove the entries least recently used, whole, until the cache is within the limit.

    Parameters
    ----------
    limit_bytes : int
        The limit.
    keep_newer_than : float
        In s since the epoch: what was used at this time or later stays, over the limit or not, as
        does what is unfinished.

    Returns
    -------
    Freed
        Several processes may do this at once: what is gone already counts as room, and is no
        problem.
    """
    everything = [found for found in _find_all(root) if found.standing != "foreign"]
    oldest_first = sorted(
        (
            found
            for found in everything
            if found.standing == "entry" and found.used_at < keep_newer_than
        ),
        key=lambda found: (found.used_at, found.path),
    )
    n_bytes = sum(found.n_bytes for found in everything)
    return _remove_all(oldest_first, n_bytes, down_to=limit_bytes)


def make_room(root: Path, n_bytes: int) -> Freed:
    """Remove the entries least recently used, whole, until `n_bytes` more bytes are free."""
    in_use = sum(found.n_bytes for found in _find_all(root) if found.standing != "foreign")
    return shrink(root, max(0, in_use - n_bytes), math.inf)


def _remove_all(chosen: Iterable[_Found], n_bytes: int, *, down_to: int | None = None) -> Freed:
    """Remove all of `chosen`, or until `down_to` bytes are left and but what is unused since."""
    n_removed = n_bytes_removed = 0
    problems: list[Problem] = []
    for found in chosen:
        if down_to is not None and n_bytes <= down_to:
            break
        try:
            if down_to is not None and _was_used_since(found):
                continue
            _remove(found.path)
        except FileNotFoundError:  # another process was quicker
            n_bytes -= found.n_bytes
        except OSError as error:
            problems.append(Problem(path=found.path, reason=f"{reason_of(error)}."))
        else:
            n_bytes -= found.n_bytes
            n_bytes_removed += found.n_bytes
            n_removed += 1
    return Freed(
        n_entries=n_removed,
        n_bytes=n_bytes_removed,
        n_bytes_left=n_bytes,
        problems=tuple(problems),
    )


def _was_used_since(found: _Found) -> bool:
    return found.path.lstat().st_mtime > found.used_at


def _remove(path: Path) -> None:
    if not path.is_dir():
        path.unlink()
        return
    # Renamed first, so that nobody finds half of it; what then stays is removed when the project
    # is next opened. A disk that is full has no room for a folder to move it to.
    condemned = path.with_name(f"{UNFINISHED_PREFIX}{secrets.token_hex(8)}")
    path.rename(condemned)
    shutil.rmtree(condemned, ignore_errors=True)


def _find_all(root: Path) -> Iterator[_Found]:
    for kind in _scan(root):
        # A person may have moved a kind to another disk, and left a link.
        if not kind.is_dir():
            yield from _found(kind, "", "foreign")
            continue
        for shard in _scan(kind.path):
            if not (_SHARD.fullmatch(shard.name) and shard.is_dir(follow_symlinks=False)):
                yield from _found(shard, kind.name, "foreign")
                continue
            for item in _scan(shard.path):
                yield from _found(item, kind.name, _standing(item, shard.name))


def _standing(item: os.DirEntry[str], shard: str) -> _Standing:
    if item.name.startswith(UNFINISHED_PREFIX):
        return "unfinished"
    match = _ENTRY.fullmatch(item.name)
    is_entry = match is not None and match["shard"] == shard and not item.is_symlink()
    return "entry" if is_entry else "foreign"


def _found(item: os.DirEntry[str], kind: str, standing: _Standing) -> Iterator[_Found]:
    try:
        status = item.stat(follow_symlinks=False)
        sizes = [status.st_size]
        if item.is_dir(follow_symlinks=False):
            sizes = list(_sizes_within(item.path))
    except OSError:
        return
    yield _Found(
        path=Path(item.path),
        kind=kind,
        standing=standing,
        n_files=len(sizes),
        n_bytes=sum(sizes),
        used_at=status.st_mtime,
    )


def _sizes_within(folder: str) -> Iterator[int]:
    for item in _scan(folder):
        if item.is_dir(follow_symlinks=False):
            yield from _sizes_within(item.path)
        else:
            with suppress(OSError):
                yield item.stat(follow_symlinks=False).st_size


def _scan(folder: str | Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as items:
            return list(items)
    except OSError:
        return []
