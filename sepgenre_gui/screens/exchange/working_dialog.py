"""What the dialogs share: something goes on in them, which stops before they close."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.appearance.metrics import APART, FAR, NEAR, PAGE, TIGHT
from sepgenre_gui.screens.appearance.tables import set_up_rows
from sepgenre_gui.screens.screen import ScreenContext

_LEAST_ROWS, _REASON_LINES, _DETAIL_LINES = 4, 5, 3
_SHARE_OF_SCREEN = 0.92


class WorkingDialog(QDialog):
    """Works by the project's queue; Escape stops what goes on, and closes where nothing does.

    Show it with `open`, so that nothing else is edited meanwhile, and call `shut_down` before the
    project is closed.

    Parameters
    ----------
    context : ScreenContext
        Of the screen that opens it; has a queue.
    letters, lines : int
        Its first size, in letters and lines of text, as far as the screen has room.
    """

    def __init__(
        self,
        context: ScreenContext,
        parent: QWidget | None,
        *,
        letters: int,
        lines: int,
    ) -> None:
        super().__init__(parent)
        self._size = letters, lines
        self._page = QWidget()
        self._scroll = QScrollArea()
        self._parts: QVBoxLayout | None = None
        self._foot: QHBoxLayout | None = None
        assert context.queue is not None, "where a project is open, it has a queue"
        self.queue = context.queue
        # A process takes a moment to start, and the person one to choose.
        self.queue.warm_up()

    @property
    def is_running(self) -> bool:
        """Whether something goes on that Escape stops."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop what goes on; what was finished stays."""
        raise NotImplementedError

    def lay_out(self, parts: QVBoxLayout, foot: QHBoxLayout) -> None:
        """Lay out `parts` above `foot`; where there is no room for all of them, they scroll."""
        self._parts, self._foot = parts, foot
        parts.setContentsMargins(FAR, FAR, FAR, NEAR)
        parts.setSpacing(APART)
        foot.setContentsMargins(FAR, TIGHT, FAR, FAR)
        foot.setSpacing(NEAR)
        self._page.setProperty("role", "page")
        self._page.setLayout(parts)
        scroll = self._scroll
        scroll.setWidget(self._page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, stretch=1)
        layout.addLayout(foot)
        letters, lines = self._size
        metrics = self.fontMetrics()
        size = QSize(letters * metrics.averageCharWidth(), lines * metrics.lineSpacing())
        self.resize(size.boundedTo(self._most()))

    def fit(self) -> None:
        """Make it high enough for what it says now, as far as the screen has room."""
        if self._parts is None or self._foot is None:
            return
        self._parts.activate()
        needed = self._parts.totalHeightForWidth(self._scroll.viewport().width())
        foot = self._foot.minimumSize().height()
        height = min(needed + foot, self._most().height())
        # Those with a table keep the size that the person gave them.
        if height > self.height() or not self._size[1]:
            self.resize(self.width(), height)

    def _most(self) -> QSize:
        return self.screen().availableSize() * _SHARE_OF_SCREEN

    def shut_down(self) -> None:
        """Stop, and let go of the project; called again, it does nothing."""
        self.stop()

    def done(self, result: int) -> None:
        """Close; nothing goes on afterwards."""
        self.shut_down()
        super().done(result)

    def reject(self) -> None:
        """Do what Escape does."""
        if self.is_running:
            self.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close whatever goes on."""
        self.shut_down()
        super().closeEvent(event)


def quiet_button(text: str) -> QPushButton:
    """Return a button that Return does not press in the default button's place."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button


def reasons_box() -> QPlainTextEdit:
    """Return a box of some lines for reasons, to be read and copied; hidden at first."""
    return _text_box("Reasons", _REASON_LINES)


def detail_box() -> QPlainTextEdit:
    """Return a box for all that is known of the row that is chosen; hidden at first."""
    box = _text_box("The row chosen", _DETAIL_LINES)
    box.setFrameShape(QFrame.Shape.NoFrame)
    return box


def show_text(box: QPlainTextEdit, text: str) -> None:
    """Show `text` in `box`, and no box where there is none."""
    box.setPlainText(text)
    box.setVisible(bool(text))


def _text_box(name: str, lines: int) -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName(name)
    box.setFixedHeight(box.fontMetrics().lineSpacing() * lines + PAGE)
    box.hide()
    return box


def file_table(model: QAbstractItemModel, name: str, letters: Sequence[int]) -> QTableView:
    """Return a table of files; its columns are some letters wide, the last takes the rest.

    Parameters
    ----------
    name : str
        For screen readers.
    letters : sequence of int
        The widths of all columns but the last.
    """
    table = QTableView()
    table.setModel(model)
    table.setProperty("role", "roomy")
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    set_up_rows(table, name)
    table.setMinimumHeight(table.verticalHeader().defaultSectionSize() * _LEAST_ROWS)
    header = table.horizontalHeader()
    for column, count in enumerate(letters):
        header.resizeSection(column, count * table.fontMetrics().averageCharWidth())
    header.setStretchLastSection(True)
    return table
