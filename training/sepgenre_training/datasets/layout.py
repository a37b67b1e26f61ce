"""Which layout a path has, and all given paths as one listing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from sepgenre_training.audio.files import printable
from sepgenre_training.datasets.entry import (
    LAYOUT_NAMES,
    DatasetEntry,
    LayoutName,
    Listing,
    Problem,
)
from sepgenre_training.datasets.folders import read_file, read_folder
from sepgenre_training.datasets.giantsteps import is_giantsteps, read_giantsteps
from sepgenre_training.datasets.giantsteps_plus import is_giantsteps_plus, read_giantsteps_plus
from sepgenre_training.datasets.gtzan import find_gtzan, read_gtzan
from sepgenre_training.datasets.table import read_table
from sepgenre_training.datasets.walking import absolute, real_path
from sepgenre_training.errors import DatasetError

_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})


def detect_layout(path: Path) -> LayoutName:
    """Return the layout that `path` looks like.

    A file ``.csv`` or ``.tsv`` is a table. A folder with ``keys_gs+/``, or ``annotations/`` with
    ``genre/``, ``key/`` or ``jams/``, is GiantSteps. A folder ``genres`` (or one that holds it)
    with the ten genres' folders is GTZAN. All else is plain folders.
    """
    if not path.is_dir():
        return "csv" if path.suffix.lower() in _TABLE_SUFFIXES else "folders"
    if is_giantsteps_plus(path) or is_giantsteps(path):
        return "giantsteps"
    return "gtzan" if find_gtzan(path) is not None else "folders"


def read_layout(paths: Sequence[Path], layout: LayoutName | Literal["auto"] = "auto") -> Listing:
    """List the audio files of data sets, folders and files, without decoding any.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders. The order does not matter: entries come sorted by path, a table's in
        the order of its rows; a file reached twice is listed once.
    layout : {"auto", "folders", "giantsteps", "gtzan", "csv"}
        How to read all of them; ``auto`` looks at each, see `detect_layout`. A file given by
        itself takes its folder's name as genre under ``folders`` alone.

    Returns
    -------
    Listing
        Entries, and a reason for each file, row or path left out.

    Raises
    ------
    DatasetError
        Where neither audio nor an annotation of any was found, or `layout` is unknown.
    """
    if layout not in (*LAYOUT_NAMES, "auto"):
        raise DatasetError(
            f"The layout {layout!r} is unknown.",
            remedy=f"Choose auto or one of {', '.join(LAYOUT_NAMES)}.",
        )
    given = sorted({absolute(path) for path in paths}, key=str)
    listings = [_read_one(path, layout) for path in given if _exists(path)]
    absent = [Problem(path=path, reason="Does not exist.") for path in given if not _exists(path)]
    merged = _merge(listings, absent)
    found_nothing = not merged.entries and len(merged.problems) == len(absent)
    if found_nothing:
        raise _nothing_found(given, absent, layout)
    return merged


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # A name too long, or a folder that may not be entered: not there for this person.
        return False


def _read_one(path: Path, layout: LayoutName | Literal["auto"]) -> Listing:
    chosen = detect_layout(path) if layout == "auto" else layout
    if chosen == "csv":
        return read_table(path)
    if not path.is_dir():
        return read_file(path, with_genre=layout == "folders")
    if chosen == "gtzan":
        return read_gtzan(path)
    if chosen == "giantsteps":
        return read_giantsteps_plus(path) if is_giantsteps_plus(path) else read_giantsteps(path)
    return read_folder(path, root_may_be_genre=layout == "folders")


def _merge(listings: Sequence[Listing], absent: Sequence[Problem]) -> Listing:
    once: dict[tuple[str, float | None], DatasetEntry] = {}
    notes: list[str] = []
    n_repeated = 0
    for entry in (entry for listing in listings for entry in listing.entries):
        key = (real_path(entry.path), entry.start_s)
        n_repeated += key in once
        once.setdefault(key, entry)
    for note in (note for listing in listings for note in listing.notes):
        if note not in notes:
            notes.append(note)
    if n_repeated:
        notes.append(f"{n_repeated} files were reached by several of the paths; listed once.")
    layouts = {listing.layout for listing in listings}
    return Listing(
        layout=layouts.pop() if len(layouts) == 1 else "mixed",
        entries=tuple(once.values()),
        problems=(*absent, *(problem for listing in listings for problem in listing.problems)),
        notes=tuple(notes),
    )


def _nothing_found(
    given: Sequence[Path], absent: Sequence[Problem], layout: LayoutName | Literal["auto"]
) -> DatasetError:
    names = ", ".join(printable(path) for path in given) or "no path"
    if given and len(absent) == len(given):
        return DatasetError(
            f"{names}: does not exist.", remedy="Check the path, or connect the drive."
        )
    as_what = "" if layout == "auto" else f" in the layout {layout}"
    return DatasetError(
        f"No audio was found{as_what}: {names}.",
        remedy="Choose a folder that holds audio files, a CSV table, or another layout.",
    )
