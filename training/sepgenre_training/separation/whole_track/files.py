"""The names of a track's stems, and how their files appear: all of them or none."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock

from sepgenre_training.audio.files import printable
from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.errors import SepgenreError
from sepgenre_training.separation.stems import STEM_NAMES
from sepgenre_training.separation.whole_track.encoding import StemFormat
from sepgenre_training.unfinished import unfinished

_FOLDER_PREFIX = f"{UNFINISHED_PREFIX}stems-"
_LOCK_NAME = "lock"
# A folder is made before it is locked; one that is younger may be about to be.
_LEAST_AGE_S = 60.0


def stem_targets(track: Path, folder: Path, stem_format: StemFormat) -> dict[str, Path]:
    """Return where the stems of `track` belong in `folder`, in the order of ``STEM_NAMES``."""
    return {name: folder / f"{track.stem} - {name}.{stem_format}" for name in STEM_NAMES}


@contextmanager
def unfinished_folder(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder within `folder` for what is not finished; it vanishes in the end.

    What processes that were killed have left in `folder` vanishes, too: a lock that the system
    takes from the dead tells which folders these are.

    Raises
    ------
    OSError
        Where `folder` cannot be made or written.
    """
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for abandoned in folder.glob(f"{_FOLDER_PREFIX}*"):
            _remove_if_abandoned(abandoned)
        with unfinished(folder / f"{_FOLDER_PREFIX}{secrets.token_hex(4)}") as hidden:
            hidden.mkdir(mode=0o700)
            try:
                with filelock.FileLock(hidden / _LOCK_NAME):
                    yield hidden
            finally:
                shutil.rmtree(hidden, ignore_errors=True)
    finally:
        if made:
            # Only an empty folder can be removed: one that got no stems.
            with suppress(OSError):
                folder.rmdir()


def require_free(targets: Mapping[str, Path], *, overwrite: bool) -> None:
    """Raise where a stem's name is taken.

    Raises
    ------
    SepgenreError
        Where a file of that name exists and may not be replaced, or a folder has the name.
    OSError
        Where the name is none that the file system takes.
    """
    for target in targets.values():
        try:
            target.lstat()
        except FileNotFoundError:
            continue
        if target.is_dir():
            raise SepgenreError(
                f"{printable(target)}: is a folder.",
                remedy="Rename it, or choose another folder for the stems.",
            )
        if not overwrite:
            raise SepgenreError(
                f"{printable(target)}: exists already.",
                remedy="Add --overwrite to replace it, or choose another folder.",
            )


def place(finished: Mapping[str, Path], targets: Mapping[str, Path], *, overwrite: bool) -> None:
    """Give the finished files their names, all or none where nothing is replaced.

    Raises
    ------
    SepgenreError
        As `require_free` does: the names may have been taken meanwhile.
    OSError
        Where a file cannot be renamed.
    """
    require_free(targets, overwrite=overwrite)
    placed: list[Path] = []
    try:
        for name, target in targets.items():
            finished[name].replace(target)
            placed.append(target)
    except BaseException:
        if not overwrite:
            for target in placed:
                target.unlink(missing_ok=True)
        raise


def _remove_if_abandoned(hidden: Path) -> None:
    lock = filelock.FileLock(hidden / _LOCK_NAME)
    # Gone, or another person's: whoever made it will see to it.
    with suppress(OSError, filelock.Timeout):
        if time.time() - hidden.stat().st_mtime >= _LEAST_AGE_S:
            lock.acquire(timeout=0)
            lock.release()
            shutil.rmtree(hidden, ignore_errors=True)
