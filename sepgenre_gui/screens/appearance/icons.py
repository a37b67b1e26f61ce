"""Line icons in the theme's colours, drawn from the SVG files of the resources."""

from __future__ import annotations

from functools import cache
from importlib import resources

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sepgenre_gui.screens.appearance.colors import Colors

_FOLDER = resources.files("sepgenre_resources")
_SIZES = (16, 20, 24, 32, 40, 48)
_INK = "currentColor"


@cache
def drawing(name: str) -> str:
    """Return the SVG text of the icon `name`, its lines in ``currentColor``.

    Raises
    ------
    FileNotFoundError
        Where there is no such icon.
    """
    return (_FOLDER / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def icon_names() -> tuple[str, ...]:
    """Return the names of all icons, sorted."""
    files = (file.name for file in (_FOLDER / "icons").iterdir())
    return tuple(sorted(name.removesuffix(".svg") for name in files if name.endswith(".svg")))


def pixmap(name: str, color: str, size: int, *, ratio: float = 1.0) -> QPixmap:
    """Return the icon `name` in `color`, `size` logical pixels wide, for a screen of `ratio`."""
    return _draw(_renderer(drawing(name).replace(_INK, color)), size, ratio)


def icon(name: str, colors: Colors, *, color: str | None = None) -> QIcon:
    """Return the icon `name` in the text colour of `colors`, or in `color`; dimmed if disabled."""
    made = QIcon()
    inks = (
        (QIcon.Mode.Normal, color or colors.text),
        (QIcon.Mode.Disabled, colors.disabled),
    )
    for mode, ink in inks:
        renderer = _renderer(drawing(name).replace(_INK, ink))
        for size in _SIZES:
            made.addPixmap(_draw(renderer, size, 1.0), mode)
    return made


def mark(size: int, *, ratio: float = 1.0) -> QPixmap:
    """Return the application's own mark, in its own colours, `size` logical pixels wide."""
    return _draw(_renderer((_FOLDER / "sepgenre.svg").read_text(encoding="utf-8")), size, ratio)


def window_icon() -> QIcon:
    """Return the mark as the window's icon."""
    made = QIcon()
    for size in (*_SIZES, 128):
        made.addPixmap(mark(size))
    return made


def _renderer(svg: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg.encode()))


def _draw(renderer: QSvgRenderer, size: int, ratio: float) -> QPixmap:
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
