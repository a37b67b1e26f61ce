"""How many songs and segments each genre has, as bars beside the genre's name."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph
from PySide6.QtGui import QColor

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import Chart
from sepgenre_training.report.charts.of_genres import GenreCount

_BAR, _ROW_PADDING, _FRAME = 0.62, 10, 44
_LONGEST_NAME = 24


class GenreChart(Chart):
    """Songs by genre, the first genre on top.

    Attributes
    ----------
    bars
        The item that shows the songs; None while there are none.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, x_label="songs", hint="No segment has a genre yet.")
        self._genres: tuple[GenreCount, ...] = ()
        self.bars: pyqtgraph.BarGraphItem | None = None
        self.setAccessibleName("Songs by genre")

    def show_genres(self, genres: Sequence[GenreCount]) -> None:
        """Draw `genres`."""
        self._genres = tuple(genres)
        row_px = self.fontMetrics().height() + _ROW_PADDING
        self.setFixedHeight(_FRAME + row_px * max(len(self._genres), 2))
        self.setAccessibleDescription(
            ", ".join(f"{each.name}: {each.songs} songs" for each in self._genres)
        )
        self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether there is a genre."""
        return bool(self._genres)

    def draw(self) -> None:
        """Draw the bars, with the numbers at their ends."""
        places = list(range(len(self._genres)))
        self.bars = pyqtgraph.BarGraphItem(
            x0=[0] * len(places),
            y=places,
            height=_BAR,
            width=[each.songs for each in self._genres],
            brushes=[QColor(each.color) for each in self._genres],
            pen=self.pen(self.colors.outline, 1.0),
        )
        self.plot.addItem(self.bars)
        most = max(each.songs for each in self._genres)
        for place, each in zip(places, self._genres, strict=True):
            more = f" ({each.segments} segments)" if each.segments != each.songs else ""
            text = pyqtgraph.TextItem(
                f"{each.songs}{more}", color=self.colors.text, anchor=(0, 0.5)
            )
            text.setPos(each.songs, place)
            self.plot.addItem(text)
        names = [
            (place, _short(each.name)) for place, each in zip(places, self._genres, strict=True)
        ]
        axis = self.plot.getAxis("left")
        axis.setTicks([names])
        self.plot.invertY(b=True)
        self.plot.setXRange(0, max(most, 1) * 1.25, padding=0)
        self.plot.setYRange(-0.6, len(places) - 0.4, padding=0)
        self.plot.getAxis("bottom").setTickSpacing(max(1, -(-most // 5)), 1)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
