"""A combo box that leaves out the end of its text where there is no room for all of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

_LEAST_LETTERS = 5


class ElidedBox(QComboBox):
    """Yields in a small window; shows with dots that something is left out.

    Qt's own box cuts its text off in the middle of a letter.

    Parameters
    ----------
    most : int
        The greatest width, in logical pixels.
    tip : str
        What is chosen with it; stands in its tool tip, below a text of which some is left out.
    """

    def __init__(self, *, most: int, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tip = tip
        self.setToolTip(tip)
        self.setMaximumWidth(most)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_LETTERS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.currentTextChanged.connect(lambda _: self.updateGeometry())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room for the whole text."""
        least, metrics = super().sizeHint(), self.fontMetrics()
        letters = self.minimumContentsLength() * metrics.horizontalAdvance("X")
        lacks = max(metrics.horizontalAdvance(self.currentText()) - letters, 0)
        return QSize(least.width() + lacks, least.height())

    def shown_text(self) -> str:
        """Return the text as it is drawn now."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        return self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width()
        )

    def event(self, event: QEvent) -> bool:
        """Tell the whole text where some is left out, when a tool tip is asked for."""
        if event.type() == QEvent.Type.ToolTip:
            whole = self.currentText()
            lines = ("" if self.shown_text() == whole else whole, self._tip)
            self.setToolTip("\n".join(line for line in lines if line))
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw what there is room for."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
