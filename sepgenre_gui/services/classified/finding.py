"""The files that a person wants classified: named ones, and all in and below folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from sepgenre_training.audio.files import printable
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.datasets.walking import absolute, walk_audio
from sepgenre_training.errors import ConfigurationError


@attrs.frozen(kw_only=True)
class FoundFiles:
    """Files to classify, and what could not be looked into."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def find_files(paths: tuple[Path, ...]) -> FoundFiles:
    """Return the audio files among and below `paths`, each once; for a worker.

    What is named and is no folder is taken as a file, whatever its suffix: what is wrong with it
    is found when it is opened.
    """
    files: dict[Path, None] = {}
    problems: list[Problem] = []
    for path in map(absolute, paths):
        if path.is_dir():
            walk = walk_audio(path)
            files.update(dict.fromkeys(walk.files))
            problems.extend(walk.problems)
        else:
            files[path] = None
    return FoundFiles(files=tuple(files), problems=tuple(problems))


def find_in_worker(pool: WorkerPool, paths: Sequence[Path]) -> FoundFiles:
    """Return what `find_files` finds; walking through a large library takes a while.

    Raises
    ------
    ConfigurationError
        Where there is no file.
    """
    (outcome,) = pool.run(find_files, [tuple(paths)])
    if outcome.value is None:
        raise outcome.error or ConfigurationError("The files could not be listed.")
    if not (outcome.value.files or outcome.value.problems):
        names = ", ".join(printable(path) for path in paths) or "nothing"
        raise ConfigurationError(
            f"{names}: there is no audio file.", remedy="Name audio files, or folders with some."
        )
    return outcome.value
