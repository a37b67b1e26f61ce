"""The classified files as a Qt table model: filtered and sorted rows, updated while they come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt

from sepgenre_gui.screens.classify.files.rows import (
    HEADINGS,
    Column,
    FileFilter,
    FileRow,
    FileState,
    arrange,
    length_text,
    share_text,
    state_text,
    tip_text,
    verdict_text,
)
from sepgenre_gui.screens.curation.genres.swatches import Swatches
from sepgenre_gui.screens.tables import ArrangedModel, Index


class FileModel(ArrangedModel[str, FileRow, FileFilter]):
    """All files of one classifier, by their paths; see `ArrangedModel`.

    Files that come while it is looked at are added at the end.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADINGS, FileFilter(), parent)
        self._colors: Mapping[str, str] = {}
        self._swatches = Swatches()

    def key_of(self, row: FileRow) -> str:
        """Return the file's path."""
        return row.key

    def arrange(self, rows: Iterable[FileRow]) -> list[FileRow]:
        """Return the files that the filter lets pass, sorted."""
        column = Column(self._column)
        return arrange(rows, self._filter, column, descending=self._descending)

    def count(self, state: FileState) -> int:
        """Return how many files are in a state, shown or not."""
        return sum(row.state is state for row in self._all.values())

    def clear(self, colors: Mapping[str, str]) -> None:
        """Forget all files; those to come are of genres of these colours."""
        self._colors = dict(colors)
        self.set_rows(())

    def put(self, rows: Iterable[FileRow]) -> None:
        """Add files, or replace those that are there, in place."""
        come = {row.key: row for row in rows}
        added = [
            key for key, row in come.items() if key not in self._all and self._filter.passes(row)
        ]
        self.update_rows(come.values())
        self.append_rows(added)

    def drop_working(self) -> None:
        """Forget the files that workers were at, as where their job has ended."""
        self.set_rows(row for row in self.all_rows if row.state is not FileState.WORKING)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row, column = self.row_at(index.row()), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(row)
        if role == Qt.ItemDataRole.DecorationRole:
            genre = {Column.VERDICT: row.genre, Column.SECOND: row.second}.get(column, "")
            return self._swatches.of(self._colors[genre]) if genre in self._colors else None
        return None


def _text(row: FileRow, column: Column) -> str:
    texts = {
        Column.FILE: lambda: row.shown,
        Column.VERDICT: lambda: verdict_text(row),
        Column.CONFIDENCE: lambda: share_text(row.confidence),
        Column.SECOND: lambda: (
            f"{row.second} {share_text(row.second_confidence)}" if row.second else ""
        ),
        Column.LENGTH: lambda: length_text(row.duration_s),
        Column.STATE: lambda: state_text(row),
    }
    return texts[column]()
