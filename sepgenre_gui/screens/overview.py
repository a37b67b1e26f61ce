"""The overview window: says what a project holds and which command does the next step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QMainWindow,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.services.overview import ProjectOverview

_SWATCH_PIXELS = 12


class OverviewWindow(QMainWindow):
    """Shows a project's tracks, segments, genres and runs; changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("SepGenre")
        self.resize(860, 640)
        quit_action = self.menuBar().addMenu("&File").addAction("&Quit")
        quit_action.setShortcut(QKeySequence.StandardKey.Quit)
        quit_action.triggered.connect(self.close)
        self._layout = QVBoxLayout()
        self._layout.setContentsMargins(24, 20, 24, 20)
        self._layout.setSpacing(12)
        page = QWidget()
        page.setLayout(self._layout)
        self.setCentralWidget(page)
        self._show_welcome()

    def show_project(self, overview: ProjectOverview) -> None:
        """Show `overview` in place of what is shown now."""
        self._clear()
        self.setWindowTitle(f"{overview.folder.name} - SepGenre")
        self._add_heading(overview.folder.name)
        self._add_text(
            f"{overview.tracks} tracks and {overview.segments} segments, "
            f"of which {overview.suggested} are suggestions that nobody has confirmed yet."
        )
        genres = self._add_table("Genres", ("Genre", "Tracks", "Segments"))
        _fill(
            genres,
            [(genre.name, genre.tracks, genre.segments) for genre in overview.genres],
            colors=[genre.color for genre in overview.genres],
        )
        runs = self._add_table("Runs", ("Run", "Protocol", "Separator", "Trials", "State"))
        _fill(
            runs,
            [
                (run.name, run.protocol, run.separator, run.trials, run.state)
                for run in overview.runs
            ],
        )
        self._add_next_step(overview)

    def _show_welcome(self) -> None:
        self._add_heading("SepGenre")
        self._add_text(
            "Cut 10 s segments out of electronic dance music, name their genre, separate them "
            "into stems, and see what the separation adds."
        )
        self._add_text(
            "Try it on generated songs:\n    sepgenre demo\n\n"
            "Or begin with your own music:\n"
            "    sepgenre new songs\n    sepgenre import songs MUSIC_FOLDER\n"
            "    sepgenre-gui songs"
        )
        self._layout.addStretch()

    def _add_next_step(self, overview: ProjectOverview) -> None:
        folder = overview.folder.name
        if not overview.tracks:
            step = f"Add tracks: sepgenre import {folder} MUSIC_FOLDER --layout folders"
        elif not overview.segments:
            step = f"Cut a segment of each track: sepgenre segments {folder} suggest"
        elif not overview.runs:
            step = (
                f"Separate and run the experiment: sepgenre separate {folder} --separator hpss, "
                f"then sepgenre run {folder}"
            )
        else:
            step = f"Write the newest run's report: sepgenre report {folder} --out {folder}/report"
        self._add_text(f"Next step. {step}")

    def _add_heading(self, text: str) -> None:
        label = QLabel(text)
        font = label.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        label.setFont(font)
        self._layout.addWidget(label)

    def _add_text(self, text: str) -> None:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._layout.addWidget(label)

    def _add_table(self, name: str, columns: Sequence[str]) -> QTableWidget:
        table = QTableWidget(0, len(columns))
        table.setAccessibleName(name)
        table.setHorizontalHeaderLabels(list(columns))
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        caption = QLabel(name)
        caption.setBuddy(table)
        self._layout.addWidget(caption)
        self._layout.addWidget(table, stretch=1)
        return table

    def _clear(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()


def _fill(
    table: QTableWidget, rows: Sequence[Sequence[object]], *, colors: Sequence[str] = ()
) -> None:
    table.setRowCount(len(rows))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            item = QTableWidgetItem(str(cell))
            if column == 0 and colors:
                swatch = QPixmap(_SWATCH_PIXELS, _SWATCH_PIXELS)
                swatch.fill(QColor(colors[row]))
                item.setIcon(QIcon(swatch))
            if isinstance(cell, int):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, column, item)
