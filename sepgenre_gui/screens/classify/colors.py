"""The colour of each class of a classifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sepgenre_gui.project.genre import PALETTE
from sepgenre_gui.project.project import Project


def class_colors(project: Project, classes: Sequence[str]) -> Mapping[str, str]:
    """Return the colour of each class: the project's genre's, or one of the palette."""
    known = {genre.name.casefold(): genre.color for genre in project.genres.list()}
    return {
        name: known.get(name.casefold(), PALETTE[place % len(PALETTE)])
        for place, name in enumerate(classes)
    }
