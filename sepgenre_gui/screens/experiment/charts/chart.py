"""What all charts share: the theme's colours, plain axes, a hint while there are no numbers."""

from __future__ import annotations

from typing import Any

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import SMALL, font
from sepgenre_gui.screens.appearance.theme import Theme

FAMILY_COLOURS = {"3 spectrograms": ("#c96a12", "#f0a050"), "1 spectrogram": ("#2f6fc4", "#6ea8f5")}
"""Orange and blue, as in the paper's Figure 1: on light ground, and on dark."""

SIDE_COLOURS = {
    "train": ("#6a7078", "#a6adb8"),
    "validation": ("#12806d", "#3fc4ab"),
    "test": ("#b02f70", "#ec7bb0"),
}

_MARGIN = 8


class Chart(QWidget):
    """One chart. It cannot be dragged or zoomed: all there is to see is in view.

    Subclasses draw into `plot` in `draw`, which is called again when the colours change.

    Parameters
    ----------
    theme : Theme
        Whose colours it wears.
    x_label, y_label : str
        Of the axes; empty for none.
    hint : str
        What stands in its place while there is nothing to draw.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        x_label: str = "",
        y_label: str = "",
        hint: str = "Nothing yet.",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = ElidedLabel(elide=Qt.TextElideMode.ElideRight)
        self._title.setFont(font(SMALL))
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.hide()
        view = pyqtgraph.PlotWidget(background=None)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view: Any = view
        self.plot: Any = view.plotItem
        self._labels = {"bottom": x_label, "left": y_label}
        self._hint = QLabel(hint, self)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._title)
        layout.addWidget(view, stretch=1)
        self._hint.raise_()
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        for side in self._labels:
            self.plot.getAxis(side).hide()
            _print_plainly(self.plot.getAxis(side))
        # The wheel is the page's.
        view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._dress(theme.colors)
        theme.theme_changed.connect(self._wear)

    @property
    def colors(self) -> Colors:
        """The colours worn now."""
        return self._theme.colors

    def draw(self) -> None:
        """Draw the numbers at hand; called by `redraw`, on a cleared plot."""
        raise NotImplementedError

    @property
    def has_numbers(self) -> bool:
        """Whether there is something to draw."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw anew."""
        self.plot.clear()
        has_numbers = self.has_numbers
        self._hint.setVisible(not has_numbers)
        for side in self._labels:
            self.plot.getAxis(side).setVisible(has_numbers)
        if has_numbers:
            self.draw()

    def of(self, pair: tuple[str, str]) -> QColor:
        """Return the one of two colours that suits the ground: light, dark."""
        return QColor(pair[1] if self.colors.is_dark else pair[0])

    def pen(self, color: QColor | str, width: float = 1.5, *, dashed: bool = False) -> QPen:
        """Return a pen of a width in pixels."""
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        pen = QPen(QColor(color), width, style)
        pen.setCosmetic(True)
        return pen

    def set_title(self, text: str) -> None:
        """Say `text` above the chart; what there is no room for stands in a tool tip."""
        self._title.setText(text)
        self._title.setVisible(bool(text))

    def set_hint(self, text: str) -> None:
        """Say `text` while there is nothing to draw."""
        self._hint.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the hint in the middle."""
        super().resizeEvent(event)
        self._hint.setGeometry(self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN))

    def _wear(self, colors: Colors) -> None:
        self._dress(colors)
        self.redraw()

    def _dress(self, colors: Colors) -> None:
        self.view.setBackground(QColor(colors.plot))
        palette = self._hint.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(colors.muted))
        self._hint.setPalette(palette)
        for side, label in self._labels.items():
            axis = self.plot.getAxis(side)
            axis.setPen(QColor(colors.outline))
            axis.setTextPen(QColor(colors.muted))
            axis.setStyle(tickLength=-4)
            if label:
                axis.setLabel(label, color=colors.muted)


def _print_plainly(axis: Any) -> None:
    """Have `axis` print 0.2 rather than 200 of a thousandth, and minus signs for hyphens."""
    axis.enableAutoSIPrefix(enable=False)
    # Where it is switched off while there are numbers, the power of ten found last stays.
    axis.updateAutoSIPrefix = lambda: None
    plain = axis.tickStrings
    axis.tickStrings = lambda *args: [text.replace("-", "\N{MINUS SIGN}") for text in plain(*args)]
