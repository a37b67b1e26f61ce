"""Files in and out: what the actions of import, export and locate open, and what is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.curation.layout import CurationLayout
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.screen import ScreenContext

if TYPE_CHECKING:
    from sepgenre_gui.screens.exchange import ImportOutcome, LocateOutcome
    from sepgenre_gui.screens.exchange.working_dialog import WorkingDialog


class Exchanging(QObject):
    """Opens the dialogs of import, export and locating, one at a time.

    Their modules are loaded when the first of them is opened.

    Signals
    -------
    imported
        Tracks may have come.
    """

    imported = Signal()

    def __init__(
        self,
        session: CurationSession,
        layout: CurationLayout,
        context: ScreenContext,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._project = session.project
        self._layout = layout
        self._context = context
        self._dialog: WorkingDialog | None = None
        layout.setAcceptDrops(not self._project.read_only)
        layout.installEventFilter(self)
        if context.imports:
            QTimer.singleShot(0, self, lambda: self.import_paths(context.imports))

    @property
    def dialog(self) -> WorkingDialog | None:
        """The dialog that is open."""
        return self._dialog

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions."""
        book["file.import"].triggered.connect(lambda *_: self.import_paths(()))
        book["file.export"].triggered.connect(lambda *_: self.export())
        book["file.locate"].triggered.connect(lambda *_: self.locate(None))
        book["track.locate"].triggered.connect(lambda *_: self.locate_at_hand())

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Import `paths`; where there are none, the person chooses."""
        from sepgenre_gui.screens.exchange import ImportDialog

        dialog = ImportDialog(
            self._project,
            self._context,
            self._layout,
            paths=paths,
            track=self._session.track,
        )
        dialog.imported.connect(self._take_import)
        self._open(dialog)

    def export(self) -> None:
        """Write segments, by default those of the selected tracks."""
        from sepgenre_gui.screens.exchange import ExportDialog

        selected = self._layout.tracks.selected_ids
        dialog = ExportDialog(self._project, self._context, self._layout, track_ids=selected)
        self._open(dialog)

    def locate_at_hand(self) -> None:
        """Say where the file of the track at hand is now."""
        track = self._session.track
        self.locate(None if track is None else track.id)

    def locate(self, track_id: int | None) -> None:
        """Find moved files, that of `track_id` first."""
        from sepgenre_gui.screens.exchange import LocateDialog

        dialog = LocateDialog(self._project, self._context, self._layout, track_id=track_id)
        dialog.located.connect(self._take_located)
        self._open(dialog)

    def close(self) -> None:
        """Stop what goes on in a dialog, and close it."""
        if self._dialog is not None:
            self._dialog.shut_down()
            self._dialog = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
        """Take files and folders that are dropped on the screen."""
        if isinstance(event, QDragEnterEvent) and _paths(event):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            paths = _paths(event)
            if paths:
                event.acceptProposedAction()
                # The program that they come from waits until this returns.
                QTimer.singleShot(0, self, lambda: self.import_paths(paths))
                return True
        return super().eventFilter(watched, event)

    def _open(self, dialog: WorkingDialog) -> None:
        self.close()
        self._dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.shut_down()
            dialog.deleteLater()

    def _take_import(self, outcome: ImportOutcome) -> None:
        if outcome.edit is not None:
            self._session.history.record(outcome.edit)
        self._session.reload()
        if self._session.track is None:
            rows = self._layout.tracks.model.shown_rows
            if rows:
                self._session.choose_track(rows[0].id)
        self.imported.emit()

    def _take_located(self, outcome: LocateOutcome) -> None:
        if outcome.edit is not None:
            self._session.history.record(outcome.edit)
        self._session.reload()
        track = self._session.track
        if track is not None:
            # Its file may be there again: open it anew.
            self._session.choose_track(None)
            self._session.choose_track(track.id)


def _paths(event: QDropEvent) -> tuple[Path, ...]:
    urls = event.mimeData().urls()
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
