"""What a person dropped on the window: a project, music for a new one, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from sepgenre_gui.project.opening import DATABASE_NAME
from sepgenre_gui.project.project import is_project
from sepgenre_training.datasets.walking import is_audio_name
from sepgenre_training.errors import DatasetError


@attrs.frozen(kw_only=True)
class Dropped:
    """A project to open, or else music to begin a project with."""

    project: Path | None = None
    music: tuple[Path, ...] = ()


def read_dropped(paths: Sequence[Path]) -> Dropped:
    """Return what `paths` are: one project, or folders and audio files.

    What lies in a folder is not looked at: a disk may be slow, and the import tells it.

    Raises
    ------
    DatasetError
        Where one of them can be neither.
    """
    projects = [project for path in paths if (project := _project_of(path)) is not None]
    if len(projects) == 1 and len(paths) == 1:
        return Dropped(project=projects[0])
    if projects:
        raise DatasetError(
            f"{projects[0]} is a project, and other things were dropped with it.",
            remedy="Drop one project alone, or music without a project.",
        )
    for path in paths:
        if not (path.is_dir() or (path.is_file() and is_audio_name(path))):
            raise DatasetError(
                f"{path} is neither a folder nor a music file.",
                remedy="Drop a folder of music, music files, or a project's folder.",
            )
    if not paths:
        raise DatasetError(
            "What was dropped is no file of this computer.",
            remedy="Drop a folder of music, music files, or a project's folder.",
        )
    return Dropped(music=tuple(paths))


def _project_of(path: Path) -> Path | None:
    if path.name == DATABASE_NAME and is_project(path.parent):
        return path.parent
    return path if is_project(path) else None
