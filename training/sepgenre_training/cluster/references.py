"""References to files that travel: by content, wherever they lie on the other side."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import attrs

from sepgenre_training.cache import Cache, replacing
from sepgenre_training.errors import ClusterError

_SENT = "files"
_SHARED = "sepgenre-files"
_REMEMBERED = 100_000


@attrs.frozen(kw_only=True)
class FileReference:
    """A file: what is in it, and where in the shared folder it lies.

    Attributes
    ----------
    sha256 : str
        Of its bytes, hex.
    n_bytes : int
    suffix : str
        Of its name; some libraries go by it.
    shared : str or None
        Its path below the shared folder, with "/"; None where it is to be sent.
    """

    sha256: str
    n_bytes: int
    suffix: str
    shared: str | None = None


@attrs.frozen(kw_only=True)
class FolderReference:
    """A folder of files: each by its name in it, which has no further folders.

    Attributes
    ----------
    files : Mapping[str, FileReference]
    shared : str or None
        The folder's path below the shared folder; None where it lies elsewhere.
    """

    files: Mapping[str, FileReference]
    shared: str | None = None


Reference = FileReference | FolderReference


class Publisher:
    """Makes references to files of this machine; for any thread.

    Hashes are remembered for as long as a file's size and time of change stay as they are.

    Parameters
    ----------
    shared_folder : Path or None
        Where there is one, files that lie in it are referred to as they are, and others are
        copied to it once.
    """

    def __init__(self, shared_folder: Path | None) -> None:
        self._shared = None if shared_folder is None else Path(os.path.realpath(shared_folder))
        self._lock = threading.Lock()
        self._hashes: OrderedDict[tuple[Path, int, int], str] = OrderedDict()
        # Where the files are, by their content: whoever is asked for them sends from there.
        self._places: dict[str, Path] = {}

    def publish(self, path: Path) -> Reference:
        """Return a reference to the file or folder at `path`.

        Raises
        ------
        OSError
            Where it cannot be read, or not be copied to the shared folder.
        """
        if path.is_dir():
            files = {each.name: self._publish_file(each) for each in sorted(path.iterdir())}
            return FolderReference(files=files, shared=self.below_shared(path))
        return self._publish_file(path)

    def place_of(self, sha256: str) -> Path | None:
        """Return where the file of this content was when it was published."""
        with self._lock:
            return self._places.get(sha256)

    def below_shared(self, path: Path) -> str | None:
        """Return the path of `path` below the shared folder, with "/"; None where it is not."""
        real = Path(os.path.realpath(path))
        if self._shared is None or not real.is_relative_to(self._shared):
            return None
        return real.relative_to(self._shared).as_posix()

    def _publish_file(self, path: Path) -> FileReference:
        sha256 = self._hash(path)
        with self._lock:
            self._places[sha256] = path
        shared = self.below_shared(path)
        if shared is None and self._shared is not None:
            shared = self._copy_to_shared(path, sha256)
        return FileReference(
            sha256=sha256, n_bytes=path.stat().st_size, suffix=path.suffix, shared=shared
        )

    def _copy_to_shared(self, path: Path, sha256: str) -> str:
        assert self._shared is not None
        place = Cache(root=self._shared).path(_SHARED, sha256, path.suffix)
        if not place.is_file():
            with replacing(place) as temporary:
                shutil.copyfile(path, temporary)
        return place.relative_to(self._shared).as_posix()

    def _hash(self, path: Path) -> str:
        status = path.stat()
        key = (path, status.st_size, status.st_mtime_ns)
        with self._lock:
            known = self._hashes.get(key)
        if known is not None:
            return known
        sha256 = hash_file(path)
        with self._lock:
            self._hashes[key] = sha256
            if len(self._hashes) > _REMEMBERED:
                self._hashes.popitem(last=False)
        return sha256


def hash_file(path: Path) -> str:
    """Return the SHA-256 (hex) of the bytes of `path`, whatever kind of file it is."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sent_place(root: Path, reference: FileReference) -> Path:
    """Return where a worker with the folder `root` keeps the file that was sent to it."""
    return Cache(root=root).path(_SENT, reference.sha256, reference.suffix)


def shared_place(shared_folder: Path, shared: str) -> Path:
    """Return where a file or folder of the shared folder is on this machine.

    Raises
    ------
    ClusterError
        Where `shared` leads out of the folder.
    """
    relative = PurePosixPath(shared)
    if relative.is_absolute() or ".." in relative.parts:
        raise ClusterError(f"{shared!r} is no path below the shared folder.")
    return shared_folder / relative
