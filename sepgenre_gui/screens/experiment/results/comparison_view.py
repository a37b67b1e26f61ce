"""Runs side by side: their scores, their differences, what is set otherwise, accuracy by epoch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout

from sepgenre_gui.screens.appearance.metrics import HEADING, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.accuracy_chart import (
    AccuracyChart,
    RunAccuracy,
    run_colour,
)
from sepgenre_gui.screens.experiment.charts.export import ChartExport
from sepgenre_gui.screens.experiment.charts.forest_chart import ForestChart
from sepgenre_gui.screens.experiment.charts.legend import Entry, Legend
from sepgenre_gui.screens.experiment.results.comparison_rows import (
    DIFFERENCE_COLUMNS,
    against,
    difference_rows,
    drawn_difference,
    field_rows,
    score_columns,
    score_rows,
    sentences,
    warnings_of,
)
from sepgenre_gui.screens.experiment.results.parts.figure_model import Column
from sepgenre_gui.screens.experiment.results.parts.figure_table import FigureTable
from sepgenre_gui.screens.experiment.results.parts.page import (
    ScrollPage,
    Sentences,
    WarningBox,
    heading,
    paragraph,
    row_of,
)
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.accuracy_by_epoch import AccuracyCurve, accuracy_by_epoch
from sepgenre_training.report.charts.of_runs import accuracy_chart, difference_chart
from sepgenre_training.report.run_comparison import RunComparison, told_apart

_CHART_LINES = 16
_DIFFERENCE_NOTE = (
    "Each run against the first one, by macro F1. Paired: by trials of equal splits, and judged "
    "by the corrected test. Where the runs share no splits there is Welch's test alone, which is "
    "no ground for a verdict."
)


class ComparisonView(ScrollPage):
    """Shows two runs or more.

    Attributes
    ----------
    title : QLabel
    warning : WarningBox
        Why scores are not tested.
    scores, differences, settings : FigureTable
    network_box : QComboBox
        Whose accuracy and differences are drawn.
    accuracy : AccuracyChart
    forest : ForestChart
    legend : Legend
    differences_export, accuracy_export : ChartExport
        Beside the two charts.
    verdicts : Sentences

    Signals
    -------
    chart_asked : str, str
        A chart shall be exported: its name, as `report.charts.of_runs` has it, and the suffix.
    """

    chart_asked = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._comparison: RunComparison | None = None
        self._accuracies: tuple[tuple[AccuracyCurve, ...], ...] = ()
        self._names: tuple[str, ...] = ()
        self._genres: tuple[str, ...] = ()
        self.title = label(scale=HEADING, bold=True)
        self.title.setWordWrap(True)
        self.warning = WarningBox("Why the scores are not tested")
        self.hint = paragraph("Choose two runs or more to compare them.", role="muted")
        self.scores = FigureTable("Scores of the runs")
        self.differences = FigureTable("Differences from the first run")
        self.settings = FigureTable("What differs between the runs", most_rows=20)
        self.network_box = QComboBox()
        self.network_box.setAccessibleName("Network that is drawn")
        self.accuracy = AccuracyChart(theme)
        self.accuracy.setFixedHeight(_CHART_LINES * self.fontMetrics().lineSpacing())
        self.forest = ForestChart(theme, x_label="difference of macro F1 from the first run")
        self.legend = Legend(theme)
        self._forest_title = paragraph("Macro F1 less that in the first run")
        self._accuracy_title = paragraph("Accuracy on the test side by epoch")
        self.differences_export = ChartExport(
            "differences between the runs", lambda: self._chart_name(difference_chart)
        )
        self.accuracy_export = ChartExport(
            "accuracy by epoch in the runs", lambda: self._chart_name(accuracy_chart)
        )
        self.verdicts = Sentences(bullet="\N{BULLET} ")
        self._headings = {
            name: heading(name)
            for name in ("Scores", "Differences", "Drawn for one network", "What differs")
        }
        self._difference_note = paragraph(_DIFFERENCE_NOTE, role="muted")
        self._build()
        self.network_box.currentIndexChanged.connect(lambda _: self._draw())
        self.clear()

    def show_comparison(
        self,
        comparison: RunComparison,
        records: Sequence[RunRecord],
        accuracies: Sequence[Sequence[AccuracyCurve]] | None = None,
    ) -> None:
        """Show `comparison`, which `compare_runs` made of `records`.

        Parameters
        ----------
        accuracies : sequence of sequence of AccuracyCurve, optional
            What `accuracy_by_epoch` returns for each of the records; computed here where it is
            left out.
        """
        if accuracies is None:
            accuracies = [accuracy_by_epoch(record) for record in records]
        self._comparison, self._accuracies = comparison, tuple(map(tuple, accuracies))
        self._names = told_apart(comparison.names)
        self._genres = tuple(", ".join(record.genres) for record in records)
        chosen = self.network_box.currentText()
        self.network_box.blockSignals(True)  # noqa: FBT003 - Qt's
        self.network_box.clear()
        self.network_box.addItems([each.network for each in comparison.networks])
        self.network_box.setCurrentIndex(max(self.network_box.findText(chosen), 0))
        self.network_box.blockSignals(False)  # noqa: FBT003 - Qt's
        self._show()

    def clear(self) -> None:
        """Show no runs."""
        self._comparison, self._accuracies = None, ()
        self._names = self._genres = ()
        self.network_box.clear()
        self._show()

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.network_box)
        bar.addStretch()
        for chart, export in (
            (self.forest, self.differences_export),
            (self.accuracy, self.accuracy_export),
        ):
            export.serve(chart)
            export.asked.connect(self.chart_asked)
        for part in (self.title, self.hint, self.warning):
            self.body.addWidget(part)
        for name, parts in (
            ("Scores", (self.scores,)),
            ("Differences", (self._difference_note, self.verdicts, self.differences)),
            (
                "Drawn for one network",
                (
                    bar,
                    row_of(self._forest_title, self.differences_export),
                    self.forest,
                    row_of(self._accuracy_title, self.accuracy_export),
                    self.legend,
                    self.accuracy,
                ),
            ),
            ("What differs", (self.settings,)),
        ):
            self.body.addWidget(self._headings[name])
            for each in parts:
                if isinstance(each, QHBoxLayout):
                    self.body.addLayout(each)
                else:
                    self.body.addWidget(each)
        self.body.addStretch()

    def _show(self) -> None:
        comparison = self._comparison
        has_networks = comparison is not None and bool(comparison.networks)
        is_tested = comparison is not None and has_networks and comparison.same_genres
        self.title.setText("" if comparison is None else against(self._names))
        self.hint.setVisible(comparison is None)
        self.warning.show_texts(warnings_of(comparison))
        networks = () if comparison is None else comparison.networks
        self.scores.show_rows(tuple(score_columns(self._names)), tuple(score_rows(networks)))
        self.differences.show_rows(
            DIFFERENCE_COLUMNS, tuple(difference_rows(networks, self._names))
        )
        self.verdicts.show_texts([*sentences(networks, self._names)] if is_tested else [])
        fields = () if comparison is None else (*comparison.configuration, *comparison.provenance)
        n_settings = 0 if comparison is None else len(comparison.configuration)
        self.settings.show_rows(
            (Column("What"), *(Column(name) for name in self._names)),
            tuple(field_rows(fields, n_settings)),
        )
        for name, is_shown in (
            ("Scores", has_networks),
            ("Differences", is_tested),
            ("Drawn for one network", has_networks),
            ("What differs", bool(fields)),
        ):
            self._headings[name].setVisible(is_shown)
        for part in (self._difference_note, self.differences):
            part.setVisible(is_tested)
        for drawn in (
            self.scores, self.network_box, self.accuracy, self._accuracy_title,
            self.accuracy_export,
        ):  # fmt: skip
            drawn.setVisible(has_networks)
        self.title.setVisible(comparison is not None)
        self.settings.setVisible(bool(fields))
        self._draw()

    def _draw(self) -> None:
        """Draw the network that is chosen."""
        network = self.network_box.currentText()
        curves = [
            (name, run_colour(place), curve)
            for place, (name, of_run) in enumerate(
                zip(self._drawn_names(), self._accuracies, strict=True)
            )
            for curve in of_run
            if curve.network == network
        ]
        self.accuracy.show_runs(
            [RunAccuracy(name=name, curve=curve) for name, _, curve in curves],
            [colour for _, colour, _ in curves],
        )
        entries = [Entry(name, colour) for name, colour, _ in curves]
        if self.accuracy.level_line is not None and entries:
            entries.append(Entry("chance", mark="dashed"))
        self.legend.show_entries(entries, "medians over the trials, and the middle half")
        networks = () if self._comparison is None else self._comparison.networks
        drawn = [
            drawn_difference(each, self._names)
            for across in networks
            if across.network == network
            for each in across.differences
            if each.mean_difference is not None
        ]
        self.forest.show_differences(drawn)
        for part in (self.forest, self._forest_title, self.differences_export):
            part.setVisible(bool(drawn))
        self.accuracy_export.setEnabled(self.accuracy.has_numbers)

    def _chart_name(self, name: Callable[[int], str]) -> str:
        return name(self.network_box.currentIndex() + 1)

    def _drawn_names(self) -> tuple[str, ...]:
        """Return the runs' names, with their genres where these tell what is compared."""
        if self._comparison is None or self._comparison.same_genres:
            return self._names
        return tuple(
            f"{name}: {genres}" for name, genres in zip(self._names, self._genres, strict=True)
        )
