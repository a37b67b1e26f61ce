"""Accuracy by epoch of one network in several runs, such as one on a similar pair of genres."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.bands_chart import Band, BandsChart
from sepgenre_training.report.accuracy_by_epoch import AccuracyCurve

RUN_COLOURS = (
    ("#2f6fc4", "#6ea8f5"),
    ("#c96a12", "#f0a050"),
    ("#12806d", "#3fc4ab"),
    ("#b02f70", "#ec7bb0"),
    ("#6a4fb8", "#b39df0"),
    ("#6a7078", "#a6adb8"),
)
"""Of runs, in their order: on light ground, and on dark. More runs begin anew."""


@attrs.frozen(kw_only=True)
class RunAccuracy:
    """One run's curve."""

    name: str
    curve: AccuracyCurve


def run_colour(place: int) -> tuple[str, str]:
    """Return the colour of the run in `place`, counted from 0."""
    return RUN_COLOURS[place % len(RUN_COLOURS)]


class AccuracyChart(BandsChart):
    """Draws a band for each run, by its name; the dashed line is chance where all share it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, y_label="test accuracy", hint="No network has learned yet.")
        self.setAccessibleName("Test accuracy by epoch")

    def show_runs(self, runs: Sequence[RunAccuracy], colours: Sequence[tuple[str, str]]) -> None:
        """Draw `runs`; their names are unique."""
        chances = {run.curve.chance for run in runs}
        self.show_bands(
            [
                Band(
                    name=run.name,
                    colour=colour,
                    epochs=run.curve.epochs,
                    quartiles=run.curve.accuracy,
                )
                for run, colour in zip(runs, colours, strict=True)
            ],
            level=chances.pop() if len(chances) == 1 else None,
        )
