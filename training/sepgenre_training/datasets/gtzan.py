"""The layout of GTZAN: ``genres/<genre>/<genre>.000NN.wav`` (or ``.au``)."""

from __future__ import annotations

import re
from pathlib import Path

from sepgenre_training.audio.files import is_utf8
from sepgenre_training.datasets.entry import DatasetEntry, Listing, Problem
from sepgenre_training.datasets.walking import absolute, walk_audio

GTZAN_GENRES = (
    "blues",
    "classical",
    "country",
    "disco",
    "hiphop",
    "jazz",
    "metal",
    "pop",
    "reggae",
    "rock",
)
"""The ten genres, 100 clips of 30 s each."""

_CORRUPT_CLIP = "jazz.00054"
_FOLDER_NAMES = ("genres", "genres_original")
_CLIP = re.compile(r"(?P<genre>[a-z]+)\.\d{5}")


def find_gtzan(folder: Path) -> Path | None:
    """Return the folder of GTZAN's ten genres, which is `folder` or lies in it, or None."""
    candidates = [folder / name for name in _FOLDER_NAMES]
    if absolute(folder).name in _FOLDER_NAMES:
        candidates.insert(0, folder)
    for candidate in candidates:
        if all((candidate / genre).is_dir() for genre in GTZAN_GENRES):
            return candidate
    return None


def read_gtzan(root: Path) -> Listing:
    """List the clips of GTZAN.

    Parameters
    ----------
    root : Path
        The folder ``genres``, with some or all of the ten genres, or the one that holds it.
    """
    root = absolute(root)
    genres = find_gtzan(root) or root
    entries: list[DatasetEntry] = []
    problems: list[Problem] = []
    for genre in GTZAN_GENRES:
        if not (genres / genre).is_dir():
            problems.append(Problem(path=genres / genre, reason="The genre's folder is missing."))
            continue
        walk = walk_audio(genres / genre)
        problems.extend(walk.problems)
        for path in walk.files:
            reason = _objection(path, genre)
            if reason is None:
                entries.append(DatasetEntry(path=path, title=path.stem, genre=genre))
            else:
                problems.append(Problem(path=path, reason=reason))
    if not entries and len(problems) == len(GTZAN_GENRES):
        # None of the ten folders: another layout altogether, which the caller reports.
        problems = []
    notes = (
        "GTZAN names no artists, so artists cannot be kept apart in splits, and it holds "
        "repetitions (Sturm 2013): figures on it are optimistic.",
    )
    return Listing(layout="gtzan", entries=tuple(entries), problems=tuple(problems), notes=notes)


def _objection(path: Path, genre: str) -> str | None:
    if not is_utf8(path):
        return "The name is not valid UTF-8; rename the file."
    if path.stem == _CORRUPT_CLIP:
        return "This clip is known to be corrupt in the published data set; it is left out."
    match = _CLIP.fullmatch(path.stem)
    if match is None or match["genre"] != genre:
        return f"The name is not of the form {genre}.000NN, so it is no clip of GTZAN."
    return None
