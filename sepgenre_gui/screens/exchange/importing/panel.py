"""What the import dialog is made of: its widgets, and how each state of an import looks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import HEADING, NEAR, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.exchange.importing.drop_area import DropArea
from sepgenre_gui.screens.exchange.importing.model import ImportModel
from sepgenre_gui.screens.exchange.importing.words import LAYOUTS, counted
from sepgenre_gui.screens.exchange.progress_row import ProgressRow
from sepgenre_gui.screens.exchange.working_dialog import (
    WorkingDialog,
    detail_box,
    file_table,
    quiet_button,
    show_text,
)
from sepgenre_gui.screens.shell.notices import MessageBar
from sepgenre_gui.services.exchange.preview import Layout
from sepgenre_training.audio.files import printable
from sepgenre_training.errors import CancelledError

_DROP = "Drop music here"
_DROP_MORE = (
    "Folders and audio files, a CSV table of tracks or of segments, or labels made in Audacity, "
    "Raven or Praat. Your files stay where they are."
)
_LETTERS = (28, 18, 12, 14)


class ImportPanel:
    """Lays out `dialog`, which connects what is here.

    Parameters
    ----------
    theme : Theme
        The colours worn.
    model : ImportModel
        What the table shows.
    track : Track or None
        The track at hand.
    dialog : WorkingDialog
        Gets these widgets.
    """

    def __init__(
        self, theme: Theme, model: ImportModel, track: Track | None, dialog: WorkingDialog
    ) -> None:
        self._theme, self._dialog, self._model = theme, dialog, model
        self.add_files = quiet_button("Add files…")
        self.add_folder = quiet_button("Add a folder…")
        self.start_over = quiet_button("Start over")
        self.layout_choice = QComboBox()
        self.for_track = QCheckBox(_for_track(track))
        self.only_out = QCheckBox()
        self.drop_area = DropArea(theme, _DROP, _DROP_MORE)
        self.table = file_table(model, "Files to import", _LETTERS)
        self.begin = QPushButton("Import")
        self.retry = quiet_button("Retry")
        self.copy = quiet_button("Copy the reasons")
        self.close_button = quiet_button("Close")
        self.error = MessageBar(theme)
        self.progress = ProgressRow("How far the import is")
        self._sources = ElidedLabel()
        self._layout_words = label(role="muted")
        self._found = label(bold=True)
        self._more = label(role="muted")
        self._detail = detail_box()
        self._result = label(bold=True)
        self._stack = QStackedWidget()
        self._build()
        self._lay_out()
        self.describe_layout()
        self.show_nothing()

    @property
    def layout_name(self) -> Layout:
        """The layout chosen."""
        return LAYOUTS[self.layout_choice.currentIndex()][0]

    @property
    def said(self) -> str:
        """All that it says now, in one text, for a test."""
        lines = (self._sources, self._found, self._more, self._result)
        said = [line.text() for line in lines if not line.isHidden()]
        return " ".join([*filter(None, said), self._detail.toPlainText()]).strip()

    def describe_layout(self) -> None:
        """Say what the layout chosen does."""
        self._layout_words.setText(LAYOUTS[self.layout_choice.currentIndex()][2])

    def show_nothing(self) -> None:
        """Show that nothing was chosen yet."""
        self._stack.setCurrentWidget(self.drop_area)
        self._say_sources([])
        self._say(self._found, "")
        self._say(self._more, "")
        self._say(self._result, "")
        show_text(self._detail, "")
        self.for_track.hide()
        self.error.dismiss()
        self.progress.end()

    def show_looking(self, paths: Sequence[Path]) -> None:
        """Show that `paths` are looked at."""
        self.show_nothing()
        self._say_sources(paths)
        self._stack.setCurrentWidget(self.table)
        self.only_out.setChecked(False)
        self.progress.begin("Looking for music…")

    def show_preview(
        self, found: str, genres: str, notes: Sequence[str], *, is_for_track: bool
    ) -> None:
        """Show what was found."""
        self.progress.end()
        self._say(self._found, found)
        self._say(self._more, " ".join((genres, *notes)))
        self.for_track.setVisible(is_for_track and bool(self.for_track.text()))

    def show_refusal(self, error: BaseException) -> None:
        """Show that nothing can be imported, and why."""
        self.progress.end()
        self._stack.setCurrentWidget(self.drop_area)
        self.show_error(error)

    def show_error(self, error: BaseException) -> None:
        """Show what went wrong."""
        if not isinstance(error, CancelledError):
            self.error.show_error(error)

    def show_beginning(self, text: str) -> None:
        """Show that the import begins."""
        self.error.dismiss()
        self._say(self._result, "")
        self.progress.begin(text)

    def show_progress(self, item: str, done: int, total: int) -> None:
        """Show what the import is at."""
        counted_files = f"{done:,} of {total:,}: " if total else ""
        self.progress.advance(f"{counted_files}{printable(item)}", done, total)

    def show_n_out(self, n_out: int) -> None:
        """Show how many files stay out."""
        self.only_out.setText(f"&Show only the {n_out:,} left out")
        self.only_out.setVisible(n_out > 0)

    def show_end(self, text: str) -> None:
        """Show that the import is over."""
        self.progress.end()
        self._say(self._result, text)
        for line in (self._found, self._more):
            self._say(line, "")
        if self._model.n_out:
            self.only_out.setChecked(True)
            self.table.selectRow(0)

    def show_state(
        self,
        *,
        is_running: bool,
        can_begin: bool,
        begin_text: str,
        n_failed: int,
        n_out: int,
        obstacle: str,
    ) -> None:
        """Enable what can be done now."""
        for part in (self.add_files, self.add_folder, self.layout_choice, self.for_track):
            part.setEnabled(not is_running)
        self.start_over.setEnabled(not is_running)
        self.start_over.setVisible(self._stack.currentWidget() is self.table)
        self.begin.setText(begin_text)
        self.begin.setEnabled(can_begin and not is_running)
        self.begin.setToolTip(obstacle)
        if obstacle:
            self._say(self._result, obstacle)
        self.retry.setText(f"Retry {counted(n_failed, 'file')}")
        self.retry.setVisible(n_failed > 0 and not is_running)
        self.copy.setText("Copy the reasons")
        self.copy.setVisible(n_out > 0 and not is_running)
        self.close_button.setText("Stop" if is_running else "Close")
        self.show_n_out(n_out)
        # A second Return must not stop what the first began.
        self.begin.setDefault(can_begin or is_running)
        self.close_button.setDefault(not (can_begin or is_running))
        self._dialog.fit()

    def _build(self) -> None:
        self._theme.theme_changed.connect(self._draw_icons)
        self._draw_icons()
        for _, name, text in LAYOUTS:
            self.layout_choice.addItem(name)
            place = self.layout_choice.count() - 1
            self.layout_choice.setItemData(place, text, Qt.ItemDataRole.ToolTipRole)
        self.layout_choice.setAccessibleName("Where genres come from")
        self._sources.setProperty("role", "muted")
        self._sources.setAccessibleName("What is imported")
        for line in (self._layout_words, self._found, self._more, self._result):
            line.setWordWrap(True)
            line.setTextFormat(Qt.TextFormat.PlainText)
        self._result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.only_out.toggled.connect(lambda on: self._model.set_only_out(only_out=on))
        self.table.selectionModel().currentRowChanged.connect(self._describe_row)
        self._model.modelReset.connect(lambda: show_text(self._detail, ""))

    def _draw_icons(self) -> None:
        self.add_files.setIcon(self._theme.icon("music"))
        self.add_folder.setIcon(self._theme.icon("folder"))

    def _describe_row(self, current: QModelIndex) -> None:
        if current.isValid():
            row = self._model.row(current.row())
            show_text(self._detail, f"{printable(row.path)}\n{row.said}")

    def _lay_out(self) -> None:
        caption = QLabel("&Genres from")
        caption.setBuddy(self.layout_choice)
        head, choice, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.setSpacing(NEAR)
        choice.setSpacing(NEAR)
        head.addWidget(label("Import", scale=HEADING, bold=True))
        head.addWidget(self._sources, stretch=1)
        for part in (self.add_files, self.add_folder, self.start_over):
            head.addWidget(part)
        choice.addWidget(caption)
        choice.addWidget(self.layout_choice)
        choice.addStretch()
        for part in (self.retry, self.copy):
            foot.addWidget(part)
        foot.addStretch()
        foot.addWidget(self.close_button)
        foot.addWidget(self.begin)
        self._stack.addWidget(self.drop_area)
        self._stack.addWidget(self.table)
        parts = QVBoxLayout()
        parts.addLayout(head)
        parts.addLayout(choice)
        for above in (
            self._layout_words, self.error, self._found, self._result, self._more,
            self.for_track, self.only_out,
        ):  # fmt: skip
            parts.addWidget(above)
        parts.addWidget(self._stack, stretch=1)
        for below in (self._detail, self.progress):
            parts.addWidget(below)
        self._dialog.lay_out(parts, foot)

    def _say_sources(self, paths: Sequence[Path]) -> None:
        first = printable(paths[0]) if paths else ""
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        self._sources.setText(first + more)

    def _say(self, line: QLabel, text: str) -> None:
        line.setText(text)
        line.setVisible(bool(text))


def _for_track(track: Track | None) -> str:
    if track is None:
        return ""
    # An ampersand in a title is no mnemonic.
    title = track.title.replace("&", "&&")
    return f"The segments &belong to the track “{title}”"
