"""The reliability diagram of a classifier: how often it is right, by how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pyqtgraph
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, FAR, HEADING, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.chart import SIDE_COLOURS, Chart
from sepgenre_gui.screens.experiment.charts.legend import Entry, Legend
from sepgenre_training.classification.calibration import Calibration, CalibrationScore
from sepgenre_training.classification.classifier import Classifier

_COLOURS = {"before": SIDE_COLOURS["train"], "after": SIDE_COLOURS["validation"]}
_LETTERS, _LINES = 84, 44
_SMALLEST, _LARGEST = 6.0, 16.0


@attrs.frozen(kw_only=True)
class ReliabilityCurve:
    """What is drawn of predictions, a point for each bin that has any.

    Attributes
    ----------
    confidences, accuracies : tuple of float
        Mean confidence, and the share that is right.
    counts : tuple of int
        How many predictions each point stands for.
    """

    confidences: tuple[float, ...]
    accuracies: tuple[float, ...]
    counts: tuple[int, ...]


def reliability_curves(calibration: Calibration) -> Mapping[str, ReliabilityCurve]:
    """Return the curves before and after the temperature."""
    return {"before": _curve(calibration.before), "after": _curve(calibration.after)}


def _curve(score: CalibrationScore) -> ReliabilityCurve:
    return ReliabilityCurve(
        confidences=tuple(each.confidence for each in score.bins),
        accuracies=tuple(each.accuracy for each in score.bins),
        counts=tuple(each.n for each in score.bins),
    )


class ReliabilityChart(Chart):
    """Both curves, and the diagonal on which confidence and accuracy agree.

    Attributes
    ----------
    items : dict of str to PlotDataItem
        The curves as drawn.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, x_label="confidence", y_label="share that is right", parent=parent)
        self._curves: Mapping[str, ReliabilityCurve] = {}
        self.items: dict[str, Any] = {}
        self.setAccessibleName("Reliability diagram")

    @property
    def has_numbers(self) -> bool:
        """Whether there is a prediction."""
        return any(curve.counts for curve in self._curves.values())

    def show_curves(self, curves: Mapping[str, ReliabilityCurve]) -> None:
        """Draw `curves`."""
        self._curves = dict(curves)
        self.redraw()

    def draw(self) -> None:
        """Draw the diagonal, and a curve with a dot for each bin, larger where it holds more."""
        self.plot.plot([0.0, 1.0], [0.0, 1.0], pen=self.pen(self.colors.muted, dashed=True))
        self.items = {}
        for name, curve in self._curves.items():
            color = self.of(_COLOURS[name])
            most = max(curve.counts, default=1)
            sizes = [_SMALLEST + (_LARGEST - _SMALLEST) * each / most for each in curve.counts]
            self.items[name] = self.plot.plot(
                list(curve.confidences), list(curve.accuracies), pen=self.pen(color, 2.0),
                symbol="o", symbolSize=sizes, symbolBrush=color,
                symbolPen=pyqtgraph.mkPen(self.colors.plot),
            )  # fmt: skip
        self.plot.setXRange(0.0, 1.0, padding=0.05)
        self.plot.setYRange(0.0, 1.0, padding=0.05)


class ReliabilityDialog(QDialog):
    """Shows the diagram of one classifier, and says what it means."""

    def __init__(self, classifier: Classifier, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Reliability of {classifier.name}")
        calibration = classifier.calibration
        self.chart = ReliabilityChart(theme)
        self.chart.show_curves(reliability_curves(calibration))
        legend = Legend(theme)
        legend.show_entries(
            [
                Entry(f"{name} the temperature (error {score.ece:.3f})", _COLOURS[name], "line")
                for name, score in (("before", calibration.before), ("after", calibration.after))
            ],
            remark="dashed: confidence and accuracy agree",
        )
        said = label(
            f"{calibration.n_predictions:,} predictions for {calibration.n_songs:,} songs that the "
            "networks had not heard, by how sure they were. On the dashed line a confidence of "
            "80 % means right in 80 of 100 cases; below it, the network is too sure of itself. "
            f"A temperature of {calibration.temperature:.2f} is to bring the curve to the line; "
            "the error after it is measured on other songs than those that it was fitted on. "
            "A large dot stands for many predictions; a small one may lie anywhere by chance.",
            role="muted",
        )
        said.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addWidget(label(f"Reliability of {classifier.name}", scale=HEADING, bold=True))
        layout.addWidget(self.chart, stretch=1)
        layout.addWidget(legend)
        layout.addWidget(said)
        layout.addWidget(buttons)
        metrics = self.fontMetrics()
        self.resize(_LETTERS * metrics.averageCharWidth(), _LINES * metrics.lineSpacing())
