"""Edits of which labels a person keeps although models contradict them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.edits.edit import Edit, edit_of, write_setting
from sepgenre_gui.services.edits.segments import what_of

_KEPT_SETTING = "kept_labels"


def kept_labels(project: Project) -> Mapping[int, int | None]:
    """Return the genre that a person has said to be right, by segment."""
    stored = project.settings.get(_KEPT_SETTING, dict[str, int | None]())
    return {int(number): genre for number, genre in stored.items()}


def keep_labels(project: Project, segment_ids: Iterable[int]) -> Edit | None:
    """Remember that the genres of segments are right; another genre is suspected again.

    Raises
    ------
    ProjectError
        Where there is no such segment.
    """
    with project.transaction():
        segments = [project.segments.get(each) for each in segment_ids]
        kept = dict(kept_labels(project))
        new = {**kept, **{each.id: each.genre_id for each in segments}}
        if new == kept:
            return None
        stored = {str(number): genre for number, genre in new.items()}
        change = write_setting(project, _KEPT_SETTING, stored)
    return edit_of(f"Keep genre of {what_of(project, segments, 'segment')}", [change])
