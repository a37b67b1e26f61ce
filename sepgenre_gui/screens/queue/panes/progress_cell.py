"""The cell that shows how far a job is: its words, and a bar below them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sepgenre_gui.jobs.queue import Job, JobState
from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.appearance.metrics import NEAR
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.queue.model import JOB
from sepgenre_gui.screens.queue.words import progress_text

_BAR_HEIGHT, _BAR_MOST, _BAR_SHARE = 6.0, 90.0, 0.33


class ProgressCell(QStyledItemDelegate):
    """Draws a bar and, beside it, the words; in the theme's colours."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a cell."""
        job: Job = index.data(JOB)
        colors = self._theme.colors
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colors.accent_soft))
        place = QRectF(option.rect).adjusted(NEAR, 0, -NEAR, 0)
        fraction = 1.0 if job.state is JobState.DONE else job.progress.fraction
        if fraction is not None or job.state is JobState.RUNNING:
            width = min(_BAR_MOST, place.width() * _BAR_SHARE)
            bar = QRectF(place.left(), 0.0, width, _BAR_HEIGHT)
            bar.moveTop(place.center().y() - _BAR_HEIGHT / 2)
            _draw_bar(painter, bar, fraction or 0.0, colors.pressed, _ink(job, colors))
            place.setLeft(bar.right() + NEAR)
        painter.setFont(option.font)
        painter.setPen(QColor(colors.text))
        shown = option.fontMetrics.elidedText(
            progress_text(job), Qt.TextElideMode.ElideRight, int(place.width())
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


def _draw_bar(painter: QPainter, bar: QRectF, fraction: float, ground: str, ink: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    radius = bar.height() / 2
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(bar, radius, radius)
    if fraction > 0.0:
        # A bar shorter than it is high would not look like one.
        filled = QRectF(bar)
        filled.setWidth(max(bar.height(), bar.width() * fraction))
        painter.setBrush(QColor(ink))
        painter.drawRoundedRect(filled, radius, radius)


def _ink(job: Job, colors: Colors) -> str:
    return {
        JobState.RUNNING: colors.accent,
        JobState.FAILED: colors.danger,
        JobState.DONE: colors.success,
    }.get(job.state, colors.outline)
