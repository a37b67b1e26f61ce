"""The dock of jobs: what goes on, what waits, what became of the rest, and why."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.queue import (
    JobChanged,
    JobEvent,
    JobLogged,
    JobQueue,
    JobRemoved,
    JobState,
)
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.queue import specs
from sepgenre_gui.screens.queue.model import JobModel
from sepgenre_gui.screens.queue.panes.details import JobDetails
from sepgenre_gui.screens.queue.panes.job_table import JobTable
from sepgenre_gui.screens.queue.panes.left_over import LeftOverBanner
from sepgenre_gui.screens.queue.steering import JobSteering
from sepgenre_gui.screens.queue.words import log_text

AREA = Qt.DockWidgetArea.BottomDockWidgetArea
"""Where the dock is at first."""

_FLUSH_MS, _TICK_MS = 100, 1_000
_ICON = QSize(16, 16)
_NARROW_LETTERS = 95
_BUTTONS: tuple[tuple[str, str], ...] = (
    (specs.PAUSE.id, "Pause"),
    (specs.CANCEL.id, "Cancel"),
    (specs.RETRY.id, "Try again"),
    ("", ""),
    (specs.RETRY_FAILED.id, "Try all failed"),
    (specs.CANCEL_ALL.id, "Cancel all"),
    (specs.CLEAR.id, "Clear"),
)
_NO_JOBS = (
    "<b>No jobs</b><br><br>What takes longer goes on here: separating, features, experiments, "
    "exports. You see how far each is, hold or cancel it, and read what went wrong."
)


class JobDock(QDockWidget):
    """Shows the jobs of a queue, hidden at first; `close_dock` ends it.

    A window that is given as `parent` has it where the person put it the last time, or at its
    bottom.

    Parameters
    ----------
    queue : JobQueue
        Its events come in the window's thread.
    """

    def __init__(self, queue: JobQueue, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Jobs", parent)
        # By this name the window keeps its place.
        self.setObjectName("jobs")
        self._queue = queue
        self.model = JobModel(theme, self)
        self.table = JobTable(self.model, theme)
        self.details = JobDetails()
        self.banner = LeftOverBanner()
        self.tools = QToolBar("Jobs")
        self.hint = QLabel(_NO_JOBS)
        self._stack, self._splitter = QStackedWidget(), QSplitter()
        self._steering = JobSteering(queue, self.model, self.table, self._is_seen, self)
        self._log_changed, self._is_detached = True, False
        self._flush, self._tick, self._soon = QTimer(self), QTimer(self), QTimer(self)
        # A thousand rows that go one by one choose a thousand others: what is drawn is the last.
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._show_choice)
        self._flush.setSingleShot(True)
        self._flush.setInterval(_FLUSH_MS)
        self._flush.timeout.connect(self._show_changes)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_time)
        self._lay_out()
        self.table.chosen.connect(self._soon.start)
        self.details.copy_wanted.connect(self._copy_log)
        self.visibilityChanged.connect(self._mark_shown)
        self.model.modelReset.connect(self._flush.start)
        self.banner.run_wanted.connect(queue.resume_left_over)
        self.banner.forget_wanted.connect(queue.forget_left_over)
        self._show_action: QAction | None = None
        self._end = queue.subscribe(self._take)
        self.model.set_jobs(queue.jobs)
        self._place(parent)
        self._show_changes()

    @property
    def is_ticking(self) -> bool:
        """Whether the time of what runs is redrawn every second."""
        return self._tick.isActive()

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions of `QUEUE_SPECS`, which are in `book` now."""
        for identifier, text in _BUTTONS:
            if not identifier:
                self.tools.addSeparator()
                continue
            action = book[identifier]
            action.setIconText(text)
            self.tools.addAction(action)
            self.tools.widgetForAction(action).setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._show_action = book[specs.SHOW.id]
        self._show_action.triggered.connect(self._show_or_hide)
        self._mark_shown()
        self._steering.connect_actions(book)

    def detach(self) -> None:
        """Follow the queue no longer, and leave the actions alone; again, it does nothing."""
        if self._is_detached:
            return
        self._is_detached = True
        self._end()
        for timer in (self._flush, self._tick, self._soon):
            timer.stop()
        self._steering.detach()
        self._show_action = None

    def close_dock(self) -> None:
        """Detach, and go out of the window for ever."""
        self.detach()
        window = self.parent()
        if isinstance(window, QMainWindow):
            window.removeDockWidget(self)
        self.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show what has happened meanwhile."""
        super().showEvent(event)
        self._log_changed = True
        self._show_changes()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Let the clock stand, which nobody sees."""
        super().hideEvent(event)
        self._tick.stop()
        self._steering.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the details below the table where there is no room beside it."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW_LETTERS * self.fontMetrics().averageCharWidth()
        tall = self.height() > self.width()
        upright = narrow and tall
        self._splitter.setOrientation(
            Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal
        )

    def _lay_out(self) -> None:
        self.tools.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.tools.setIconSize(_ICON)
        self.tools.setProperty("role", "inner")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.hint.setMargin(NEAR)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(0, 2)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([640, 320])
        self._splitter.setChildrenCollapsible(False)
        self._stack.addWidget(self._splitter)
        self._stack.addWidget(self.hint)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(NEAR, 0, NEAR, NEAR)
        layout.setSpacing(TIGHT)
        layout.addWidget(self.tools)
        layout.addWidget(self.banner)
        layout.addWidget(self._stack, stretch=1)
        self.setWidget(body)

    def _place(self, parent: QWidget | None) -> None:
        if isinstance(parent, QMainWindow) and not parent.restoreDockWidget(self):
            parent.addDockWidget(AREA, self)
            self.hide()
        if any(job.is_left_over for job in self.model.jobs):
            self.show()

    def _take(self, event: JobEvent) -> None:
        """Take what the queue tells; what is drawn of it waits for the next flush."""
        if isinstance(event, JobChanged):
            before = self.model.job(event.job.id)
            self.model.set_job(event.job)
            if before is not None and before.state is not event.job.state:
                self._soon.start()
        elif isinstance(event, JobRemoved):
            self.model.remove_job(event.job_id)
        elif isinstance(event, JobLogged):
            current = self.table.current
            self._log_changed |= current is not None and current.id == event.job_id
        else:
            return
        if not self._flush.isActive():
            self._flush.start()

    def _show_changes(self) -> None:
        jobs = self.model.jobs
        self.model.flush()
        self._stack.setCurrentIndex(0 if jobs else 1)
        self.banner.show_jobs([job for job in jobs if job.is_left_over])
        self.table.choose_first()
        self._steering.refresh()
        self._show_details()
        is_going = any(job.state is JobState.RUNNING for job in jobs)
        if not (is_going and self.isVisible()):
            self._tick.stop()
        elif not self._tick.isActive():
            self._tick.start()

    def _show_time(self) -> None:
        """Let the time go on; what the queue did not tell of progress is taken from it."""
        for job_id in self.model.running_ids:
            known = self.model.job(job_id)
            with suppress(KeyError):
                job = self._queue.job(job_id)
                # Another state is told in its turn.
                if known is not None and known.state is job.state:
                    self.model.set_job(job)
        self._show_changes()

    def _show_choice(self) -> None:
        self._log_changed = True
        self._steering.refresh()
        self._show_details()

    def _show_details(self) -> None:
        if not self.isVisible():
            return
        job = self.table.current
        self.details.show_job(job, 0.0 if job is None else self.model.worked_s(job))
        if job is not None and self._log_changed:
            self._log_changed = False
            # It may have been removed this moment, which will be told.
            with suppress(KeyError):
                self.details.show_log(log_text(self._queue.log(job.id)))

    def _copy_log(self) -> None:
        self._steering.copy_log()
        self.details.say_copied(copied=True)

    def _mark_shown(self) -> None:
        if self._show_action is not None:
            self._show_action.setChecked(not self.isHidden())

    def _is_seen(self) -> bool:
        return self.isVisible()

    def _show_or_hide(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.setVisible(wanted)
        if wanted:
            self.raise_()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
