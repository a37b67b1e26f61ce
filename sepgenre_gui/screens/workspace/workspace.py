"""The workspace: shows one page at a time, and the jobs of the project below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec, plain, shown_key
from sepgenre_gui.screens.queue.dock import JobDock
from sepgenre_gui.screens.queue.leaving import Ask, ask_to_leave, may_leave
from sepgenre_gui.screens.queue.notifying import JobNotifier
from sepgenre_gui.screens.queue.overall import OverallProgress
from sepgenre_gui.screens.queue.specs import QUEUE_SPECS
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.workspace.page import Page, PagedScreen

_STATE = "workspace"
_DOCK_HEIGHT = 210


class Workspace(QObject):
    """What the window shows while a project is open; see `Screen`.

    Parameters
    ----------
    project : Project
        Stays open until this is closed.
    queue : JobQueue
        Of the project; closed with this.
    pages : sequence of Page
        The first one is shown first.
    specs : tuple of ActionSpec
        Actions of every page, which their owner connects.
    ask : callable
        Asks whether to stop what goes on.

    Signals
    -------
    connected : ActionBook
        The actions are there: owners of `specs` connect theirs.
    page_shown : str
        Another page is about to be entered.
    closing
        Whoever works beside the screens is to end that.
    """

    connected = Signal(object)
    page_shown = Signal(str)
    closing = Signal()
    _status = Signal(str)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        pages: Sequence[Page],
        *,
        specs: tuple[ActionSpec, ...] = (),
        ask: Ask = ask_to_leave,
    ) -> None:
        super().__init__()
        self.queue = queue
        self.project = project
        self._context, self._ask, self._specs = context, ask, specs
        self._pages = {page.name: page for page in pages}
        self._screens: dict[str, PagedScreen] = {}
        self._shown = ""
        self._book: ActionBook | None = None
        self._is_closed = False
        self._frame = QMainWindow()
        self._stack, self.tabs = QStackedWidget(), QTabBar()
        self.dock = JobDock(queue, context.theme, self._frame)
        self.progress = OverallProgress(queue, self)
        self._notifier = JobNotifier(queue, self._frame)
        self._lay_out()
        self.progress.changed.connect(lambda _: context.retitle())
        self._notifier.told.connect(self._status)
        self.screen(next(iter(self._pages)))

    @property
    def widget(self) -> QWidget:
        """Tabs, page and jobs."""
        return self._frame

    @property
    def title(self) -> str:
        """How far the jobs are, and the project's name."""
        name = self.project.folder.name
        return f"{self.progress.text} - {name}" if self.progress.text else name

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """The actions of all pages and of the jobs."""
        own = [spec for page in self._pages.values() for spec in page.own_specs]
        shows = [page.show_spec for page in self._pages.values()]
        return (*own, *shows, *self._specs, *QUEUE_SPECS)

    @property
    def status(self) -> SignalInstance:
        """What the status bar says."""
        return self._status

    @property
    def diagnostics(self) -> Sequence[str]:
        """What the screens built so far say for a report."""
        return [line for screen in self._screens.values() for line in screen.diagnostics]

    @property
    def shown(self) -> str:
        """The page that is shown."""
        return self._shown

    def screen(self, name: str) -> PagedScreen:
        """Return the screen of a page, built where it is not yet."""
        screen = self._screens.get(name)
        if screen is None:
            screen = self._screens[name] = self._pages[name].build()
            screen.status.connect(self._status)
            self._stack.addWidget(screen.widget)
            if self._book is not None:
                screen.connect(self._book)
        return screen

    def show_page(self, name: str) -> PagedScreen:
        """Show a page, and return its screen."""
        screen = self.screen(name)
        if name != self._shown:
            before, self._shown = self._shown, name
            if before:
                self._screens[before].leave()
            self._stack.setCurrentWidget(screen.widget)
            self._frame.setFocusProxy(screen.widget)
            self.tabs.setCurrentIndex([*self._pages].index(name))
            if self._book is not None:
                self._book.show_screen(name)
                self._book[self._pages[name].action_id].setChecked(True)
            self.page_shown.emit(name)
            screen.enter()
            screen.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return screen

    def show_jobs(self, height: int) -> None:
        """Show the jobs, `height` logical pixels high."""
        self.dock.show()
        self._frame.resizeDocks([self.dock], [height], Qt.Orientation.Vertical)

    def connect(self, book: ActionBook) -> None:  # type: ignore[override]
        """Connect the actions, and show the first page."""
        self._book = book
        for name, page in self._pages.items():
            book[page.action_id].triggered.connect(lambda _=False, name=name: self.show_page(name))
        for screen in self._screens.values():
            screen.connect(book)
        self.dock.connect_actions(book)
        self.connected.emit(book)
        self.show_page(next(iter(self._pages)))

    def can_close(self) -> bool:
        """Return whether it may be left: where jobs go on, the person is asked."""
        if self._is_closed:
            return True
        return all(screen.can_close() for screen in self._screens.values()) and may_leave(
            self.queue, self._frame, self._ask
        )

    def close(self) -> None:
        """End the jobs and the screens."""
        if self._is_closed:
            return
        self._is_closed = True
        self.closing.emit()
        self._context.preferences.set_splitter(_STATE, bytes(self._frame.saveState().data()))
        for part in (self.progress, self._notifier):
            part.detach()
        self.dock.close_dock()
        self.queue.close()
        for screen in self._screens.values():
            screen.close()
        if self._book is not None:
            self._book.show_screen("")
        # What is connected to a signal is held as long as the signal is there, whoever else has
        # forgotten it. Deleted here, in the window's thread, they go with all that they hold.
        for each in (*self._screens.values(), self):
            if isinstance(each, QObject):
                each.deleteLater()

    def _lay_out(self) -> None:
        self._frame.setWindowFlags(Qt.WindowType.Widget)
        self._frame.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.tabs.setAccessibleName("Screens")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for number, page in enumerate(self._pages.values()):
            self.tabs.addTab(plain(page.text))
            self.tabs.setTabToolTip(number, f"{page.tip} ({shown_key(page.key)})")
        self.tabs.currentChanged.connect(
            lambda number: self._shown and self.show_page([*self._pages][number])
        )
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self._stack, stretch=1)
        # One page needs no tabs. Before it has a parent, it would be a window.
        self.tabs.setVisible(len(self._pages) > 1)
        self._frame.setCentralWidget(middle)
        state = self._context.preferences.splitter(_STATE)
        self._frame.resizeDocks([self.dock], [_DOCK_HEIGHT], Qt.Orientation.Vertical)
        if state:
            self._frame.restoreState(state)
            if any(job.is_left_over for job in self.queue.jobs):
                self.dock.show()
