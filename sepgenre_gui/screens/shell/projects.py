"""The open project of a window: new, open, recent, dropped, the demo; and leaving it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from sepgenre_gui.project.project import is_project
from sepgenre_gui.screens.screen import BuildScreen, ScreenContext
from sepgenre_gui.screens.shell import shell_actions as actions
from sepgenre_gui.screens.shell.project_opening import OpenedProject, open_project
from sepgenre_gui.screens.start.demo_control import DemoControl
from sepgenre_gui.screens.start.demo_making import demo_folder
from sepgenre_gui.screens.start.dropped import read_dropped
from sepgenre_gui.screens.start.new_project import AskFolder, NewProject
from sepgenre_training.errors import SepgenreError

if TYPE_CHECKING:
    from sepgenre_gui.screens.shell.main_window import MainWindow


class Projects(QObject):
    """Opens and closes the project that a window shows; one at a time.

    What cannot be done is shown in the window, and changes nothing.

    Signals
    -------
    changed
        Another project is shown, or none.
    """

    changed = Signal()

    def __init__(self, window: MainWindow, build_screen: BuildScreen, ask: AskFolder) -> None:
        super().__init__(window)
        self._window, self._build_screen, self._ask = window, build_screen, ask
        self._opened: OpenedProject | None = None
        self._coming: OpenedProject | None = None
        self._demo_folder = demo_folder()
        self.demo = DemoControl(window.start_page, window.bridge, window.status.begin_activity)
        self.demo.ready.connect(self._take_demo)
        self.demo.failed.connect(window.show_error)
        self._recent_menu = QMenu(window)
        self._recent_menu.aboutToShow.connect(self._fill_recent_menu)
        self._connect()
        self._show_nothing()

    @property
    def folder(self) -> Path | None:
        """The open project's folder."""
        opened = self._opened or self._coming
        return opened.project.folder if opened is not None else None

    def open(self, folder: Path) -> None:
        """Open the project in `folder`, in place of the one that is open."""
        if folder == self.folder:
            self._window.status.say(f"{folder.name} is open already.")
            return
        try:
            opened = open_project(folder)
        except (SepgenreError, OSError) as error:
            self._window.show_error(error)
            self._window.start_page.show_recent(self._window.preferences.recent())
            return
        self.show(opened)

    def show(self, opened: OpenedProject, *, imports: tuple[Path, ...] = ()) -> None:
        """Show a project that is open already, and import `imports` into it first."""
        if not self._leave():
            opened.project.close()
            return
        self._opened = opened
        window = self._window
        try:
            screen = self._build_screen(opened.project, self._context(imports))
            window.show_screen(screen, obstacle=opened.obstacle)
        except SepgenreError as error:
            self._give_up()
            window.show_error(error)
            return
        except BaseException:
            self._give_up()
            raise
        window.preferences.remember(opened.project.folder)
        window.book.enable(actions.CLOSE.id)
        window.succeeded(f"{opened.project.folder.name} is open.")
        self.changed.emit()

    def show_soon(self, opened: OpenedProject) -> None:
        """Show a project that is open already once the window has been painted."""
        self._coming = opened
        self._window.show_opening(opened.project.folder.name)

    def new(self, music: tuple[Path, ...] = ()) -> None:
        """Ask for a name and a place, and make a project; import `music` into it."""
        dialog = NewProject(self._window, music=music, ask=self._ask)
        dialog.accepted.connect(lambda: self._take_new(dialog, music))
        self._window.show_dialog(dialog)

    def take_dropped(self, paths: Sequence[Path]) -> None:
        """Open the project that was dropped, or begin one with the music that was."""
        dropped = read_dropped(paths)
        if dropped.project is not None:
            self.open(dropped.project)
        else:
            self.new(dropped.music)

    def try_demo(self, folder: Path | None = None) -> None:
        """Open the demo, in `folder` or where it usually lies; make it first where it is not."""
        self._demo_folder = folder or demo_folder()
        if self.folder == self._demo_folder:
            self._window.status.say("The demo is open already.")
        else:
            self.demo.begin(self._demo_folder)

    def close(self) -> None:
        """Close the project, unless its screen needs the person first; show the start page."""
        if self._leave():
            self._show_nothing()

    def shut_down(self) -> None:
        """Close the project without asking, and end the making of the demo."""
        self._window.remove_screen()
        self._close_project()
        self.demo.close()

    def _connect(self) -> None:
        window, book = self._window, self._window.book
        book[actions.NEW.id].triggered.connect(lambda: self.new())
        book[actions.OPEN.id].triggered.connect(self._ask_and_open)
        book[actions.RECENT.id].setMenu(self._recent_menu)
        book[actions.DEMO.id].triggered.connect(lambda: self.try_demo())
        book[actions.CLOSE.id].triggered.connect(self.close)
        page = window.start_page
        page.new_wanted.connect(lambda: self.new())
        page.open_wanted.connect(self._ask_and_open)
        page.demo_wanted.connect(lambda: self.try_demo())
        page.demo_cancelled.connect(self.demo.cancel)
        page.project_chosen.connect(self.open)
        page.project_forgotten.connect(self._forget)
        page.dropped.connect(self.take_dropped)
        window.banner.pressed.connect(self._try_writing)
        window.opening_page.painted.connect(self._show_coming)

    def _context(self, imports: tuple[Path, ...]) -> ScreenContext:
        window = self._window
        return ScreenContext(
            preferences=window.preferences,
            theme=window.theme,
            bridge=window.bridge,
            show_error=window.show_error,
            succeeded=window.succeeded,
            begin_activity=window.status.begin_activity,
            imports=imports,
            retitle=window.retitle,
        )

    def _ask_and_open(self) -> None:
        start = self.folder.parent if self.folder is not None else Path.home()
        chosen = self._ask(self._window, "Open a project", str(start))
        if chosen:
            self.open(Path(chosen))

    def _take_new(self, dialog: NewProject, music: tuple[Path, ...]) -> None:
        if dialog.project is not None:
            self.show(OpenedProject(project=dialog.project), imports=music)

    def _show_coming(self) -> None:
        opened, self._coming = self._coming, None
        if opened is not None:
            self.show(opened)

    def _take_demo(self, folder: Path) -> None:
        if self._opened is None:
            self.open(folder)
        else:
            self._window.status.say("The demo is ready: File, Try the demo.")

    def _try_writing(self) -> None:
        if self._opened is None:
            return
        folder = self._opened.project.folder
        opened = open_project(folder)
        if opened.obstacle:
            opened.project.close()
            self._window.status.say(f"Still read-only: {opened.obstacle}")
        else:
            self.show(opened)

    def _forget(self, folder: Path) -> None:
        self._window.preferences.forget(folder)
        self._window.start_page.show_recent(self._window.preferences.recent())

    def _leave(self) -> bool:
        """Close the screen and the project; return whether that could be done."""
        screen = self._window.screen_shown
        if screen is not None and not screen.can_close():
            return False
        self._window.remove_screen()
        self._close_project()
        return True

    def _give_up(self) -> None:
        """Leave a project whose screen could not be shown."""
        self._window.remove_screen()
        self._close_project()
        self._show_nothing()

    def _close_project(self) -> None:
        for opened in (self._opened, self._coming):
            if opened is not None:
                opened.project.close()
        self._opened = self._coming = None

    def _show_nothing(self) -> None:
        self._window.book.disable(actions.CLOSE.id, reason="No project is open.")
        self._window.show_start()
        self.changed.emit()

    def _fill_recent_menu(self) -> None:
        self._recent_menu.clear()
        for recent in self._window.preferences.recent():
            # An ampersand in a folder's name is no mnemonic.
            name = recent.folder.name.replace("&", "&&")
            action = self._recent_menu.addAction(name)
            action.setToolTip(str(recent.folder))
            action.setStatusTip(str(recent.folder))
            action.setEnabled(is_project(recent.folder))
            action.triggered.connect(lambda _=False, folder=recent.folder: self.open(folder))
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction("No project was open yet").setEnabled(False)
