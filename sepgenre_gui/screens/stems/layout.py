"""How the parts of the stems screen lie: the list, the lanes, the bars above and below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import NEAR, PAGE, TIGHT
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.stems.bars.notice import StemsNotice
from sepgenre_gui.screens.stems.bars.separators import SeparatorBar
from sepgenre_gui.screens.stems.bars.transport import StemsTransport
from sepgenre_gui.screens.stems.lanes.board import LaneBoard
from sepgenre_gui.screens.stems.segments.panel import TargetPanel
from sepgenre_gui.screens.stems.session import Target

_SPLITTER, _COLUMNS = "stems", "stems-columns"
_SHARES = (350, 830)
_HINT = (
    "<b>Choose a segment or a track on the left</b><br><br>"
    "<b>Space</b> plays its stems, and separates them first where that is not done.<br>"
    "<b>M, 1</b> mutes the drums, <b>S, 4</b> plays the vocals alone, <b>A</b> compares the "
    "mixture<br>with the sum of its stems, <b>V</b> leaves the vocals out.<br><br>"
    "<b>?</b> shows all keys."
)


class StemsLayout(QWidget):
    """All panels; `notices` are the one in place of the lanes, and those above them."""

    def __init__(self, preferences: Preferences, is_cached: Callable[[Target], bool]) -> None:
        super().__init__()
        self._preferences = preferences
        self.targets = TargetPanel(is_cached)
        self.separators = SeparatorBar()
        self.board = LaneBoard()
        self.transport = StemsTransport()
        self.card = StemsNotice()
        self.strips = (StemsNotice(), StemsNotice())
        self._hint = QLabel(_HINT)
        self._stack = QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._build()
        self._restore()

    @property
    def notices(self) -> tuple[StemsNotice, ...]:
        """All notices."""
        return self.card, *self.strips

    def show_hint(self) -> None:
        """Say what to do while nothing is at hand."""
        self._stack.setCurrentIndex(0)

    def show_card(self) -> None:
        """Show the card in place of the lanes."""
        self._stack.setCurrentIndex(1)

    def show_lanes(self) -> None:
        """Show the lanes."""
        self._stack.setCurrentIndex(2)

    @property
    def shows_lanes(self) -> bool:
        """Whether the lanes are shown."""
        return self._stack.currentIndex() == 2

    def store(self) -> None:
        """Keep where the person has put the borders."""
        header = self.targets.table.horizontalHeader()
        for name, part in ((_SPLITTER, self._splitter), (_COLUMNS, header)):
            self._preferences.set_splitter(name, bytes(part.saveState().data()))

    def _build(self) -> None:
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        card, lanes, middle = QWidget(), QWidget(), QWidget()
        across, centred = QHBoxLayout(), QVBoxLayout(card)
        across.addStretch(1)
        across.addWidget(self.card, stretch=6)
        across.addStretch(1)
        centred.setContentsMargins(PAGE, PAGE, PAGE, PAGE)
        centred.addStretch()
        centred.addLayout(across)
        centred.addStretch()
        column = QVBoxLayout(lanes)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        for strip in self.strips:
            column.addWidget(strip)
        column.addWidget(self.board, stretch=1)
        for page in (self._hint, card, lanes):
            self._stack.addWidget(page)
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(TIGHT, NEAR, NEAR, NEAR)
        rows.setSpacing(NEAR)
        rows.addWidget(self.separators)
        rows.addWidget(self._stack, stretch=1)
        rows.addWidget(self.transport)
        self._splitter.addWidget(self.targets)
        self._splitter.addWidget(middle)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes(list(_SHARES))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)

    def _restore(self) -> None:
        header = self.targets.table.horizontalHeader()
        for name, part in ((_SPLITTER, self._splitter), (_COLUMNS, header)):
            state = self._preferences.splitter(name)
            if state:
                part.restoreState(state)
