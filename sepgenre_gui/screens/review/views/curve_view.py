"""The page of the learning curve."""

from __future__ import annotations

from PySide6.QtCore import Signal

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.legend import Legend
from sepgenre_gui.screens.experiment.results.parts.page import ScrollPage, paragraph
from sepgenre_gui.screens.review.charts.curve_chart import ENTRIES, CurveChart
from sepgenre_gui.screens.review.views.parts import (
    button,
    offer,
    progress_text,
    row_of_buttons,
)
from sepgenre_gui.services.learning.curve import LearningCurve

_HINT = (
    "The curve tells whether more labels would still help: it learns from a few of the confirmed "
    "labels, then from more, and tests on songs that were not learned from."
)


class CurveView(ScrollPage):
    """Shows a `LearningCurve`.

    Signals
    -------
    compute_asked, cancel_asked
        A button was pressed.
    """

    compute_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.told, self.progress = paragraph(), paragraph(role="muted")
        self._obstacle = paragraph(role="danger")
        self.compute = button(
            "Compute the &curve",
            "Learn from few labels, then from more",
            key="Ctrl+Return",
            role="primary",
        )
        self.cancel = button("Ca&ncel", "Stop computing; what is drawn stays")
        self.chart, self.legend = CurveChart(theme), Legend(theme)
        self.body.addWidget(paragraph(_HINT))
        self.body.addLayout(row_of_buttons(self.compute, self.cancel))
        for part in (self._obstacle, self.progress, self.told, self.chart, self.legend):
            self.body.addWidget(part)
        self.body.addStretch()
        self.compute.clicked.connect(self.compute_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.chart.show_points(())
        self.told.hide()
        self.show_job(None)

    def show_obstacle(self, reason: str, busy: str = "") -> None:
        """Say why it cannot be computed; empty where it can. `busy`: it goes on."""
        offer(self.compute, reason or busy)
        self._obstacle.setText(reason)
        self._obstacle.setVisible(bool(reason))

    def show_job(self, job: Job | None) -> None:
        """Show how far the computation is; None where there is none."""
        self.progress.setText("" if job is None else progress_text(job))
        for part in (self.progress, self.cancel):
            part.setVisible(job is not None)

    def show_curve(self, curve: LearningCurve) -> None:
        """Draw `curve`."""
        self.chart.show_points(curve.points)
        self.legend.show_entries(ENTRIES, "whiskers: deviation between folds")
        last = curve.points[-1]
        self.told.setText(
            f"With {last.n_labels} labels, accuracy {last.accuracy:.2f} and macro F1 "
            f"{last.macro_f1:.2f} on songs held out, by {curve.model}, separated by "
            f"{curve.separator}; {curve.n_labels} labels are there."
        )
        self.told.show()
