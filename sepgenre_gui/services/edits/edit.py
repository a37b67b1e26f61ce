"""An edit: what one step of a person changed, so that it can be taken back and done again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import Row, RowChange
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.setting import Json
from sepgenre_gui.project.track import Track

R = TypeVar("R", bound=Row)

_LONGEST_NAME = 40


@attrs.frozen(kw_only=True)
class Edit:
    """One step that was done: it can be reverted, and applied again.

    The functions of this package do the step at once, in one transaction, and return its edit;
    they return None where nothing would change. A refusal therefore reaches the caller before
    anything stands on an undo stack. An edit knows rows, no code: `revert` writes the rows as
    they were, identifiers and times included.

    Attributes
    ----------
    text : str
        Its name in a menu, after "Undo" or "Redo".
    changes : tuple of RowChange
        In the order in which they were, and will be, written.
    merges_as : str
        Edits that follow each other with the same text here, not empty, can become one.
    """

    text: str
    changes: tuple[RowChange, ...]
    merges_as: str = ""

    def apply(self, project: Project) -> None:
        """Do the step again, after it was reverted.

        Raises
        ------
        ProjectError
            Where the project is read-only, or something else has changed these rows meanwhile;
            then nothing is changed.
        """
        project.write_changes(self.changes)

    def revert(self, project: Project) -> None:
        """Take the step back; errors as of `apply`."""
        project.write_changes([change.inverse() for change in reversed(self.changes)])

    def merge(self, later: Edit) -> Edit | None:
        """Return one edit in place of this and `later`, done just after it.

        None where they are different steps. An edit of no changes says that `later` has led back
        to where this one began: an undo stack drops it.
        """
        if not self.merges_as or self.merges_as != later.merges_as:
            return None
        merged = {change.identity: change for change in self.changes}
        for change in later.changes:
            earlier = merged.setdefault(change.identity, change)
            if earlier is change:
                continue
            if earlier.after != change.before:
                return None
            if earlier.before == change.after:
                del merged[change.identity]
            else:
                merged[change.identity] = RowChange(before=earlier.before, after=change.after)
        return attrs.evolve(later, changes=tuple(merged.values()))

    def is_empty(self) -> bool:
        """Return whether the edit changes nothing, as two merged ones may."""
        return not self.changes

    def added(self, kind: type[R]) -> tuple[R, ...]:
        """Return the rows of a kind that the edit adds, such as ``added(Segment)``."""
        rows = (change.after for change in self.changes if change.before is None)
        return tuple(row for row in rows if isinstance(row, kind))

    def removed(self, kind: type[R]) -> tuple[R, ...]:
        """Return the rows of a kind that the edit removes, as they were."""
        rows = (change.before for change in self.changes if change.after is None)
        return tuple(row for row in rows if isinstance(row, kind))

    @property
    def track_ids(self) -> frozenset[int]:
        """Return the tracks concerned, by themselves or by their segments."""
        rows = self._rows()
        return frozenset(
            row.id if isinstance(row, Track) else row.track_id
            for row in rows
            if isinstance(row, Track | Segment)
        )

    @property
    def segment_ids(self) -> frozenset[int]:
        """Return the segments concerned by themselves."""
        return frozenset(row.id for row in self._rows() if isinstance(row, Segment))

    @property
    def genre_ids(self) -> frozenset[int]:
        """Return the genres that are added, removed or changed by themselves."""
        return frozenset(row.id for row in self._rows() if isinstance(row, Genre))

    def _rows(self) -> Sequence[Row]:
        return [change.row for change in self.changes]


def edit_of(text: str, changes: Iterable[RowChange], *, merges_as: str = "") -> Edit | None:
    """Return the edit of these changes, or None where none of them changes anything."""
    real = tuple(change for change in changes if change.before != change.after)
    return Edit(text=text, changes=real, merges_as=merges_as) if real else None


def write_edit(project: Project, text: str, changes: Iterable[RowChange]) -> Edit | None:
    """Write changes that no rule can forbid, and return their edit; None where there is none."""
    edit = edit_of(text, changes)
    if edit is not None:
        edit.apply(project)
    return edit


def write_setting(project: Project, key: str, value: Json) -> RowChange:
    """Write a setting, and return what that changes of it."""
    before = project.settings.find(key)
    project.settings.set(key, value)
    return RowChange(before=before, after=project.settings.find(key))


def additions(text: str, segments: Iterable[Segment]) -> Edit | None:
    """Return the edit that added `segments`, which are in the project already.

    For services that add many, such as suggestions and annotation files, so that they too can be
    undone.
    """
    return edit_of(text, [RowChange(after=segment) for segment in segments])


def quoted(name: str) -> str:
    """Return a name for a menu, in quotation marks, shortened in its middle where it is long."""
    if len(name) > _LONGEST_NAME:
        half = (_LONGEST_NAME - 1) // 2
        name = f"{name[:half].rstrip()}…{name[-half:].lstrip()}"
    return f'"{name}"'


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 track``, ``2 tracks``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
