"""Tells that a job has ended: in the status bar, and to a person who is in another window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from sepgenre_gui.jobs.queue import Job, JobChanged, JobEvent, JobQueue, JobRemoved, JobState

LONG_S = 20.0
"""A job that worked for longer than this is one that a person turns away from."""

_SHOWN_MS = 10_000

ShowMessage = Callable[[str, str], bool]
"""Shows title and text where the system does; returns whether it could."""


class JobNotifier(QObject):
    """Tells of the jobs that end, done or failed.

    Parameters
    ----------
    queue : JobQueue
        Its events come in this object's thread.
    window : QWidget
        The person looks at it where it is active.
    show_message : callable, optional
        Shows a message of the system; by default beside its clock, where there is such a place.

    Signals
    -------
    told : str
        What became of a job, for the status bar.
    """

    told = Signal(str)

    def __init__(
        self, queue: JobQueue, window: QWidget, show_message: ShowMessage | None = None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._tray = _Tray(window)
        self._show_message: ShowMessage = show_message or self._tray.show_message
        self._unfinished = {job.id for job in queue.jobs if not job.state.is_finished()}
        self._end = queue.subscribe(self._take)

    def detach(self) -> None:
        """Tell nothing any more."""
        self._end()
        self._tray.hide()

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, JobRemoved):
            self._unfinished.discard(event.job_id)
        elif isinstance(event, JobChanged):
            job = event.job
            if not job.state.is_finished():
                self._unfinished.add(job.id)
            elif job.id in self._unfinished:
                self._unfinished.discard(job.id)
                self._tell(job)

    def _tell(self, job: Job) -> None:
        if job.state is JobState.CANCELLED:
            return
        self.told.emit(said(job))
        # A dialog of the program in front of the window is the person's too.
        if job.worked_s > LONG_S and QApplication.activeWindow() is None:
            # Marks the window where windows are listed, until the person comes back to it.
            QApplication.alert(self._window, 0)
            failed = job.state is JobState.FAILED
            self._show_message("A job failed" if failed else "A job is done", said(job))


def said(job: Job) -> str:
    """Return in a line what became of `job`."""
    outcome = "failed" if job.state is JobState.FAILED else "done"
    return f"{job.request.title}: {outcome}. {job.reason}".strip()


class _Tray(QObject):
    """The place beside the system's clock, taken only while there is something to say."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._icon: QSystemTrayIcon | None = None

    def show_message(self, title: str, text: str) -> bool:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(self._window.window().windowIcon(), self._window)
            self._icon.setToolTip("SepGenre")
            self._icon.messageClicked.connect(self._come_back)
            self._icon.activated.connect(self._come_back)
            application = QApplication.instance()
            if isinstance(application, QApplication):
                application.focusWindowChanged.connect(self._look)
        self._icon.show()
        self._icon.showMessage(title, text, self._icon.icon(), _SHOWN_MS)
        return True

    def hide(self) -> None:
        if self._icon is not None:
            self._icon.hide()

    def _look(self) -> None:
        if self._window.isActiveWindow():
            self.hide()

    def _come_back(self) -> None:
        self.hide()
        # What the jobs belong to may be a part of the window.
        window = self._window.window()
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
