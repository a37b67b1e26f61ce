"""The main window: the start page or one screen, with menus, notices and status bar around it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.command_palette import CommandPalette
from sepgenre_gui.screens.actions.key_overlay import KeyOverlay
from sepgenre_gui.screens.actions.key_settings import KeySettings
from sepgenre_gui.screens.actions.menus import fill_menus
from sepgenre_gui.screens.appearance import icons
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences, WindowState
from sepgenre_gui.screens.screen import BuildScreen, Screen
from sepgenre_gui.screens.shell import shell_actions as actions
from sepgenre_gui.screens.shell.about import About
from sepgenre_gui.screens.shell.diagnostics import Diagnostics, describe_system, log_path
from sepgenre_gui.screens.shell.notices import Banner, MessageBar, NoticeArea
from sepgenre_gui.screens.shell.opening_page import OpeningPage
from sepgenre_gui.screens.shell.projects import Projects
from sepgenre_gui.screens.shell.status_bar import StatusBar
from sepgenre_gui.screens.start.new_project import AskFolder, ask_folder
from sepgenre_gui.screens.start.start_page import StartPage
from sepgenre_training.errors import CancelledError

PROGRAM = "SepGenre"

_SIZE, _LEAST_SIZE = (1180, 760), (640, 420)
_READ_ONLY = "This project is open read-only."


class MainWindow(QMainWindow):
    """Holds everything that one window has; `projects` opens what it shows.

    Parameters
    ----------
    preferences : Preferences
        The person's choices.
    theme : Theme
        The colours worn.
    build_screen : callable
        Makes the screen of a project that was opened.
    ask : callable
        Asks for a folder.

    Attributes
    ----------
    bridge : Bridge
        The way into this window's thread.
    book : ActionBook
        All actions.
    status : StatusBar
        What was said last and what goes on.
    message_bar, banner : MessageBar, Banner
        The last error; that the project is read-only.
    start_page, opening_page : StartPage, OpeningPage
        Shown while no project is open, and while one is being opened.
    palette_sheet, key_overlay : CommandPalette, KeyOverlay
        Laid over the window when asked for.
    projects : Projects
        The open project.
    """

    def __init__(
        self,
        *,
        preferences: Preferences,
        theme: Theme,
        build_screen: BuildScreen,
        ask: AskFolder = ask_folder,
    ) -> None:
        super().__init__()
        self.preferences, self.theme = preferences, theme
        self.setWindowTitle(PROGRAM)
        self.setWindowIcon(icons.window_icon())
        self.setMinimumSize(*_LEAST_SIZE)
        self.bridge = Bridge(self)
        self.bridge.failed.connect(self.show_error)
        self.book = ActionBook(self, preferences, theme)
        self.book.add(actions.SHELL_SPECS)
        self.status = StatusBar(theme)
        self.setStatusBar(self.status)
        self.message_bar = MessageBar(theme)
        self.banner = Banner(theme, button="Try again")
        self.start_page = StartPage(theme)
        self.opening_page = OpeningPage()
        self._screen: Screen | None = None
        self._is_shut_down = False
        self._lay_out()
        self.palette_sheet = CommandPalette(self, self.book, theme)
        self.key_overlay = KeyOverlay(self, self.book)
        self.projects = Projects(self, build_screen, ask)
        self._connect()
        self._restore()
        fill_menus(self.menuBar(), self.book)

    @property
    def screen_shown(self) -> Screen | None:
        """The screen shown; None while there is the start page."""
        return self._screen

    def show_error(self, error: BaseException) -> None:
        """Show what went wrong and what to do about it, above the screen."""
        if isinstance(error, CancelledError):
            self.status.say(str(error))
        else:
            self.message_bar.show_error(error)

    def succeeded(self, text: str) -> None:
        """Say what was done; the last error is no longer true."""
        self.message_bar.dismiss()
        self.status.say(text)

    def retitle(self) -> None:
        """Show the title that the screen has now."""
        if self._screen is not None:
            self.setWindowTitle(f"{self._screen.title} - {PROGRAM}")

    def show_opening(self, name: str) -> None:
        """Show that the project `name` is being opened."""
        self.opening_page.show_name(name)
        self._stack.setCurrentWidget(self.opening_page)

    def show_screen(self, screen: Screen, *, obstacle: str) -> None:
        """Show `screen`; `obstacle` says why its project is read-only, and is empty otherwise."""
        # First of all, so that `remove_screen` takes back whatever of this fails.
        self._screen = screen
        screen.status.connect(self.status.say)
        self.book.add(screen.specs)
        self.book.set_read_only(_READ_ONLY if obstacle else "")
        screen.connect(self.book)
        fill_menus(self.menuBar(), self.book)
        self._stack.addWidget(screen.widget)
        self._stack.setCurrentWidget(screen.widget)
        screen.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.retitle()
        if obstacle:
            self.banner.say(
                f"Read-only: {obstacle}",
                "You can look at everything here and change nothing. Close it there, then try "
                "again.",
            )

    def show_start(self) -> None:
        """Show the start page, in place of the screen."""
        self.remove_screen()
        self.setWindowTitle(PROGRAM)
        self.start_page.show_recent(self.preferences.recent())
        self._stack.setCurrentWidget(self.start_page)

    def remove_screen(self) -> None:
        """Take the screen out of the window, with its actions; it is closed first."""
        screen, self._screen = self._screen, None
        if screen is None:
            return
        screen.close()
        screen.status.disconnect(self.status.say)
        self._stack.removeWidget(screen.widget)
        screen.widget.deleteLater()
        self.book.remove(screen.specs)
        self.book.set_read_only("")
        self.banner.hide()
        fill_menus(self.menuBar(), self.book)

    def show_dialog(self, dialog: QDialog) -> None:
        """Show `dialog` over the window, without stopping what goes on."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def shut_down(self) -> None:
        """End everything that goes on, without asking; doing so again does nothing."""
        if self._is_shut_down:
            return
        self._is_shut_down = True
        self.preferences.window = WindowState(
            geometry=bytes(self.saveGeometry().data()), state=bytes(self.saveState().data())
        )
        # What ends slowly ends unseen.
        self.hide()
        self.projects.shut_down()
        self.bridge.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close, unless the screen needs the person first."""
        if self._screen is not None and not self._screen.can_close():
            event.ignore()
            return
        self.shut_down()
        event.accept()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start_page)
        self._stack.addWidget(self.opening_page)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(NoticeArea(self.banner, self.message_bar))
        layout.addWidget(self._stack, stretch=1)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        book = self.book
        book.screen_changed.connect(lambda: fill_menus(self.menuBar(), book))
        book[actions.QUIT.id].triggered.connect(self.close)
        book[actions.KEYS.id].triggered.connect(self.key_overlay.open)
        book[actions.PALETTE.id].triggered.connect(self.palette_sheet.open)
        book[actions.KEY_SETTINGS.id].triggered.connect(
            lambda: self.show_dialog(KeySettings(book, self))
        )
        book[actions.ABOUT.id].triggered.connect(lambda: self.show_dialog(About(self)))
        book[actions.DIAGNOSTICS.id].triggered.connect(self._show_diagnostics)
        book[actions.FULL_SCREEN.id].toggled.connect(self._fill_screen)
        for choice in ThemeChoice:
            action = book[f"view.theme-{choice.value}"]
            action.setChecked(choice is self.theme.choice)
            action.triggered.connect(lambda _=False, choice=choice: self._choose_theme(choice))

    def _restore(self) -> None:
        self.resize(*_SIZE)
        window = self.preferences.window
        self.restoreGeometry(QByteArray(window.geometry))
        self.restoreState(QByteArray(window.state))
        self.book[actions.FULL_SCREEN.id].setChecked(self.isFullScreen())

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self.preferences.theme = choice
        self.theme.choose(choice)

    def _fill_screen(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's signal
        if wanted != self.isFullScreen():
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _show_diagnostics(self) -> None:
        shown = () if self._screen is None else self._screen.diagnostics
        text = describe_system(self.preferences, self.projects.folder, log_path(), shown)
        self.show_dialog(Diagnostics(text, self))
