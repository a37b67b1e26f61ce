"""F1 of each genre: bars of all networks beside the genre's name, with standard deviations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import Chart
from sepgenre_gui.screens.experiment.charts.shades import network_shades
from sepgenre_training.report.confusion import Confusion

_GROUP = 0.8
"""The share of a genre's room that its bars take."""

_BAR_LETTERS, _FRAME_LINES, _LONGEST_NAME = 0.62, 3, 20


class GenreF1Chart(Chart):
    """Grouped bars, the first genre on top.

    Attributes
    ----------
    bars : dict of str to BarGraphItem
        One item for each network, with a bar for each genre that has an F1.
    whiskers : dict of str to ErrorBarItem
        The standard deviations, for genres that have one.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            x_label="F1, mean over the trials; whiskers: one standard deviation",
            hint="No trial has finished yet.",
        )
        self._confusions: tuple[Confusion, ...] = ()
        self._genres: tuple[str, ...] = ()
        self.bars: dict[str, Any] = {}
        self.whiskers: dict[str, Any] = {}
        self.setAccessibleName("F1 of each genre, by network")

    def show_confusions(self, confusions: Sequence[Confusion], genres: Sequence[str]) -> None:
        """Draw the F1 of each genre in `genres`."""
        self._confusions, self._genres = tuple(confusions), tuple(genres)
        metrics = self.fontMetrics()
        bars_px = metrics.height() * _BAR_LETTERS * len(self._confusions) / _GROUP
        genre_px = max(bars_px, metrics.lineSpacing() * 1.4)
        frame_px = _FRAME_LINES * metrics.lineSpacing()
        self.setFixedHeight(math.ceil(frame_px + genre_px * max(len(self._genres), 2)))
        self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether a trial has finished."""
        return bool(self._confusions)

    def draw(self) -> None:
        """Draw bars and whiskers."""
        self.bars, self.whiskers = {}, {}
        shades = network_shades([each.network for each in self._confusions])
        thickness = _GROUP / len(self._confusions)
        for place, each in enumerate(self._confusions):
            offset = (place + 0.5) * thickness - _GROUP / 2
            known = [
                (genre + offset, f1.mean, f1.standard_deviation)
                for genre, f1 in enumerate(each.genre_f1)
                if f1.mean is not None
            ]
            bars = pyqtgraph.BarGraphItem(
                x0=[0.0] * len(known),
                y=[y for y, _, _ in known],
                width=[mean for _, mean, _ in known],
                height=0.92 * thickness,
                brush=self.of(shades[each.network]),
                pen=self.pen(self.colors.plot, 1.0),
            )
            self.bars[each.network] = bars
            self.plot.addItem(bars)
            spread = [(y, mean, sd) for y, mean, sd in known if sd is not None]
            if spread:
                whiskers = pyqtgraph.ErrorBarItem(
                    x=_array(mean for _, mean, _ in spread),
                    y=_array(y for y, _, _ in spread),
                    left=_array(min(sd, mean) for _, mean, sd in spread),
                    right=_array(sd for _, _, sd in spread),
                    beam=0.4 * thickness,
                    pen=self.pen(self.colors.text, 1.0),
                )
                self.whiskers[each.network] = whiskers
                self.plot.addItem(whiskers)
        names = [(place, _short(genre)) for place, genre in enumerate(self._genres)]
        self.plot.getAxis("left").setTicks([names])
        self.plot.invertY(b=True)
        self.plot.setXRange(0.0, 1.0, padding=0.02)
        self.plot.setYRange(-0.5, len(self._genres) - 0.5, padding=0.0)


def _array(values: Any) -> Any:
    return np.array(list(values), dtype=float)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
