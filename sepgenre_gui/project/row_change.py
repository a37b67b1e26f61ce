"""Changes of single rows, written exactly, and only where nothing else came in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import attrs

from sepgenre_gui.project.database import Database
from sepgenre_gui.project.genre import Genre, genre_columns
from sepgenre_gui.project.segment import Segment, segment_columns
from sepgenre_gui.project.setting import Setting
from sepgenre_gui.project.track import Track, track_columns
from sepgenre_training.errors import ProjectError

Row: TypeAlias = Track | Segment | Genre | Setting
"""What a person edits."""

_REMEDY = "Leave this step, and make the change by hand where it is still wanted."


@attrs.frozen(kw_only=True)
class RowChange:
    """What a row was and what it becomes.

    Attributes
    ----------
    before : Row or None
        None where the row is inserted.
    after : Row or None
        None where the row is deleted.
    """

    before: Row | None = None
    after: Row | None = None

    def __attrs_post_init__(self) -> None:
        rows = [row for row in (self.before, self.after) if row is not None]
        if not rows or len({row_identity(row) for row in rows}) > 1:
            raise ValueError(f"{self} is not the change of one row")

    @property
    def identity(self) -> tuple[str, int | str]:
        """Return the table and the identifier of the row."""
        return row_identity(self.row)

    @property
    def row(self) -> Row:
        """Return the row as it becomes, or as it was where it is deleted."""
        row = self.before if self.after is None else self.after
        assert row is not None
        return row

    def inverse(self) -> RowChange:
        """Return the change that takes this one back."""
        return RowChange(before=self.after, after=self.before)


def row_identity(row: Row) -> tuple[str, int | str]:
    """Return the table and the identifier of a row."""
    if isinstance(row, Setting):
        return "settings", row.key
    table = "tracks" if isinstance(row, Track) else "segments"
    return "genres" if isinstance(row, Genre) else table, row.id


def write_changes(database: Database, changes: Iterable[RowChange]) -> None:
    """Write changes in their order: all of them, or on any error none.

    Of a row that stays, only the columns that differ are compared and written, so that a step
    about a track's genre does not undo that its file was found elsewhere meanwhile.

    Raises
    ------
    ProjectError
        Where a row is no longer as the change takes it to be, or what it becomes is refused.
    """
    with database.transaction():
        for change in changes:
            try:
                is_written = _write(database, change)
            except ProjectError as error:
                # Any other failure, such as a full disk, has its own remedy.
                if not isinstance(error.__cause__, sqlite3.IntegrityError):
                    raise
                raise ProjectError(
                    f"{_name(change.row)}: {_reason(error.__cause__)}.", remedy=_REMEDY
                ) from error
            if not is_written:
                raise ProjectError(
                    f"{_name(change.row)} was changed or removed by something else meanwhile.",
                    remedy=_REMEDY,
                )


def _write(database: Database, change: RowChange) -> bool:
    table, identifier = change.identity
    if change.before is None:
        database.insert_row(table, _columns(change.row))
        return True
    before = _columns(change.before)
    if change.after is None:
        return database.delete_row(table, before) == 1
    after = _columns(change.after)
    changed = {name: value for name, value in after.items() if value != before[name]}
    if not changed:
        return True
    where = {
        "key" if table == "settings" else "id": identifier,
        **{name: before[name] for name in changed},
    }
    return database.update_row(table, changed, where) == 1


def _reason(error: sqlite3.IntegrityError) -> str:
    if error.sqlite_errorname in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
        return "something else has taken its place meanwhile"
    if "FOREIGN KEY" in str(error):
        return "something refers to it, or what it refers to has gone meanwhile"
    return str(error)


def _columns(row: Row) -> Mapping[str, object]:
    if isinstance(row, Track):
        return track_columns(row)
    if isinstance(row, Segment):
        return segment_columns(row)
    return genre_columns(row) if isinstance(row, Genre) else attrs.asdict(row)


def _name(row: Row) -> str:
    if isinstance(row, Track):
        return f"Track {row.id} ({row.title})"
    if isinstance(row, Segment):
        return f"Segment {row.id} of track {row.track_id}"
    return f"Genre {row.name!r}" if isinstance(row, Genre) else f"Setting {row.key!r}"
