"""The dialogs of the stems screen: models and export."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.screens.stems.desk import MixDesk
from sepgenre_gui.screens.stems.export_dialog import StemsExportDialog
from sepgenre_gui.screens.stems.layout import StemsLayout
from sepgenre_gui.screens.stems.models_dialog import ModelsDialog
from sepgenre_gui.screens.stems.session import StemsSession


class Windows(QObject):
    """Opens the dialogs, and closes them with the screen."""

    def __init__(
        self,
        session: StemsSession,
        desk: MixDesk,
        layout: StemsLayout,
        queue: JobQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._desk, self._layout, self._queue = session, desk, layout, queue
        self._dialog: QDialog | None = None

    @property
    def dialog(self) -> QDialog | None:
        """The dialog that is open."""
        return self._dialog

    def show_models(self) -> None:
        """Let the person install, verify and remove what separators need."""
        dialog = ModelsDialog(self._queue, self._layout)
        dialog.select(self._session.separator)
        dialog.changed.connect(self._session.look_at_separators)
        self._show(dialog)

    def show_export(self) -> None:
        """Let the person export the mix or stems of what is at hand or selected."""
        session = self._session
        heard = session.separators[min(self._desk.heard_number, len(session.separators) - 1)]
        dialog = StemsExportDialog(
            session,
            self._queue,
            self._layout,
            separator=heard,
            selected=self._layout.targets.selected,
            gains=self._desk.gains(session.separators),
        )
        self._show(dialog)

    def close(self) -> None:
        """Close what is open."""
        if self._dialog is not None:
            self._dialog.close()

    def _show(self, dialog: QDialog) -> None:
        self.close()
        self._dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self._dialog = None
