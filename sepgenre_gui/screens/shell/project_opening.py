"""Opening a project for the window: for writing where that is possible, else for reading."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import attrs

from sepgenre_gui.project.lock import read_owner
from sepgenre_gui.project.opening import is_disk_full
from sepgenre_gui.project.project import Project, is_project
from sepgenre_training.errors import ProjectError, ProjectLockedError


@attrs.frozen(kw_only=True, eq=False)
class OpenedProject:
    """An open project; `obstacle` says why it is read-only, and is empty where it is not."""

    project: Project
    obstacle: str = ""


def open_project(folder: Path) -> OpenedProject:
    """Open the project in `folder`, read-only where another process writes or nobody may.

    Raises
    ------
    ProjectError
        Where it can be opened in neither way.
    """
    try:
        return OpenedProject(project=Project.open(folder))
    except ProjectLockedError:
        obstacle = _who_has_it(folder)
    except ProjectError:
        if not is_project(folder):
            raise
        if not os.access(folder, os.W_OK):
            obstacle = "You may not write in this project's folder."
        elif is_disk_full(folder):
            obstacle = "The disk of this project is full: free some space, then open it again."
        else:
            raise
    return OpenedProject(project=Project.open(folder, read_only=True), obstacle=obstacle)


def _who_has_it(folder: Path) -> str:
    owner = read_owner(folder)
    if owner is None:
        return "Another window or command has this project open."
    who = f"process {owner.pid} on {owner.host}"
    if owner.pid == os.getpid():
        who = "another window of this program"
    try:
        since = datetime.fromisoformat(owner.since).astimezone()
    except ValueError:
        return f"This project is open in {who}."
    return f"This project is open in {who}, since {since:%H:%M} of {since.day} {since:%B}."
