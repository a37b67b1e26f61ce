"""What an installation that has not ended keeps beside the environments, and how much it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from sepgenre_training.cache import UNFINISHED_PREFIX


def downloads_folder(root: Path, name: str) -> Path:
    """Return where the downloads for the environment `name` are kept until it is whole."""
    return root / f".downloads-{name}"


def unfinished_prefix(name: str) -> str:
    """Return how the names of half-built environments called `name` begin."""
    return f"{UNFINISHED_PREFIX}{name}."


def find_half_built(root: Path, name: str) -> tuple[Path, ...]:
    """Return the half-built environments called `name` in `root`."""
    return tuple(root.glob(f"{unfinished_prefix(name)}*"))


def find_left_over(root: Path, name: str) -> tuple[Path, ...]:
    """Return all folders that unfinished installations of `name` have in `root`."""
    downloads = downloads_folder(root, name)
    return (*find_half_built(root, name), *([downloads] if downloads.is_dir() else []))


def remove_folders(folders: Iterable[Path]) -> None:
    """Remove `folders`, as far as that is possible."""
    for folder in folders:
        # A uv that outlived its killed parent may still write there: the next time, then.
        shutil.rmtree(folder, ignore_errors=True)


def measure_bytes(folders: Iterable[Path]) -> int:
    """Return how many bytes the files in `folders` have; one with several names counts once."""
    sizes: dict[object, int] = {}
    for path in _files_in(folders):
        try:
            found = path.lstat()
        except OSError:  # uv renames and removes while this looks
            continue
        sizes[(found.st_dev, found.st_ino) if found.st_ino else path] = found.st_size
    return sum(sizes.values())


def _files_in(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for place, _, names in os.walk(folder):
            yield from (Path(place, name) for name in names)
