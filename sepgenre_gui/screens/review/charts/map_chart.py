"""What mattered in one stem: a map laid over its mel spectrogram."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pyqtgraph
from PySide6.QtGui import QColor

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import Chart
from sepgenre_training.explanation.overlay import Rgb, overlay_image

FOR_COLOUR, AGAINST_COLOUR = ("#d62728", "#ff5a4d"), ("#1f5fd0", "#4d8dff")
"""Of what speaks for a genre, and against it: on light ground, and on dark."""

_LINES = 9


@attrs.frozen(kw_only=True, eq=False)
class StemMap:
    """One stem.

    Attributes
    ----------
    stem : str
    spectrogram : ndarray [shape=(n_mels, n_frames)], float32
        In dB.
    relative : ndarray [shape=(n_mels, n_frames)], float64
        Of `relative_importance`.
    duration_s : float
    """

    stem: str
    spectrogram: npt.NDArray[np.float32]
    relative: npt.NDArray[np.float64]
    duration_s: float


class MapChart(Chart):
    """Draws one stem: grey spectrogram, and in colour what speaks for and against the genre.

    Attributes
    ----------
    spectrogram, overlay : ImageItem or None
    """

    def __init__(self, theme: Theme, stem: str) -> None:
        super().__init__(theme, x_label="time (s)", y_label="mel band")
        self._map: StemMap | None = None
        self.spectrogram: Any = None
        self.overlay: Any = None
        self.setAccessibleName(f"What mattered in {stem}")
        self.setFixedHeight(_LINES * self.fontMetrics().lineSpacing())
        self.set_title(stem)

    def show_map(self, stem_map: StemMap, description: str) -> None:
        """Draw `stem_map`; `description` says in words what it shows."""
        self._map = stem_map
        self.setAccessibleDescription(description)
        self.redraw()

    @property
    def has_numbers(self) -> bool:
        """Whether there is a map."""
        return self._map is not None

    def draw(self) -> None:
        """Draw the spectrogram, and the map over it."""
        assert self._map is not None
        n_mels = self._map.spectrogram.shape[0]
        place = (0.0, 0.0, self._map.duration_s, float(n_mels))
        self.spectrogram = pyqtgraph.ImageItem(self._map.spectrogram, axisOrder="row-major")
        colors = rgb(self.of(FOR_COLOUR)), rgb(self.of(AGAINST_COLOUR))
        self.overlay = pyqtgraph.ImageItem(
            overlay_image(self._map.relative, *colors), axisOrder="row-major", levels=(0, 255)
        )
        for item in (self.spectrogram, self.overlay):
            item.setRect(*place)
            self.plot.addItem(item)
        self.plot.setXRange(0.0, self._map.duration_s, padding=0)
        self.plot.setYRange(0.0, n_mels, padding=0)


def rgb(color: QColor) -> Rgb:
    """Return red, green and blue of `color`."""
    return color.red(), color.green(), color.blue()
