"""The meter of one lane: its peak level now, and the highest of the last second."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from sepgenre_gui.screens.appearance.colors import LIGHT, Colors

_LOWEST_DB, _HIGHEST_DB = -60.0, 6.0
_LOUD_DB, _CLIPPING_DB = -6.0, 0.0
_HOLD_S = 1.0
# A screen reader that says every change would say nothing else.
_TOLD_EVERY_S = 1.0
_WIDTH, _MARK = 8, 2.0
_SILENT_DB = -90.0


class LevelMeter(QProgressBar):
    """A bar from -60 to +6 dBFS, in three colours: fine, loud, clipping.

    To a screen reader its value is the loudest of the last second, in whole dB; -60 is silence.
    """

    def __init__(
        self, parent: QWidget | None = None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._colors = LIGHT
        self._level_db = self._held_db = self._loudest_db = _SILENT_DB
        self._held_at_s = self._told_at_s = now() - _HOLD_S
        self.setProperty("role", "meter")
        self.setOrientation(Qt.Orientation.Vertical)
        self.setRange(round(_LOWEST_DB), round(_HIGHEST_DB))
        self.setValue(self.minimum())
        self.setFixedWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Level in dB")

    @property
    def level_db(self) -> float:
        """The level shown, in dBFS."""
        return self._level_db

    def set_colors(self, colors: Colors) -> None:
        """Take other colours."""
        self._colors = colors
        self.update()

    def show_level(self, level_db: float) -> None:
        """Show a level, and hold the highest for a second."""
        now_s = self._now()
        if level_db >= self._held_db or now_s - self._held_at_s > _HOLD_S:
            self._held_db, self._held_at_s = level_db, now_s
        if level_db != self._level_db:
            self._level_db = level_db
            self.update()
        self._loudest_db = max(self._loudest_db, level_db)
        if now_s - self._told_at_s >= _TOLD_EVERY_S:
            self._told_at_s = now_s
            self._tell(self._loudest_db)

    def clear(self) -> None:
        """Show silence."""
        self._level_db = self._held_db = _SILENT_DB
        self._tell(_SILENT_DB)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a narrow column."""
        return QSize(_WIDTH, 5 * _WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw the bar from below, in the colours of its heights."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        painter.setBrush(QColor(self._colors.pressed))
        painter.drawRoundedRect(area, 2.0, 2.0)
        for below_db, above_db, color in (
            (_LOWEST_DB, _LOUD_DB, self._colors.success),
            (_LOUD_DB, _CLIPPING_DB, self._colors.warning),
            (_CLIPPING_DB, _HIGHEST_DB, self._colors.danger),
        ):
            top = self._y_of(min(self._level_db, above_db))
            bottom = self._y_of(below_db)
            if bottom > top:
                painter.fillRect(QRectF(0, top, self.width(), bottom - top), QColor(color))
        if self._held_db > _LOWEST_DB:
            y = self._y_of(self._held_db)
            painter.fillRect(QRectF(0, y, self.width(), _MARK), QColor(self._colors.text))
        painter.end()

    def _tell(self, level_db: float) -> None:
        self._loudest_db = _SILENT_DB
        self.setValue(round(min(max(level_db, _LOWEST_DB), _HIGHEST_DB)))

    def _y_of(self, level_db: float) -> float:
        share = (level_db - _LOWEST_DB) / (_HIGHEST_DB - _LOWEST_DB)
        return self.height() * (1.0 - min(max(share, 0.0), 1.0))
