"""One row of the command palette: the name with the letters found, the menu, the key."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sepgenre_gui.screens.actions.commands import Command
from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.appearance.metrics import APART, NEAR, SMALL, font
from sepgenre_gui.screens.appearance.theme import Theme

COMMAND = Qt.ItemDataRole.UserRole
"""The role under which the model keeps the `Command` of a row."""

_RADIUS = 6
_KEY_PADDING = 6


class CommandRow(QStyledItemDelegate):
    """Draws commands in the theme's colours; those that are off are dimmed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(  # noqa: N802 - Qt's name
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's signature
    ) -> QSize:
        """Return the size of a row."""
        return QSize(0, option.fontMetrics.height() + 2 * NEAR)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row."""
        command: Command = index.data(COMMAND)
        colors = self._theme.colors
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent_soft))
            painter.drawRoundedRect(option.rect, _RADIUS, _RADIUS)
        place = option.rect.adjusted(APART, 0, -APART, 0)
        place.setRight(self._draw_key(painter, place, command, colors))
        place.setRight(self._draw_menu(painter, place, command, colors))
        self._draw_name(painter, place, command, colors, option.font)
        painter.restore()

    def _draw_key(self, painter: QPainter, place: QRect, command: Command, colors: Colors) -> int:
        if not command.key:
            return place.right()
        small = font(SMALL)
        metrics = QFontMetrics(small)
        width = metrics.horizontalAdvance(command.key) + 2 * _KEY_PADDING
        chip = QRect(0, 0, width, metrics.height() + 4)
        chip.moveCenter(place.center())
        chip.moveRight(place.right())
        painter.setFont(small)
        painter.setPen(QColor(colors.hairline))
        painter.setBrush(QColor(colors.hover))
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(QColor(colors.text if command.is_enabled else colors.disabled))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, command.key)
        return chip.left() - APART

    def _draw_menu(self, painter: QPainter, place: QRect, command: Command, colors: Colors) -> int:
        small = font(SMALL)
        # One pixel more than it says, which may be rounded down.
        wanted = QFontMetrics(small).horizontalAdvance(command.place) + 1
        width = min(wanted, place.width() // 3)
        box = QRect(place.right() - width, place.top(), width, place.height())
        shown = QFontMetrics(small).elidedText(
            command.place, Qt.TextElideMode.ElideRight, box.width()
        )
        painter.setFont(small)
        painter.setPen(QColor(colors.muted if command.is_enabled else colors.disabled))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        return box.left() - APART

    def _draw_name(
        self, painter: QPainter, place: QRect, command: Command, colors: Colors, usual: QFont
    ) -> None:
        bold = QFont(usual)
        bold.setWeight(QFont.Weight.DemiBold)
        # Elided as if all were bold, which is the widest that it can be.
        shown = QFontMetrics(bold).elidedText(
            command.name, Qt.TextElideMode.ElideRight, place.width()
        )
        x = place.left()
        for position, letter in enumerate(shown):
            is_found = position in command.positions
            painter.setFont(bold if is_found else usual)
            ink = colors.accent_text if is_found else colors.text
            painter.setPen(QColor(ink if command.is_enabled else colors.disabled))
            width = painter.fontMetrics().horizontalAdvance(letter)
            box = QRect(x, place.top(), width + 1, place.height())
            painter.drawText(
                box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, letter
            )
            x += width
