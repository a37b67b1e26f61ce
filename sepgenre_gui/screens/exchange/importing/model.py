"""The table of an import: one row for each file, what will happen to it, what happened."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.exchange.importing.words import counted, describe_result
from sepgenre_gui.services.exchange.preview import AnnotationPreview, ImportPreview
from sepgenre_gui.services.exchange.storing import Fate, FileResult, PlannedFile
from sepgenre_gui.services.import_segments import SegmentImport
from sepgenre_training.audio.files import printable
from sepgenre_training.datasets.entry import Problem

_HEADERS = ("File", "Title", "Artist", "Genre", "What happens")
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Column(enum.IntEnum):
    """The columns, in their order."""

    FILE, TITLE, ARTIST, GENRE, STATE = range(5)


class RowState(enum.Enum):
    """How a row stands."""

    WAITING = "waiting"
    DONE = "done"
    REMARKED = "remarked"
    OUT = "out"


@attrs.frozen(kw_only=True)
class PreviewRow:
    """What the table shows of one file.

    Attributes
    ----------
    title_is_guessed : bool
        Whether the title is the file's name, which the file's own tags may replace.
    said : str
        The whole of the last column.
    """

    path: Path
    title: str = ""
    title_is_guessed: bool = False
    artist: str = ""
    genre: str = ""
    state: RowState
    said: str


class ImportModel(QAbstractTableModel):
    """Rows are made as they are asked for: of 10,000 files a table shows some thirty."""

    def __init__(self, colors: Colors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colors = colors
        self._preview: ImportPreview | None = None
        self._results: dict[int, FileResult] = {}
        self._annotated: dict[Path, PreviewRow] = {}
        self._n_files_out = 0
        self._only_out = False
        # A list where only some are shown.
        self._shown: range | list[int] = range(0)

    @property
    def n_rows(self) -> int:
        """How many rows there are, shown or not."""
        if self._preview is None:
            return 0
        preview = self._preview
        return len(preview.plan.files) + len(preview.annotations) + len(preview.plan.problems)

    @property
    def n_out(self) -> int:
        """How many rows stay out, or stayed out."""
        if self._preview is None:
            return 0
        first = len(self._preview.plan.files)
        return self._n_files_out + sum(map(self._is_out, range(first, self.n_rows)))

    def set_preview(self, preview: ImportPreview | None) -> None:
        """Show what an import would do; nothing for None."""
        self.beginResetModel()
        self._preview, self._results, self._annotated = preview, {}, {}
        self._n_files_out = 0
        self._choose()
        self.endResetModel()

    def set_only_out(self, *, only_out: bool) -> None:
        """Show all rows, or those alone that stay out."""
        if only_out != self._only_out:
            self._only_out = only_out
            self.beginResetModel()
            self._choose()
            self.endResetModel()

    def set_result(self, place: int, result: FileResult) -> None:
        """Show what became of the plan's file at `place`."""
        was_out = place in self._results and self._is_out(place)
        self._results[place] = result
        self._n_files_out += self._is_out(place) - was_out
        if not isinstance(self._shown, list):
            self._tell(place)
        elif place in self._shown:
            self._tell(self._shown.index(place))
        elif result.fate is Fate.OUT:
            last = len(self._shown)
            self.beginInsertRows(_ROOT, last, last)
            self._shown.append(place)
            self.endInsertRows()

    def set_segments(self, segments: SegmentImport, paths: Sequence[Path]) -> None:
        """Show what became of the files of segments in `paths`."""
        self.beginResetModel()
        problems, remarks = _by_path(segments.problems), _by_path(segments.remarks)
        for path in paths:
            self._annotated[path] = _imported_row(path, problems[path], remarks[path])
        self._choose()
        self.endResetModel()

    def set_colors(self, colors: Colors) -> None:
        """Paint in other colours."""
        self._colors = colors
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, Column.STATE))

    def row(self, number: int) -> PreviewRow:
        """Return the row shown at `number`."""
        return self._row(self._shown[number])

    def rows_out(self) -> list[PreviewRow]:
        """Return the rows that stay out."""
        return [self._row(number) for number in range(self.n_rows) if self._is_out(number)]

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        row, column = self.row(index.row()), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return printable(row.path) if column is Column.FILE else _text(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(row, column)
        return None

    def _ink(self, row: PreviewRow, column: Column) -> QColor | None:
        if column is Column.TITLE and row.title_is_guessed:
            return QColor(self._colors.muted)
        if column is not Column.STATE:
            return None
        inks = {
            RowState.OUT: self._colors.danger,
            RowState.REMARKED: self._colors.on_warning_soft,
            RowState.WAITING: self._colors.muted,
        }
        return QColor(inks[row.state]) if row.state in inks else None

    def _tell(self, number: int) -> None:
        self.dataChanged.emit(self.index(number, 0), self.index(number, Column.STATE))

    def _choose(self) -> None:
        everything = range(self.n_rows)
        self._shown = everything
        if self._only_out:
            self._shown = [number for number in everything if self._is_out(number)]

    def _is_out(self, number: int) -> bool:
        # Asked of all rows, so that it makes none.
        assert self._preview is not None
        if number < len(self._preview.plan.files):
            result = self._results.get(number)
            return result is not None and result.fate is Fate.OUT
        return self._row(number).state is RowState.OUT

    def _row(self, number: int) -> PreviewRow:
        assert self._preview is not None
        plan, annotations = self._preview.plan, self._preview.annotations
        if number < len(plan.files):
            return _file_row(plan.files[number], self._results.get(number))
        number -= len(plan.files)
        if number < len(annotations):
            return self._annotated_row(annotations[number])
        return _problem_row(plan.problems[number - len(annotations)])

    def _annotated_row(self, preview: AnnotationPreview) -> PreviewRow:
        return self._annotated.get(preview.path) or _annotation_row(preview)


def _text(row: PreviewRow, column: Column) -> str:
    if column is Column.FILE:
        # The folder often is the genre, and tells files of one name apart.
        return f"{printable(row.path.parent.name)}/{printable(row.path.name)}"
    cells = {
        Column.TITLE: row.title,
        Column.ARTIST: row.artist,
        Column.GENRE: row.genre,
        Column.STATE: row.said,
    }
    return cells[column]


def _file_row(file: PlannedFile, result: FileResult | None) -> PreviewRow:
    entry, track = file.entries[0], result.track if result is not None else None
    if result is None:
        n_segments = sum(each.start_s is not None for each in file.entries)
        said = "New" if file.known_hash is None else "In the project already; checked for changes"
        said += f", with {counted(n_segments, 'segment')}" if n_segments else ""
        state = RowState.WAITING
    else:
        said = describe_result(result)
        state = RowState.REMARKED if result.remarks else RowState.DONE
        state = RowState.OUT if result.fate is Fate.OUT else state
    return PreviewRow(
        path=file.path,
        title=track.title if track else entry.title or printable(file.path.stem),
        title_is_guessed=track is None and not entry.title,
        artist=(track.artist if track else entry.artist) or "",
        genre=entry.genre or "",
        state=state,
        said=said,
    )


def _annotation_row(preview: AnnotationPreview) -> PreviewRow:
    if preview.format is None:
        said = f"Left out: {' '.join(preview.problems)}"
        return PreviewRow(path=preview.path, state=RowState.OUT, said=said)
    lines = counted(preview.n_segments, "segment")
    said = f"{lines}, matched to tracks by path, content or name"
    if preview.problems:
        said += f"; {counted(len(preview.problems), 'line')} left out: {_once(preview.problems)}"
    state = RowState.OUT if preview.problems else RowState.WAITING
    return PreviewRow(path=preview.path, title=preview.format, state=state, said=said)


def _imported_row(path: Path, problems: Sequence[str], remarks: Sequence[str]) -> PreviewRow:
    if problems:
        said = f"{counted(len(problems), 'line')} left out: {_once(problems)}"
        return PreviewRow(path=path, state=RowState.OUT, said=said)
    if remarks:
        said = f"Imported, but: {_once(remarks)}"
        return PreviewRow(path=path, state=RowState.REMARKED, said=said)
    return PreviewRow(path=path, state=RowState.DONE, said="Imported")


def _problem_row(problem: Problem) -> PreviewRow:
    said = f"Left out: {problem.reason}"
    return PreviewRow(path=problem.path, state=RowState.OUT, said=said)


def _by_path(problems: Sequence[Problem]) -> defaultdict[Path, list[str]]:
    reasons: defaultdict[Path, list[str]] = defaultdict(list)
    for problem in problems:
        reasons[problem.path].append(problem.reason)
    return reasons


def _once(reasons: Sequence[str]) -> str:
    """Return reasons in one text, each once, with how often it holds."""
    counts = Counter(reasons)
    return " ".join(f"{each} ({n} times)" if n > 1 else each for each, n in counts.items())
