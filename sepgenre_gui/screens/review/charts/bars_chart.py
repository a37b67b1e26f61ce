"""Named bars beside each other's names, with the number at the end of each."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import pyqtgraph
from PySide6.QtGui import QColor

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import Chart

_BAR, _ROW_PADDING, _FRAME = 0.62, 10, 44
_LONGEST_NAME = 24
_ROOM = 0.22
"""Of the axis, for the numbers at the ends."""


@attrs.frozen(kw_only=True)
class Bar:
    """One bar.

    Attributes
    ----------
    name : str
    value : float
    text : str
        How the value is printed.
    colour : tuple of str
        On light ground, and on dark.
    """

    name: str
    value: float
    text: str
    colour: tuple[str, str]


class BarsChart(Chart):
    """Draws bars from 0 to the right, negative ones to the left; the first one on top.

    Parameters
    ----------
    name : str
        For screen readers.
    highest : float
        The axis reaches at least so far.

    Attributes
    ----------
    bars
        The item that shows them; None while there are none.
    """

    def __init__(
        self, theme: Theme, *, name: str, x_label: str, hint: str, highest: float = 0.01
    ) -> None:
        super().__init__(theme, x_label=x_label, hint=hint)
        self._bars: tuple[Bar, ...] = ()
        self._highest = highest
        self.bars: pyqtgraph.BarGraphItem | None = None
        self.setAccessibleName(name)
        self._fit()

    @property
    def shown(self) -> tuple[Bar, ...]:
        """What is drawn."""
        return self._bars

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Draw `bars`."""
        self._bars = tuple(bars)
        self._fit()
        self.setAccessibleDescription(", ".join(f"{each.name}: {each.text}" for each in bars))
        self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether there is a bar."""
        return bool(self._bars)

    def draw(self) -> None:
        """Draw the bars, with the numbers at their ends."""
        places = list(range(len(self._bars)))
        values = [each.value for each in self._bars]
        self.bars = pyqtgraph.BarGraphItem(
            x0=[min(value, 0.0) for value in values],
            y=places,
            height=_BAR,
            width=[abs(value) for value in values],
            brushes=[QColor(self.of(each.colour)) for each in self._bars],
            pen=self.pen(self.colors.outline, 1.0),
        )
        self.plot.addItem(self.bars)
        for place, each in zip(places, self._bars, strict=True):
            text = pyqtgraph.TextItem(each.text, color=self.colors.text, anchor=(0, 0.5))
            text.setPos(max(each.value, 0.0), place)
            self.plot.addItem(text)
        names = [_short(each.name) for each in self._bars]
        self.plot.getAxis("left").setTicks([list(zip(places, names, strict=True))])
        self.plot.invertY(b=True)
        if self._highest == 1.0:
            # Of shares: the axis ends at all of it, though there is room for a number beyond.
            ticks = [(share / 5, f"{share / 5:.1f}") for share in range(6)]
            self.plot.getAxis("bottom").setTicks([ticks])
        low, high = min(*values, 0.0), max(*values, self._highest)
        self.plot.setXRange(low, high + _ROOM * (high - low), padding=0.02)
        self.plot.setYRange(-0.6, len(places) - 0.4, padding=0)

    def _fit(self) -> None:
        row_px = self.fontMetrics().height() + _ROW_PADDING
        self.setFixedHeight(_FRAME + row_px * max(len(self._bars), 2))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
