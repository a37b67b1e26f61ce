"""How the parts of the review screen lie: lists under tabs, and the explanation beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QWidget

from sepgenre_gui.screens.appearance.metrics import FAR, NEAR
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.review.explain.panel import ExplainPanel
from sepgenre_gui.screens.review.views.curve_view import CurveView
from sepgenre_gui.screens.review.views.queue_view import QueueView
from sepgenre_gui.screens.review.views.suspects_view import SuspectsView

_SPLITTER = "review"
_SHARES = (640, 500)


class ReviewLayout(QWidget):
    """The tabs on the left, the explanation on the right.

    Signals
    -------
    tab_shown
        Another tab is shown.
    """

    tab_shown = Signal()

    def __init__(self, theme: Theme, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.queue, self.suspects = QueueView(theme), SuspectsView(theme)
        self.curve, self.explain = CurveView(theme), ExplainPanel(theme)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Lists")
        self.tabs.tabBar().setAccessibleName("Lists")
        for view, text in (
            (self.queue, "Review queue"),
            (self.suspects, "Suspicious labels"),
            (self.curve, "Learning curve"),
        ):
            self.tabs.addTab(view, text)
        self.tabs.currentChanged.connect(lambda _: self.tab_shown.emit())
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.tabs)
        self._splitter.addWidget(self.explain)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes(list(_SHARES))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(FAR, NEAR, NEAR, NEAR)
        layout.addWidget(self._splitter)
        self.setFocusProxy(self.tabs)
        state = preferences.splitter(_SPLITTER)
        if state:
            self._splitter.restoreState(state)

    @property
    def shows_queue(self) -> bool:
        """Whether the review queue is shown."""
        return self.tabs.currentWidget() is self.queue

    @property
    def shows_suspects(self) -> bool:
        """Whether the suspicious labels are shown."""
        return self.tabs.currentWidget() is self.suspects

    def step_tab(self, by: int) -> None:
        """Show the next tab or the one before; after the last comes the first."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def store(self) -> None:
        """Keep where the person has put the border."""
        self._preferences.set_splitter(_SPLITTER, bytes(self._splitter.saveState().data()))
