"""The place to drop music on, framed so that one sees it, and lit while something is held over."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance import icons
from sepgenre_gui.screens.appearance.metrics import FAR, PAGE, SMALL, TIGHT, label
from sepgenre_gui.screens.appearance.theme import Theme

_RADIUS, _ICON = 10, 28


class DropZone(QWidget):
    """Says what can be dropped; the page around it takes the drops."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_lit = False
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        said = label("Drop a folder of music here to begin a project with it", bold=True)
        more = label("or a project's folder to open it", scale=SMALL, role="muted")
        for text in (said, more):
            text.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PAGE, FAR, PAGE, FAR)
        layout.setSpacing(FAR)
        column = QVBoxLayout()
        column.setSpacing(TIGHT)
        column.addWidget(said)
        column.addWidget(more)
        layout.addWidget(self._icon)
        layout.addLayout(column, stretch=1)
        theme.theme_changed.connect(self._draw)
        self._draw()

    def light(self, *, lit: bool) -> None:
        """Show whether something that can be dropped is held over the page."""
        self._is_lit = lit
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw the dashed frame."""
        colors = self._theme.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colors.accent if self._is_lit else colors.outline))
        pen.setWidthF(2.0 if self._is_lit else 1.2)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(colors.accent_soft) if self._is_lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _draw(self) -> None:
        color = self._theme.colors.accent_text if self._is_lit else self._theme.colors.muted
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap("import", color, _ICON, ratio=ratio))
        self.update()


def dropped_paths(data: QMimeData) -> list[Path]:
    """Return the files and folders of this computer that `data` names."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
