"""Folders that commands write: refused where they are files."""

from __future__ import annotations

from pathlib import Path

from sepgenre_training.audio.files import printable
from sepgenre_training.errors import SepgenreError


def require_folder(folder: Path) -> None:
    """Raise where `folder`, which need not exist, is something else than a folder.

    Raises
    ------
    SepgenreError
        Naming it.
    """
    if folder.exists() and not folder.is_dir():
        raise SepgenreError(
            f"{printable(folder)}: is a file, not a folder.",
            remedy="Let --out name a folder; it is made where it is missing.",
        )
