"""All the numbers of a run at once, for who must not be held up by computing them.

scipy alone takes a second to import, so a window lets a worker call `compute_run_figures` and
receives the values, which import nothing that stalls.
"""

from __future__ import annotations

import attrs

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.accuracy_by_epoch import AccuracyCurve, accuracy_by_epoch
from sepgenre_training.report.confusion import Confusion, confusions
from sepgenre_training.report.f1_distribution import F1Distribution, f1_distribution
from sepgenre_training.report.learning_curves import LearningCurve, learning_curves
from sepgenre_training.report.methods import methods_paragraph, references
from sepgenre_training.report.segments import SegmentDifficulty, segment_difficulties
from sepgenre_training.report.selection import guessing_loss
from sepgenre_training.report.significance import Significance, significance
from sepgenre_training.report.spread import F1Spread, f1_spread
from sepgenre_training.report.stem_contribution import StemContribution, stem_contributions
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
    f1_spread : tuple of F1Spread
        The same as violin, box and dots.
    learning_curves : tuple of LearningCurve
    accuracy_by_epoch : tuple of AccuracyCurve
    confusions : tuple of Confusion
        With the F1 of each genre.
    difficulties : tuple of SegmentDifficulty
        The hardest segment first.
    stem_contributions : tuple of StemContribution
        None where the run has no ablation.
    summary : Summary
    guessing_loss : float
        In nats.
    methods : str
        A paragraph for a paper.
    references : tuple of str
        The works that it cites.
    """

    table1: tuple[TableRow, ...]
    significance: Significance
    f1_distribution: F1Distribution
    f1_spread: tuple[F1Spread, ...]
    learning_curves: tuple[LearningCurve, ...]
    accuracy_by_epoch: tuple[AccuracyCurve, ...]
    confusions: tuple[Confusion, ...]
    difficulties: tuple[SegmentDifficulty, ...]
    stem_contributions: tuple[StemContribution, ...]
    summary: Summary
    guessing_loss: float
    methods: str
    references: tuple[str, ...]


def compute_run_figures(record: RunRecord) -> RunFigures:
    """Return all figures of `record`, whatever part of it has finished."""
    return RunFigures(
        table1=table1(record),
        significance=significance(record),
        f1_distribution=f1_distribution(record),
        f1_spread=f1_spread(record),
        learning_curves=learning_curves(record),
        accuracy_by_epoch=accuracy_by_epoch(record),
        confusions=confusions(record),
        difficulties=segment_difficulties(record),
        stem_contributions=stem_contributions(record),
        summary=summarise(record),
        guessing_loss=guessing_loss(record),
        methods=methods_paragraph(record),
        references=references(record),
    )
