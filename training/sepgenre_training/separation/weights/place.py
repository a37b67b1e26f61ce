"""The folder in which separators' files are kept: whether it can be one."""

from __future__ import annotations

from pathlib import Path

from sepgenre_training.errors import SeparationError


def fault_of_place(root: Path, variable: str) -> str:
    """Return what is wrong where `root`, which `variable` may name, is a file; or nothing."""
    for place in (root, *root.parents):
        if place.is_dir():
            return ""
        if place.exists():
            return (
                f"{place}: is a file, not a folder; {variable} must name a folder, or one that "
                "can be made."
            )
    return ""


def require_place(root: Path, variable: str) -> None:
    """Raise where `root` cannot be a folder, since it or one above it is a file.

    Raises
    ------
    SeparationError
        Naming the file and `variable`.
    """
    if fault := fault_of_place(root, variable):
        raise SeparationError(fault, remedy=f"Let {variable} name a folder.")
