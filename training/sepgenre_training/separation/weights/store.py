"""The place where weights are kept: installed whole or not at all, verified before every use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import platformdirs
from filelock import FileLock, Timeout

from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.weights.inspection import (
    STAMP_NAME,
    WeightsState,
    WeightsStatus,
    inspect_folder,
)
from sepgenre_training.separation.weights.manifest import WeightsManifest
from sepgenre_training.separation.weights.part import PartFile
from sepgenre_training.separation.weights.place import fault_of_place, require_place
from sepgenre_training.separation.weights.reading import Watch
from sepgenre_training.separation.weights.space import require_space
from sepgenre_training.separation.weights.unpacking import copy_file, copy_files, unpack
from sepgenre_training.unfinished import note, settle

if TYPE_CHECKING:
    from sepgenre_training.separation.weights.network import Patience

WEIGHTS_VARIABLE = "SEPGENRE_WEIGHTS"
"""Environment variable that names another folder for all weights."""

_NO_WATCH = Watch()


def weights_root(root: Path | None = None) -> Path:
    """Return the folder of all weights: `root`, $SEPGENRE_WEIGHTS, or the one of platformdirs."""
    if root is not None:
        return root.absolute()
    named = os.environ.get(WEIGHTS_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("sepgenre", appauthor=False) / "separators"


def weights_folder(manifest: WeightsManifest, root: Path | None = None) -> Path:
    """Return the folder that holds, or would hold, the files of `manifest`."""
    return weights_root(root) / manifest.name


def verify(
    manifest: WeightsManifest,
    *,
    root: Path | None = None,
    full: bool = False,
    watch: Watch = _NO_WATCH,
) -> WeightsStatus:
    """Return how the weights stand; they are hashed once, then known by size and time stamp.

    Parameters
    ----------
    manifest : WeightsManifest
        What they must be.
    root : Path, optional
        The folder of all weights; see `weights_root`.
    full : bool
        Hash them again even where size and time stamp are those of files found good before.
    watch : Watch
        Is told of progress, and may stop the hashing.
    """
    folder = weights_folder(manifest, root)
    status = inspect_folder(manifest, folder, full=full, watch=watch)
    if fault := fault_of_place(folder.parent, WEIGHTS_VARIABLE):
        return attrs.evolve(status, reasons=(fault,), remark=fault)
    begun = _part_file(manifest, folder.parent).size_bytes
    if status.state is WeightsState.MISSING and begun:
        reason = (
            f"{folder}: holds nothing yet; a download stopped after {begun:,} bytes, and "
            "installing goes on from there."
        )
        return attrs.evolve(status, state=WeightsState.PARTIAL, reasons=(reason,), remark=reason)
    return status


def require_weights(
    manifest: WeightsManifest, *, root: Path | None = None, watch: Watch = _NO_WATCH
) -> Path:
    """Return the folder with the verified files of `manifest`.

    Raises
    ------
    SeparationError
        Where they are missing, partial or corrupt; with the ways out.
    """
    status = verify(manifest, root=root, watch=watch)
    if status.state is not WeightsState.READY:
        raise SeparationError(
            f"The weights of the separator {manifest.name!r} are {status.state.value}. "
            + " ".join(status.reasons),
            remedy=manifest.ways_out,
        )
    return status.folder


def install(
    manifest: WeightsManifest,
    *,
    root: Path | None = None,
    patience: Patience | None = None,
    watch: Watch = _NO_WATCH,
) -> WeightsStatus:
    """Download, verify and install the weights, unless they are there and good.

    A download that was interrupted, even by kill -9, goes on where it stopped. Whatever happens,
    only files that were verified come to stand in the folder.

    Raises
    ------
    SeparationError
        Where they cannot be had or are not the published ones; with the ways out.
    CancelledError
        Where `watch` stops it.
    """
    # httpx takes a tenth of a second to import, which the window's list of separators saves.
    from sepgenre_training.separation.weights.download import download
    from sepgenre_training.separation.weights.network import Patience

    folder = weights_folder(manifest, root)
    with _writing(manifest, folder.parent):
        status = inspect_folder(manifest, folder, full=True, watch=watch)
        if status.state is WeightsState.READY:
            return status
        part = _part_file(manifest, folder.parent)
        # The archive is hardly smaller than the files in it: floating-point numbers.
        require_space(folder.parent, 2 * manifest.size_bytes - part.size_bytes, manifest)
        archive = download(manifest, part, patience=patience or Patience(), watch=watch)
        fill = _opener_of(archive, manifest, watch)
        status = _install_with(manifest, folder, watch, fill, archive)
        part.remove()
        return status


def install_from(
    source: Path, manifest: WeightsManifest, *, root: Path | None = None, watch: Watch = _NO_WATCH
) -> WeightsStatus:
    """Install the weights from what the person has; `source` is left as it is.

    Parameters
    ----------
    source : Path
        The archive, a folder with the files, the folder above it, or one of the files.
    manifest : WeightsManifest
        What they must be.
    root : Path, optional
        The folder of all weights; see `weights_root`.
    watch : Watch
        Is told of progress, and may stop it.

    Raises
    ------
    SeparationError
        Where `source` does not hold the published files; what was installed before stays.
    CancelledError
        Where `watch` stops it.
    """
    fill = _reader_of(source, manifest, watch)
    folder = weights_folder(manifest, root)
    with _writing(manifest, folder.parent):
        require_space(folder.parent, manifest.size_bytes, manifest)
        status = _install_with(manifest, folder, watch, fill, source)
        _part_file(manifest, folder.parent).remove()
        return status


def remove(manifest: WeightsManifest, *, root: Path | None = None) -> tuple[Path, ...]:
    """Remove the weights, and what a download left; return the files that were removed.

    Files of other names in the folder stay.
    """
    folder = weights_folder(manifest, root)
    if not folder.parent.is_dir():
        return ()
    with _writing(manifest, folder.parent):
        part = _part_file(manifest, folder.parent)
        # The stamp first: killed in between, nothing is left that says it is verified.
        places = [folder / STAMP_NAME, *(folder / file.name for file in manifest.files)]
        found = [path for path in (*places, part.path, part.notes_path) if path.is_file()]
        for path in found:
            path.unlink()
        with suppress(OSError):
            folder.rmdir()
        return tuple(found)


def _reader_of(source: Path, manifest: WeightsManifest, watch: Watch) -> Callable[[Path], None]:
    names = {file.name for file in manifest.files}
    if source.is_dir():
        inner = source / manifest.model
        place = inner if inner.is_dir() and not _holds(source, names) else source
        return lambda target: copy_files(place, manifest, target, watch, given=source)
    if source.is_file() and source.name in names:
        return lambda target: copy_files(source.parent, manifest, target, watch, given=source)
    if not source.is_file():
        raise SeparationError(
            f"{source}: there is no such file or folder.", remedy=manifest.ways_out_of_source
        )
    return _opener_of(source, manifest, watch)


def _opener_of(archive: Path, manifest: WeightsManifest, watch: Watch) -> Callable[[Path], None]:
    if manifest.is_one_file:
        return lambda target: copy_file(archive, manifest.files[0], target, watch)
    return lambda target: unpack(archive, manifest, target, watch)


def _holds(folder: Path, names: set[str]) -> bool:
    return any((folder / name).is_file() for name in names)


def _install_with(
    manifest: WeightsManifest,
    folder: Path,
    watch: Watch,
    fill: Callable[[Path], None],
    source: Path,
) -> WeightsStatus:
    """Let `fill` write the files to a folder beside `folder`, verify them, and put them there."""
    beside = folder.parent / f"{UNFINISHED_PREFIX}{manifest.name}"
    shutil.rmtree(beside, ignore_errors=True)
    note(beside)
    beside.mkdir()
    try:
        fill(beside)
        status = inspect_folder(manifest, beside, full=True, watch=watch)
        if status.state is not WeightsState.READY:
            reasons = " ".join(status.reasons).replace(f"{beside}{os.sep}", "")
            raise SeparationError(
                f"{source}: these are not the weights of {manifest.name!r}: {reasons} Nothing was "
                "installed.",
                remedy=manifest.ways_out_of_source,
            )
        _move(manifest, beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        settle(beside)
    return attrs.evolve(status, folder=folder)


def _move(manifest: WeightsManifest, source: Path, target: Path) -> None:
    if target.is_dir() and any(target.iterdir()):
        # Other files there are not ours to remove. Without a stamp, all is hashed before use.
        (target / STAMP_NAME).unlink(missing_ok=True)
        for name in (*(file.name for file in manifest.files), STAMP_NAME):
            (source / name).replace(target / name)
        return
    with suppress(FileNotFoundError):
        target.rmdir()
    source.rename(target)


def _part_file(manifest: WeightsManifest, root: Path) -> PartFile:
    path = root / f"{manifest.name}-{manifest.archive.name}.part"
    return PartFile(path=path, url=manifest.archive.url)


@contextmanager
def _writing(manifest: WeightsManifest, root: Path) -> Iterator[None]:
    """Hold the weights for writing; say of what the disk refuses where it was."""
    require_place(root, WEIGHTS_VARIABLE)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / f".{manifest.name}.lock", timeout=0):
            yield
    except Timeout as error:
        raise SeparationError(
            f"{root}: another process is installing or removing the weights of {manifest.name!r}.",
            remedy="Wait until it has finished, or stop it.",
        ) from error
    except OSError as error:
        raise SeparationError(
            f"{error.filename or root}: {error.strerror or error}, so the weights of "
            f"{manifest.name!r} were left as they were.",
            remedy="Free some space or give yourself permission to write there, or let "
            f"{WEIGHTS_VARIABLE} name another folder.",
        ) from error
