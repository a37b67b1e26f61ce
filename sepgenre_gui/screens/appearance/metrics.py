"""Spacing and type: the few steps that every screen uses, so that they look of one piece."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QWidget

TIGHT, NEAR, APART, FAR = 4, 8, 12, 16
"""Between a mark and its word, between kin, between groups, around a page's content."""

PAGE = 24
"""Around a page."""

TITLE, HEADING, BODY, SMALL = 1.9, 1.2, 1.0, 0.9
"""Sizes of type, relative to the system's own."""


def font(scale: float = BODY, *, bold: bool = False) -> QFont:
    """Return the system's font at `scale` times its size."""
    scaled = QFont(QApplication.font())
    if scaled.pointSizeF() > 0:
        scaled.setPointSizeF(scaled.pointSizeF() * scale)
    else:
        scaled.setPixelSize(round(scaled.pixelSize() * scale))
    if bold:
        scaled.setWeight(QFont.Weight.DemiBold)
    return scaled


def label(text: str = "", *, scale: float = BODY, bold: bool = False, role: str = "") -> QLabel:
    """Return a label of plain text in the theme's type.

    Parameters
    ----------
    role : str
        What colours it: nothing, ``"muted"``, or another role of the style sheet.
    """
    made = QLabel(text)
    made.setFont(font(scale, bold=bold))
    if role:
        made.setProperty("role", role)
    return made


def fit_height(window: QWidget) -> None:
    """Make `window` as high as its lines need at its width, and no less high than it is."""
    layout = window.layout()
    if layout is None:
        return
    layout.activate()
    needed = max(layout.totalHeightForWidth(window.width()), layout.totalMinimumSize().height())
    window.resize(window.width(), max(needed, window.height() if window.isVisible() else 0))
