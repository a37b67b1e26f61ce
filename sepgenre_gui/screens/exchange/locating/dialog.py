"""The dialog that finds moved audio again: which tracks lost their files, and where these are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.appearance.metrics import HEADING, PAGE, label
from sepgenre_gui.screens.exchange.importing.words import counted, file_filter
from sepgenre_gui.screens.exchange.locating.model import LocateModel
from sepgenre_gui.screens.exchange.locating.run import LocateOutcome, LocateRun
from sepgenre_gui.screens.exchange.progress_row import ProgressRow
from sepgenre_gui.screens.exchange.working_dialog import (
    WorkingDialog,
    detail_box,
    file_table,
    quiet_button,
    reasons_box,
    show_text,
)
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.shell.notices import MessageBar
from sepgenre_gui.screens.start.new_project import AskFolder, ask_folder
from sepgenre_gui.services.check_tracks import LostTrack
from sepgenre_gui.services.locate_tracks import Relocation
from sepgenre_training.audio.files import printable

AskFile = Callable[[QWidget, str, str], str]
"""Asks for one file: parent, title, where to begin; returns its path, empty for none."""

_LETTERS, _LINES = 136, 38
_COLUMNS = (26, 34, 12)
_NONE_LOST = (
    "The file of every track is in its place.\n\nA file that was changed without being moved is "
    "only noticed when it is read: “Read every file” does that."
)
_READ_ONLY = "This project is open read-only: what is found cannot be stored."


def ask_file(parent: QWidget, title: str, start: str) -> str:
    """Ask the person for one file, with the system's own dialog."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, start, file_filter())
    return str(chosen)


