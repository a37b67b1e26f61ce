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

from sepgenre_training.cache import UNFINISHED_PREFIX
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
from sepgenre_training.separation.external.packages import (
    STAGE,
    build_environment,
    describe_packages,
)
from sepgenre_training.separation.weights.reading import Watch

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
        _remove_unfinished(environment, folder.parent)
        _require_space(environment, folder.parent)
        downloads = _downloads(environment, folder.parent)
        beside = folder.parent / f"{_unfinished(environment)}{secrets.token_hex(4)}"
        try:
            marker = build_environment(environment, beside, downloads=downloads, watch=watch)
            text = json.dumps(attrs.asdict(marker), indent=2)
            (beside / MARKER_NAME).write_text(text + "\n", encoding="utf-8")
            _discard(folder)
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
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


def remove_environment(environment: PythonEnvironment, *, root: Path | None = None) -> bool:
    """Remove `environment` and what interrupted work left; return whether there was anything.

    Raises
    ------
    SeparationError
        Where another process is installing it, or it cannot be removed.
    """
    folder = environment_folder(environment, root)
    if not folder.parent.is_dir():
        return False
    with _holding(environment, folder.parent, _NO_WATCH, patient=False):
        was_there = folder.is_dir()
        _discard(folder)
        return _remove_unfinished(environment, folder.parent, with_downloads=True) or was_there


def _require_space(environment: PythonEnvironment, root: Path) -> None:
    free = shutil.disk_usage(root).free
    if free < environment.size_bytes:
        raise SeparationError(
            f"{root}: the environment of {environment.name!r} needs "
            f"{environment.size_bytes / 1e9:.1f} GB here, and {free / 1e9:.1f} GB are free.",
            remedy=f"Free some space, or let {ENVIRONMENTS_VARIABLE} name a folder on another "
            "disk; `--separator hpss` needs no room.",
        )


def _unfinished(environment: PythonEnvironment) -> str:
    return f"{UNFINISHED_PREFIX}{environment.name}."


def _downloads(environment: PythonEnvironment, root: Path) -> Path:
    return root / f".downloads-{environment.name}"


def _remove_unfinished(
    environment: PythonEnvironment, root: Path, *, with_downloads: bool = False
) -> bool:
    left = list(root.glob(f"{_unfinished(environment)}*"))
    downloads = _downloads(environment, root)
    if with_downloads and downloads.is_dir():
        left.append(downloads)
    for folder in left:
        # A uv that outlived its killed parent may still write there: the next time, then.
        shutil.rmtree(folder, ignore_errors=True)
    return bool(left)


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
