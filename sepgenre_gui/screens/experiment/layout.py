"""How the parts of the experiment screen lie: the runs, and beside them a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.run.page import RunPage
from sepgenre_gui.screens.experiment.runs.panel import RunsPanel
from sepgenre_gui.screens.experiment.setup.page import SetupPage
from sepgenre_gui.screens.preferences import Preferences

_SPLITTER = "experiment"
_SHARES = (300, 880)


class ExperimentLayout(QWidget):
    """The list on the left; on the right the page that `show_...` brings up."""

    def __init__(self, theme: Theme, preferences: Preferences, presets: Sequence[str]) -> None:
        super().__init__()
        self._preferences = preferences
        self.runs = RunsPanel()
        self.setup = SetupPage(theme, presets)
        self.run = RunPage(theme)
        self._stack = QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        for page in (self.setup, self.run):
            self._stack.addWidget(page)
        self._splitter.addWidget(self.runs)
        self._splitter.addWidget(self._stack)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes(list(_SHARES))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        state = preferences.splitter(_SPLITTER)
        if state:
            self._splitter.restoreState(state)

    @property
    def shows_setup(self) -> bool:
        """Whether the page before a run is shown."""
        return self._stack.currentWidget() is self.setup

    @property
    def shows_run(self) -> bool:
        """Whether one run is shown."""
        return self._stack.currentWidget() is self.run

    def show_page(self, page: QWidget) -> None:
        """Show one of the pages."""
        self._stack.setCurrentWidget(page)

    def add_page(self, page: QWidget) -> None:
        """Take another page in."""
        self._stack.addWidget(page)

    def store(self) -> None:
        """Keep where the person has put the border."""
        self._preferences.set_splitter(_SPLITTER, bytes(self._splitter.saveState().data()))
