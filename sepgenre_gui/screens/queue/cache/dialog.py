"""The cache's dialog: what it takes, clearing it, and how large it may grow."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.lane import Lane
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import APART, FAR, HEADING, NEAR, TIGHT, label
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.exchange.exporting.dialog import open_folder
from sepgenre_gui.screens.exchange.working_dialog import quiet_button
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.queue.cache.limit import CacheLimit
from sepgenre_gui.screens.queue.cache.table import CacheTable
from sepgenre_gui.screens.queue.dialog_lane import DialogLane, LaneDialog, OpenLane
from sepgenre_gui.services.cache_care import (
    CacheShare,
    ClearTask,
    ShrinkTask,
    clear_kinds,
    format_bytes,
    measure_cache,
    shrink_to,
)
from sepgenre_training.audio.files import printable
from sepgenre_training.cache_room import Freed

Ask = Callable[[QWidget, str, str], bool]
"""Asks whether to go on: parent, question, and what follows from it."""

_LETTERS = 100
_SHARE_OF_SCREEN = 0.92
_WHAT = (
    "The cache holds what SepGenre computed and can compute again. Clearing it costs time, but no "
    "edit, label, result or file of yours."
)
_BUSY = (
    "Work is going on that uses the cache. Wait until it has ended, or cancel it; then clear the "
    "cache."
)
_READ_ONLY = (
    "This project is open read-only, and whoever has it open may be using the cache: clear it "
    "there."
)


def ask(parent: QWidget, question: str, consequence: str) -> bool:
    """Ask the person; Escape and Return mean no."""
    box = QMessageBox(QMessageBox.Icon.Question, "Cache", question, parent=parent)
    box.setInformativeText(consequence)
    agreed = box.addButton("Clear", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is agreed


class CacheDialog(LaneDialog):
    """Shows the cache of a project; show it with `open`.

    Parameters
    ----------
    project : Project
        The project, open in this thread.
    preferences : Preferences
        Keeps the limit.
    bridge : Bridge
        Brings what a worker has measured into this thread.
    busy : callable
        Whether work goes on that uses the cache, which is then not cleared.
    ask, open_folder, open_lane : callable
        Ask the person; show a folder; open a lane that delivers to this thread.

    Signals
    -------
    cleared : Freed
        Files are gone: what was drawn from them is to be read anew.
    """

    cleared = Signal(object)

    def __init__(
        self,
        project: Project,
        preferences: Preferences,
        bridge: Bridge,
        parent: QWidget | None = None,
        *,
        busy: Callable[[], bool] = lambda: False,
        ask: Ask = ask,
        open_folder: Callable[[Path], None] = open_folder,
        open_lane: OpenLane | None = None,
    ) -> None:
        deliver = bridge.deliver
        lane = DialogLane(open_lane or (lambda name: Lane(name, deliver=deliver)), "cache")
        super().__init__("Cache", lane, parent, going_on="The cache is looked through")
        self._project = project
        self._busy, self._ask, self._open_folder = busy, ask, open_folder
        self._root = project.cache.root
        self.table = CacheTable()
        self.total = label("Measuring the cache…", bold=True)
        self.limit = CacheLimit(preferences)
        self.folder_button = quiet_button("Open the folder")
        self.clear_button = quiet_button("Clear selected")
        self.clear_all_button = quiet_button("Clear all")
        self.close_button = QPushButton("Close")
        self._page, self._parts = QWidget(), QVBoxLayout()
        self._scroll, self._foot = QScrollArea(), QHBoxLayout()
        self._set_up_foot()
        self._build()
        self._connect()
        self.measure()
        self._fit()
        self.close_button.setFocus()

    def measure(self) -> None:
        """Measure the cache anew."""
        self._lane.do(measure_cache, self._root, on_value=self._take, on_error=self._fail)
        self._show_state()

    def _build(self) -> None:
        what = label(_READ_ONLY if self._project.read_only else _WHAT)
        for said in (what, self.total):
            said.setWordWrap(True)
        self._page.setProperty("role", "page")
        parts = self._parts
        self._page.setLayout(parts)
        parts.setContentsMargins(FAR, FAR, FAR, NEAR)
        parts.setSpacing(APART)
        parts.addWidget(label("Cache", scale=HEADING, bold=True))
        for part in (what, self.table, self.total, self.progress, self.said, self.problem):
            parts.addWidget(part)
        parts.addWidget(self.limit)
        parts.addLayout(self._folder_row())
        parts.addStretch()
        self._scroll.setWidget(self._page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, stretch=1)
        layout.addLayout(self._foot)

    def _fit(self) -> None:
        """Make it high enough for what it says now, as far as the screen has room."""
        most = self.screen().availableSize() * _SHARE_OF_SCREEN
        width, height = self.width(), self.height()
        if not self.isVisible():
            width = min(_LETTERS * self.fontMetrics().averageCharWidth(), most.width())
            height = 0
        self._parts.activate()
        needed = self._parts.totalHeightForWidth(width) + self._foot.sizeHint().height()
        self.resize(width, max(height, min(needed, most.height())))

    def _folder_row(self) -> QHBoxLayout:
        place = ElidedLabel(printable(self._root))
        place.setAccessibleName(f"The folder of the cache: {printable(self._root)}")
        row = QHBoxLayout()
        row.setSpacing(NEAR)
        row.addWidget(place, stretch=1)
        row.addWidget(self.folder_button)
        return row

    def _set_up_foot(self) -> None:
        self._foot.setContentsMargins(FAR, TIGHT, FAR, FAR)
        self._foot.setSpacing(NEAR)
        for button in (self.clear_button, self.clear_all_button):
            self._foot.addWidget(button)
        self._foot.addStretch()
        self._foot.addWidget(self.close_button)
        self.close_button.setDefault(True)

    def _connect(self) -> None:
        self.table.chosen_changed.connect(self._show_state)
        self.limit.changed.connect(self._show_state)
        self.limit.shrink_button.clicked.connect(self._shrink)
        self.folder_button.clicked.connect(lambda: self._open_folder(self._root))
        self.clear_button.clicked.connect(lambda: self._clear(self.table.chosen))
        self.clear_all_button.clicked.connect(lambda: self._clear(self.table.clearable))
        self.close_button.clicked.connect(self.reject)

    def _clear(self, shares: Sequence[CacheShare]) -> None:
        if self._is_refused():
            return
        kinds = [share.description for share in shares]
        size = format_bytes(sum(share.n_bytes for share in shares))
        names = ", ".join(kind.name.lower() for kind in kinds)
        costs = "\n".join(f"{kind.name}: {kind.regain}" for kind in kinds)
        if self._ask(self, f"Clear {names}, and free {size}?", costs):
            task = ClearTask(root=self._root, kinds=tuple(kind.kind for kind in kinds))
            self._lane.do(clear_kinds, task, on_value=self._tell, on_error=self._fail)
            self._show_state()

    def _shrink(self) -> None:
        if not self._is_refused():
            task = ShrinkTask(root=self._root, limit_gb=self.limit.limit_gb, since=math.inf)
            self._lane.do(shrink_to, task, on_value=self._tell, on_error=self._fail)
            self._show_state()

    def _is_refused(self) -> bool:
        # Asked when it matters: a job may have begun since the dialog was opened.
        is_busy = self._busy()
        self.say("", problem=_BUSY if is_busy else "")
        return is_busy

    def _take(self, shares: tuple[CacheShare, ...]) -> None:
        self.table.show_shares(shares)
        self._order_tabs()
        self._show_state()
        self._fit()

    def _order_tabs(self) -> None:
        buttons = (self.folder_button, self.clear_button, self.clear_all_button, self.close_button)
        order = (*self.table.boxes.values(), self.limit.field, self.limit.shrink_button, *buttons)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _tell(self, freed: Freed) -> None:
        lines = [f"{printable(each.path)}: {each.reason}" for each in freed.problems]
        problem = f"{len(lines)} could not be removed. {lines[0]}" if lines else ""
        self.say(f"{format_bytes(freed.n_bytes)} freed.", problem=problem)
        self.cleared.emit(freed)
        self.measure()

    def _fail(self, error: BaseException) -> None:
        self.say("", problem=str(error))
        self._show_state()

    def say(self, text: str, *, problem: str = "") -> None:
        """Say what came of it, and make room for that."""
        super().say(text, problem=problem)
        self._fit()

    def _show_state(self) -> None:
        is_free = not self.is_running
        n_bytes = sum(share.n_bytes for share in self.table.clearable)
        if is_free:
            self.total.setText(self.limit.describe(n_bytes))
        self.progress.setVisible(not is_free)
        self.said.setVisible(bool(self.said.text()))
        self.problem.setVisible(bool(self.problem.text()))
        may_clear = is_free and not self._project.read_only
        self.clear_button.setEnabled(may_clear and bool(self.table.chosen))
        self.clear_all_button.setEnabled(may_clear and bool(self.table.clearable))
        self.limit.shrink_button.setEnabled(may_clear and self.limit.is_exceeded(n_bytes))
        self.folder_button.setEnabled(self._root.is_dir())