class LocateDialog(WorkingDialog):
    """Lists tracks whose files are missing or changed, and looks for them.

    Parameters
    ----------
    project : Project
        The project, open in this thread.
    context : ScreenContext
        Of the screen that opens it.
    track_id : int, optional
        The track that the person is about to locate: its file is read, and its row chosen.
    ask_file, ask_folder : callable
        Ask for a file and for a folder.

    Signals
    -------
    located : LocateOutcome
        Paths or states of files are stored: record the edit where there is one, read anew.
    """

    located = Signal(object)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        parent: QWidget | None = None,
        *,
        track_id: int | None = None,
        ask_file: AskFile = ask_file,
        ask_folder: AskFolder = ask_folder,
    ) -> None:
        super().__init__(context, parent, letters=_LETTERS, lines=_LINES)
        self._project, self._track_id = project, track_id
        self._ask_file, self._ask_folder = ask_file, ask_folder
        self._is_free = False
        self.run = LocateRun(project, self.queue, self)
        self.model = LocateModel(context.theme.colors, self)
        self.table = file_table(self.model, "Tracks that lost their files", _COLUMNS)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.error = MessageBar(context.theme)
        self.progress = ProgressRow("How far the search is")
        self.said = label(bold=True)
        self.detail = detail_box()
        self.reasons = reasons_box()
        self.locate_button = quiet_button("Locate this one…")
        self.search_button = quiet_button("Search a folder…")
        self.check_button = quiet_button("Read every file")
        self.close_button = quiet_button("Close")
        self._hint = label(_NONE_LOST, role="muted")
        self._stack = QStackedWidget()
        self.setWindowTitle("Find moved files")
        self._build()
        context.theme.theme_changed.connect(self.model.set_colors)
        self._connect()
        self.check()

    @property
    def is_running(self) -> bool:
        """Whether files are looked at."""
        return self.run.is_running

    def stop(self) -> None:
        """Stop looking; paths that are stored stay."""
        was_running = self.run.is_running
        self.run.stop()
        if was_running:
            self.progress.end()
            self.said.setText(f"Stopped. {self.said.text()}".strip())
            self._show_state()

    def check(self, *, reads_all: bool = False) -> None:
        """Look which files are missing; where all are read, also which are changed."""
        self._start("Reading every file…" if reads_all else "Looking where the files are…")
        self.run.check(reads_all=reads_all, track_id=self._track_id)

    def _build(self) -> None:
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        for line in (self._hint, self.said):
            line.setWordWrap(True)
            line.setTextFormat(Qt.TextFormat.PlainText)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._hint)
        purpose = label(
            "A track's audio is known by its content, under any name. A file of other content is "
            "never taken in its place.",
            role="muted",
        )
        purpose.setWordWrap(True)
        foot = QHBoxLayout()
        for button in (self.locate_button, self.search_button, self.check_button):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(self.close_button)
        parts = QVBoxLayout()
        parts.addWidget(label("Find moved files", scale=HEADING, bold=True))
        for above in (purpose, self.error, self.said):
            parts.addWidget(above)
        parts.addWidget(self._stack, stretch=1)
        for below in (self.detail, self.reasons, self.progress):
            parts.addWidget(below)
        self.lay_out(parts, foot)

    def _connect(self) -> None:
        self.run.advanced.connect(self.progress.advance)
        self.run.ended.connect(self._take)
        self.run.failed.connect(self._fail)
        self.table.selectionModel().currentRowChanged.connect(self._describe_row)
        self.locate_button.clicked.connect(self._locate)
        self.search_button.clicked.connect(self._search)
        self.check_button.clicked.connect(lambda: self.check(reads_all=True))
        self.close_button.clicked.connect(self.reject)

    def _locate(self) -> None:
        track = self.model.row(self.table.currentIndex().row()).track
        title = f"Where {track.path.name} is now"
        chosen = self._ask_file(self, title, str(_nearest_folder(track.path)))
        if not chosen:
            return
        self._track_id = track.id
        self._start(f"Reading {printable(chosen)}…")
        self.run.locate(track.id, Path(chosen))

    def _search(self) -> None:
        chosen = self._ask_folder(self, "Where to search", "")
        if chosen:
            self._start(f"Searching {printable(chosen)}…")
            self.run.search(Path(chosen), self.model.lost_ids)

    def _start(self, text: str) -> None:
        self.error.dismiss()
        self.reasons.hide()
        self.said.setText("")
        self.progress.begin(text)
        self._show_state(is_running=True)

    def _take(self, outcome: LocateOutcome) -> None:
        if outcome.is_check:
            self.model.set_lost(outcome.lost, present=self._present(outcome.lost))
        else:
            self.model.take(outcome.found, outcome.lost)
        lines = [f"{printable(each.path)}: {each.reason}" for each in outcome.problems]
        show_text(self.reasons, "\n".join(lines))
        self.said.setText(self._describe(outcome.found))
        self.progress.end()
        self._show_state()
        if outcome.is_stored:
            self.located.emit(outcome)

    def _present(self, lost: Iterable[LostTrack]) -> Track | None:
        """Return the track to locate where its file is in its place after all."""
        if self._track_id is None or any(each.track.id == self._track_id for each in lost):
            return None
        return self._project.tracks.get(self._track_id)

    def _fail(self, error: BaseException) -> None:
        self.progress.end()
        self.error.show_error(error)
        self._show_state()

    def _describe(self, found: tuple[Relocation, ...]) -> str:
        n_lost = len(self.model.lost_ids)
        said = [f"{counted(len(found), 'track')} found and stored."] if found else []
        if n_lost:
            said.append(f"{counted(n_lost, 'track')} without their audio.")
        elif found:
            said.append("Every track has its audio again.")
        if found:
            said.append("Undo takes the new paths back in one step.")
        if self._project.read_only:
            said.append(_READ_ONLY)
        return " ".join(said)

    def _show_state(self, *, is_running: bool = False) -> None:
        self._is_free = not is_running and not self._project.read_only
        has_rows = bool(self.model.rowCount())
        self._stack.setCurrentWidget(self.table if has_rows or is_running else self._hint)
        self.said.setVisible(bool(self.said.text()))
        self._choose_row()
        self.search_button.setEnabled(self._is_free and bool(self.model.lost_ids))
        self.check_button.setEnabled(not is_running)
        self.close_button.setText("Stop" if is_running else "Close")
        # Return must not stop what it began.
        is_default = is_running or self.search_button.isEnabled()
        self.search_button.setDefault(is_default)
        self.close_button.setDefault(not is_default)
        self._describe_row()
        self.fit()

    def _choose_row(self) -> None:
        place = None if self._track_id is None else self.model.place_of(self._track_id)
        if place is not None:
            self.table.selectRow(place)
        elif self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def _describe_row(self, _: QModelIndex | None = None) -> None:
        index = self.table.currentIndex()
        row = self.model.row(index.row()) if index.isValid() else None
        show_text(self.detail, row.text if row is not None else "")
        is_open = row is not None and row.new_path is None
        self.locate_button.setEnabled(is_open and self._is_free)


def _nearest_folder(path: Path) -> Path:
    """Return the folder that held `path`, or the nearest one above it that is still there."""
    for folder in path.parents:
        try:
            if folder.is_dir():
                return folder
        except OSError:
            continue
    return Path.home()
