"""The start page: what to do first, which projects there are, where to drop music."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.appearance import icons
from sepgenre_gui.screens.appearance.metrics import (
    APART,
    FAR,
    HEADING,
    NEAR,
    PAGE,
    TIGHT,
    TITLE,
    label,
)
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.preferences import RecentProject
from sepgenre_gui.screens.start.demo_panel import DemoPanel
from sepgenre_gui.screens.start.drop_zone import DropZone, dropped_paths
from sepgenre_gui.screens.start.recent_list import RecentList

_COLUMN, _MARK, _ICON = 720, 56, 20
_PURPOSE = (
    "Cut 10 s segments out of electronic dance music, name their genre, separate them into stems, "
    "and see what the separation adds."
)
_NO_RECENT = (
    "None yet. Begin a project with your own music, or try the demo: it comes with 66 generated "
    "songs of six genres."
)


class StartPage(QScrollArea):
    """Shown while no project is open; only asks, and changes nothing itself.

    Signals
    -------
    new_wanted, open_wanted, demo_wanted, demo_cancelled
        A button was pressed.
    project_chosen, project_forgotten : Path
        A recent project is to be opened, or to leave the list.
    dropped : list of Path
        Files and folders were dropped.
    """

    new_wanted = Signal()
    open_wanted = Signal()
    demo_wanted = Signal()
    demo_cancelled = Signal()
    project_chosen = Signal(object)
    project_forgotten = Signal(object)
    dropped = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self._mark = QLabel()
        self.new = self._button("New project…", "new", self.new_wanted, primary=True)
        self.open = self._button("Open…", "open", self.open_wanted)
        self.demo = self._button("Try the demo", "demo", self.demo_wanted)
        self.panel = DemoPanel()
        self.panel.cancel.clicked.connect(self.demo_cancelled)
        self.recent = RecentList(theme)
        self.recent.chosen.connect(self.project_chosen)
        self.recent.forgotten.connect(self.project_forgotten)
        self._no_recent = label(_NO_RECENT, role="muted")
        self._no_recent.setWordWrap(True)
        self._zone = DropZone(theme)
        self._lay_out()
        theme.theme_changed.connect(self._draw_icons)
        self._draw_icons()

    def show_recent(self, projects: Sequence[RecentProject]) -> None:
        """List `projects`; say what to do where there are none."""
        self.recent.show_projects(projects)
        self.recent.setVisible(bool(projects))
        self._no_recent.setVisible(not projects)

    def begin_demo(self, folder: str) -> None:
        """Show that the demo is being made."""
        self.demo.setEnabled(False)
        self.panel.begin(folder)

    def show_demo(self, text: str, done: int, total: int) -> None:
        """Show how far it is."""
        self.panel.show_progress(text, done, total)

    def stop_demo(self) -> None:
        """Show that it is about to stop."""
        self.panel.stop()

    def end_demo(self) -> None:
        """Show that it is no longer."""
        self.demo.setEnabled(True)
        self.panel.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Light the zone while files are held over the page."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._zone.light(lit=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Put the light out."""
        self._zone.light(lit=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Hand on what was dropped."""
        self._zone.light(lit=False)
        event.acceptProposedAction()
        self.dropped.emit(dropped_paths(event.mimeData()))

    def _button(
        self, text: str, icon: str, pressed: SignalInstance, *, primary: bool = False
    ) -> QPushButton:
        # Qt leaves too little between an icon and its text.
        button = QPushButton(f" {text}")
        button.setAccessibleName(text.removesuffix("…"))
        button.setProperty("icon-name", icon)
        button.setIconSize(QSize(_ICON, _ICON))
        if primary:
            button.setProperty("role", "primary")
        button.clicked.connect(lambda: pressed.emit())
        return button

    def _lay_out(self) -> None:
        column = QWidget()
        column.setMaximumWidth(_COLUMN)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(FAR)
        layout.addLayout(self._make_head())
        layout.addLayout(self._make_buttons())
        layout.addWidget(self.panel)
        layout.addSpacing(NEAR)
        recent = QVBoxLayout()
        recent.setSpacing(NEAR)
        recent.addWidget(label("Recent projects", scale=HEADING, bold=True))
        recent.addWidget(self._no_recent)
        recent.addWidget(self.recent)
        layout.addLayout(recent)
        layout.addWidget(self._zone)
        page = QWidget()
        page.setProperty("role", "page")
        outer = QHBoxLayout(page)
        outer.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        middle = QVBoxLayout()
        middle.addStretch(1)
        middle.addWidget(column)
        middle.addStretch(2)
        outer.addStretch(1)
        outer.addLayout(middle, stretch=1000)
        outer.addStretch(1)
        self.setWidget(page)

    def _make_head(self) -> QHBoxLayout:
        purpose = label(_PURPOSE, role="muted")
        purpose.setWordWrap(True)
        text = QVBoxLayout()
        text.setSpacing(TIGHT)
        text.addWidget(label("SepGenre", scale=TITLE, bold=True))
        text.addWidget(purpose)
        head = QHBoxLayout()
        head.setSpacing(FAR)
        head.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(text, stretch=1)
        return head

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(APART)
        for button in (self.new, self.open, self.demo):
            row.addWidget(button)
        row.addStretch()
        return row

    def _draw_icons(self) -> None:
        colors = self._theme.colors
        for button in (self.new, self.open, self.demo):
            ink = colors.on_accent if button is self.new else colors.text
            name = str(button.property("icon-name"))
            button.setIcon(icons.icon(name, colors, color=ink))
        ratio = self.devicePixelRatioF()
        mark: QPixmap = icons.mark(_MARK, ratio=ratio)
        self._mark.setPixmap(mark)
