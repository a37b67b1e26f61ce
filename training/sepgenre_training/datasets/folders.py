"""The layout of plain folders: the folder that holds a file names its genre."""

from __future__ import annotations

from pathlib import Path

from sepgenre_training.audio.files import is_utf8
from sepgenre_training.datasets.entry import DatasetEntry, Listing, Problem
from sepgenre_training.datasets.walking import absolute, folder_genre, is_audio_name, walk_audio


def read_folder(root: Path) -> Listing:
    """List the audio files in and below `root`.

    Parameters
    ----------
    root : Path
        A folder. Files directly in it have no genre; others take the name of the folder that
        holds them, at any depth.
    """
    root = absolute(root)
    walk = walk_audio(root)
    entries = tuple(
        DatasetEntry(path=path, genre=None if path.parent == root else folder_genre(path))
        for path in walk.files
    )
    return Listing(layout="folders", entries=entries, problems=walk.problems)


def read_file(path: Path, *, with_genre: bool) -> Listing:
    """List one audio file that was chosen by itself.

    Parameters
    ----------
    path : Path
        The file.
    with_genre : bool
        Whether its folder names its genre. Not where the layout was guessed: a file chosen in
        ``Downloads`` is no music of that genre.
    """
    path = absolute(path)
    problem = None
    if not is_utf8(path):
        problem = "The name is not valid UTF-8; rename the file."
    elif not is_audio_name(path):
        problem = f"The suffix {path.suffix or '(none)'} is not one of audio."
    if problem is not None:
        return Listing(layout="folders", problems=(Problem(path=path, reason=problem),))
    genre = folder_genre(path) if with_genre else None
    return Listing(layout="folders", entries=(DatasetEntry(path=path, genre=genre),))
