"""Weights that are published as one plain file: downloaded, and installed as an archive's are."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.download import download
from sepgenre_training.separation.weights.inspection import WeightsState, WeightsStatus
from sepgenre_training.separation.weights.manifest import WeightsManifest
from sepgenre_training.separation.weights.network import Patience
from sepgenre_training.separation.weights.part import PartFile
from sepgenre_training.separation.weights.reading import Watch
from sepgenre_training.separation.weights.space import require_space

_NO_WATCH = Watch()


def is_one_file(manifest: WeightsManifest) -> bool:
    """Return whether what is downloaded is itself the file, and not an archive of files."""
    return [file.sha256 for file in manifest.files] == [manifest.archive.sha256]


def install_file(
    manifest: WeightsManifest,
    *,
    root: Path | None = None,
    patience: Patience | None = None,
    watch: Watch = _NO_WATCH,
) -> WeightsStatus:
    """Download, verify and install the file, unless it is there and good.

    A download that was interrupted goes on where it stopped.

    Raises
    ------
    SeparationError
        Where it cannot be had or is not the published one; with the ways out.
    CancelledError
        Where `watch` stops it.
    """
    status = store.verify(manifest, root=root, full=True, watch=watch)
    if status.state is WeightsState.READY:
        return status
    part = _part(manifest, root)
    part.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(_lock(manifest, root), timeout=0):
            needed = manifest.size_bytes - part.size_bytes
            require_space(part.path.parent, needed, manifest)
            file = download(manifest, part, patience=patience or Patience(), watch=watch)
            status = store.install_from(file, manifest, root=root, watch=watch)
            remove_download(manifest, root=root)
    except Timeout as error:
        raise SeparationError(
            f"{part.path}: another process is downloading the weights of {manifest.name!r}.",
            remedy="Wait until it has finished, or stop it.",
        ) from error
    return status


def remove_download(manifest: WeightsManifest, *, root: Path | None = None) -> bool:
    """Remove what a download has left; return whether there was anything."""
    part = _part(manifest, root)
    found = part.path.exists()
    part.remove()
    with suppress(OSError):
        part.path.parent.rmdir()
    return found


def _part(manifest: WeightsManifest, root: Path | None) -> PartFile:
    # Under its own name, since it is installed like a file that a person has.
    folder = store.weights_root(root) / f".downloads-{manifest.name}"
    return PartFile(path=folder / manifest.files[0].name, url=manifest.archive.url)


def _lock(manifest: WeightsManifest, root: Path | None) -> Path:
    return store.weights_root(root) / f".{manifest.name}-download.lock"
