"""The layout of plain folders: the folder that holds a file names its genre."""

from __future__ import annotations

from pathlib import Path

from sepgenre_training.audio.files import is_utf8
from sepgenre_training.datasets.entry import DatasetEntry, Listing, Problem
from sepgenre_training.datasets.walking import absolute, folder_genre, is_audio_name, walk_audio


def read_folder(root: Path, *, root_may_be_genre: bool = False) -> Listing:
    """List the audio files in and below `root`.

    Parameters
    ----------
    root : Path
        A folder. Files below it take the name of the folder that holds them, at any depth.
    root_may_be_genre : bool
        Whether files directly in `root` take its name where it has no folders with audio:
        somebody who names ``house techno`` means these genres, and somebody who names ``Music``
        with loose files beside the genres' folders does not mean a genre "Music".
    """
    root = absolute(root)
    walk = walk_audio(root)
    root_is_genre = root_may_be_genre and all(path.parent == root for path in walk.files)
    entries = tuple(
        DatasetEntry(
            path=path,
            genre=folder_genre(path) if root_is_genre or path.parent != root else None,
        )
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
