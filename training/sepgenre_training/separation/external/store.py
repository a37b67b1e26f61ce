"""The place where environments are kept: installed whole or not at all, one process at a time."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
from filelock import FileLock, Timeout

from sepgenre_training.compute.events import Progressed
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.environment import (
    ENVIRONMENTS_VARIABLE,
    MARKER_NAME,
    EnvironmentState,
    EnvironmentStatus,
    PythonEnvironment,
    environment_folder,
    environment_status,
    read_marker,
)
from sepgenre_training.separation.external.leftovers import (
    downloads_folder,
    find_half_built,
    find_left_over,
    remove_folders,
    unfinished_prefix,
)
from sepgenre_training.separation.external.packages import (
    STAGE,
    build_environment,
    describe_packages,
    require_space,
)
from sepgenre_training.separation.weights.place import require_place
from sepgenre_training.separation.weights.reading import Watch
from sepgenre_training.unfinished import note, settle

_POLL_S = 0.2
_NO_WATCH = Watch()


def install_environment(
    environment: PythonEnvironment, *, root: Path | None = None, watch: Watch = _NO_WATCH
) -> EnvironmentStatus:
    """Build `environment`, unless it is there and whole.

    uv takes a suitable Python that it finds, or else fetches one, and installs the packages.
    All of it happens beside the folder, which gets its name when it is whole: whatever
    interrupts the work, even kill -9, nothing is left that counts as installed. What was
    downloaded before an interruption is not downloaded again. Where another process is at it,
    that one is waited for.

    Raises
    ------
    SeparationError
        Where it cannot be built; with uv's own last lines, and the ways out.
    CancelledError
        Where `watch` stops it.
    """
    folder = environment_folder(environment, root)
    with _holding(environment, folder.parent, watch, patient=True):
        status = environment_status(environment, root=root)
        if status.state is EnvironmentState.READY:
            return status
        remove_folders(find_half_built(folder.parent, environment.name))
        # Before a Python is fetched; the other sources are looked at when their turn comes.
        require_space(environment.name, environment.sources[0], folder.parent)
        downloads = downloads_folder(folder.parent, environment.name)
        beside = folder.parent / f"{unfinished_prefix(environment.name)}{secrets.token_hex(4)}"
        note(beside)
        try:
            marker = build_environment(environment, beside, downloads=downloads, watch=watch)
            text = json.dumps(attrs.asdict(marker), indent=2)
            (beside / MARKER_NAME).write_text(text + "\n", encoding="utf-8")
            _discard(folder)
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            settle(beside)
        # The packages are links to what is there: kept, it would hold their space for ever.
        shutil.rmtree(downloads, ignore_errors=True)
        return environment_status(environment, root=root)


def verify_environment(
    environment: PythonEnvironment, *, root: Path | None = None, watch: Watch = _NO_WATCH
) -> EnvironmentStatus:
    """Return how `environment` stands after importing its modules and listing its packages."""
    status = environment_status(environment, root=root)
    noted = read_marker(status.folder)
    if status.state is not EnvironmentState.READY or noted is None:
        return status
    found, fault = describe_packages(environment, status.folder, watch=watch)
    if found == noted:
        return status
    if found is not None:
        changed = sorted(set(found.packages.items()) ^ set(noted.packages.items()))
        names = ", ".join(dict.fromkeys(name for name, _ in changed)) or "Python"
        fault = f"was changed after it was installed ({names})."
    reasons = (f"{status.folder}: {fault}",)
    return attrs.evolve(status, state=EnvironmentState.UNUSABLE, reasons=reasons)


def remove_environment(
    environment: PythonEnvironment, *, root: Path | None = None
) -> tuple[Path, ...]:
    """Remove `environment` and what interrupted work left; return the folders that there were.

    Raises
    ------
    SeparationError
        Where another process is installing it, or it cannot be removed.
    """
    folder = environment_folder(environment, root)
    if not folder.parent.is_dir():
        return ()
    with _holding(environment, folder.parent, _NO_WATCH, patient=False):
        there = (folder,) if folder.is_dir() else ()
        _discard(folder)
        left = find_left_over(folder.parent, environment.name)
        remove_folders(left)
        return (*there, *left)


def _discard(folder: Path) -> None:
    if folder.is_dir():
        # The marker first: killed in between, nothing is left that counts as installed.
        (folder / MARKER_NAME).unlink(missing_ok=True)
        shutil.rmtree(folder)


@contextmanager
def _holding(
    environment: PythonEnvironment, root: Path, watch: Watch, *, patient: bool
) -> Iterator[None]:
    """Hold the environment for writing; say of what the disk refuses where it was."""
    require_place(root, ENVIRONMENTS_VARIABLE)
    lock = FileLock(root / f".{environment.name}.lock")
    try:
        root.mkdir(parents=True, exist_ok=True)
        while not _acquire(lock):
            if not patient:
                raise SeparationError(
                    f"{root}: another process is installing the environment of "
                    f"{environment.name!r}.",
                    remedy="Wait until it has finished, or stop it.",
                )
            watch.check_cancelled()
            item = "another process is installing it"
            watch.on_event(Progressed(stage=STAGE, done=0, total=1, item=item))
        try:
            yield
        finally:
            lock.release()
    except OSError as error:
        raise SeparationError(
            f"{error.filename or root}: {error.strerror or error}, so the environment of "
            f"{environment.name!r} was not changed.",
            remedy="Free some space or give yourself permission to write there, or let "
            f"{ENVIRONMENTS_VARIABLE} name another folder.",
        ) from error


def _acquire(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=_POLL_S)
    except Timeout:
        return False
    return True
