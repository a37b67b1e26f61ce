"""All the numbers of a run at once, for who must not be held up by computing them.

scipy alone takes a second to import, so a window lets a worker call `compute_run_figures` and
receives the values, which import nothing that stalls.
"""

from __future__ import annotations

import attrs

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.confusion import Confusion, confusions
from sepgenre_training.report.f1_distribution import F1Distribution, f1_distribution
from sepgenre_training.report.learning_curves import LearningCurve, learning_curves
from sepgenre_training.report.segments import SegmentDifficulty, segment_difficulties
from sepgenre_training.report.selection import guessing_loss
from sepgenre_training.report.significance import Significance, significance
from sepgenre_training.report.summary import Summary, summarise
from sepgenre_training.report.table1 import TableRow, table1


@attrs.frozen(kw_only=True)
class RunFigures:
    """What the charts and tables of a run show; picklable.

    Attributes
    ----------
    table1 : tuple of TableRow
    significance : Significance
    f1_distribution : F1Distribution
        Figure 1.
    learning_curves : tuple of LearningCurve
    confusions : tuple of Confusion
        With the F1 of each genre.
    difficulties : tuple of SegmentDifficulty
        The hardest segment first.
    summary : Summary
    guessing_loss : float
        In nats.
    """

    table1: tuple[TableRow, ...]
    significance: Significance
    f1_distribution: F1Distribution
    learning_curves: tuple[LearningCurve, ...]
    confusions: tuple[Confusion, ...]
    difficulties: tuple[SegmentDifficulty, ...]
    summary: Summary
    guessing_loss: float


def compute_run_figures(record: RunRecord) -> RunFigures:
    """Return all figures of `record`, whatever part of it has finished."""
    return RunFigures(
        table1=table1(record),
        significance=significance(record),
        f1_distribution=f1_distribution(record),
        learning_curves=learning_curves(record),
        confusions=confusions(record),
        difficulties=segment_difficulties(record),
        summary=summarise(record),
        guessing_loss=guessing_loss(record),
    )
