"""Finding the audio files below a folder: sorted, each once, whatever links there are."""

from __future__ import annotations

import os
import unicodedata
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import attrs

from sepgenre_training.audio.files import AUDIO_SUFFIXES, is_utf8, reason_of
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.separation.stems import STEM_NAMES

# Resource forks that macOS puts into archives: they carry the names of audio files.
_IGNORED_FOLDERS = frozenset({"__MACOSX"})


@attrs.frozen(kw_only=True)
class Walk:
    """What a walk found: audio files and what could not be looked into, both sorted."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def walk_audio(root: Path) -> Walk:
    """Return the audio files in and below `root`, a folder.

    Hidden files and folders are passed over. Links are followed, each folder is entered once,
    and a file reached twice is listed under the path that is no link. The four stems of one song
    in one folder are passed over: they belong to a song, and are none.
    """
    files: list[Path] = []
    problems: list[Problem] = []
    entered: set[str] = set()
    folders, links = deque([root]), deque[Path]()
    # Linked folders come last, so that their files keep the names of their real folders.
    while folders or links:
        folder = folders.popleft() if folders else links.popleft()
        if (identity := real_path(folder)) in entered:
            continue
        entered.add(identity)
        try:
            names = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            problems.append(
                Problem(path=folder, reason=f"The folder cannot be opened ({reason_of(error)}).")
            )
            continue
        holds_stems = frozenset(STEM_NAMES) <= {_stem(found.name) for found in names}
        for found in names:
            path = folder / found.name
            if found.name.startswith(".") or (holds_stems and _stem(found.name) in STEM_NAMES):
                continue
            if _is_folder(found):
                if found.name not in _IGNORED_FOLDERS:
                    (links if found.is_symlink() else folders).append(path)
            elif not is_utf8(path):
                problems.append(
                    Problem(path=path, reason="The name is not valid UTF-8; rename the file.")
                )
            elif is_audio_name(path):
                files.append(path)
    return Walk(files=_each_once(files), problems=tuple(sorted(problems, key=_text)))


def is_audio_name(path: Path) -> bool:
    """Return whether the suffix of `path` is one of audio, in capitals or not."""
    return path.suffix.lower() in AUDIO_SUFFIXES


def real_path(path: Path) -> str:
    """Return what identifies the file or folder behind `path`, links resolved."""
    return os.path.normcase(os.path.realpath(path))


def folder_genre(path: Path) -> str | None:
    """Return the name of the folder that holds `path` as a genre; None at the top of a drive.

    Composed Unicode (NFC), since macOS stores decomposed names: one genre, not two.
    """
    return unicodedata.normalize("NFC", path.parent.name).strip() or None


def absolute(path: Path) -> Path:
    """Return `path` absolute and without ``..``, links kept."""
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute keeps "..")


def _stem(name: str) -> str:
    path = Path(name)
    return path.stem.lower() if is_audio_name(path) else ""


def _is_folder(found: os.DirEntry[str]) -> bool:
    try:
        return found.is_dir()
    except OSError:
        # A link that points to itself is listed as a file, and its reason found when opened.
        return False


def _each_once(files: Iterable[Path]) -> tuple[Path, ...]:
    once: dict[str, Path] = {}
    for path in sorted(files, key=lambda path: (path.is_symlink(), str(path))):
        once.setdefault(real_path(path), path)
    return tuple(sorted(once.values(), key=str))


def _text(problem: Problem) -> str:
    return str(problem.path)
