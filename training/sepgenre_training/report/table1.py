"""The numbers of Table 1: each network's scores over the trials, with the paper's beside."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import FULL_MIX, NO_VOX, STEMS_CONV, STEMS_SEPARABLE
from sepgenre_training.report.selection import fits_of, reference_names


@attrs.frozen(kw_only=True)
class PaperFigures:
    """What the paper prints for a network: means of 50 trials. It does not say which F1."""

    accuracy: float
    f1: float


PAPER_FIGURES = {
    FULL_MIX: PaperFigures(accuracy=0.380, f1=0.350),
    NO_VOX: PaperFigures(accuracy=0.384, f1=0.371),
    STEMS_CONV: PaperFigures(accuracy=0.456, f1=0.435),
    STEMS_SEPARABLE: PaperFigures(accuracy=0.451, f1=0.419),
}
"""Table 1 of Mersy and Kuan (arXiv 2012.03359)."""


@attrs.frozen(kw_only=True)
class MeanAndDeviation:
    """Mean over trials, and standard deviation (J - 1); None where there are too few trials."""

    mean: float | None
    standard_deviation: float | None


@attrs.frozen(kw_only=True)
class TableRow:
    """One row of Table 1.

    Attributes
    ----------
    name : str
        The network or reference.
    trials : int
        Trials in which it has a fit.
    accuracy, macro_f1, weighted_f1 : MeanAndDeviation
        On the test side, at the chosen epoch.
    median_loss : float or None
        Median over trials of the test loss at the chosen epoch, in nats; infinite where the
        loss diverged in half of the trials.
    paper : PaperFigures or None
        None for references.
    is_baseline, is_reference : bool
        The row marked with a dagger; a row below the four networks.
    """

    name: str
    trials: int
    accuracy: MeanAndDeviation
    macro_f1: MeanAndDeviation
    weighted_f1: MeanAndDeviation
    median_loss: float | None
    paper: PaperFigures | None
    is_baseline: bool
    is_reference: bool


def mean_and_deviation(values: Sequence[float]) -> MeanAndDeviation:
    """Return mean and standard deviation (J - 1 in the denominator) of `values`."""
    return MeanAndDeviation(
        mean=float(np.mean(values)) if values else None,
        standard_deviation=float(np.std(values, ddof=1)) if len(values) > 1 else None,
    )


def table1(record: RunRecord) -> tuple[TableRow, ...]:
    """Return the rows of Table 1: the configured networks, then the references.

    A network that has no fit yet keeps its row, with zero trials and no figures.
    """
    references = reference_names(record)
    return tuple(
        _row(record, name, is_reference=name in references)
        for name in (*record.config.networks, *references)
    )


def _row(record: RunRecord, name: str, *, is_reference: bool) -> TableRow:
    metrics = [fit.metrics for fit in fits_of(record, name)]
    # A loss that is not a number has diverged, which is worse than any number.
    losses = [np.inf if np.isnan(each.loss) else each.loss for each in metrics]
    return TableRow(
        name=name,
        trials=len(metrics),
        accuracy=mean_and_deviation([each.accuracy for each in metrics]),
        macro_f1=mean_and_deviation([each.macro_f1 for each in metrics]),
        weighted_f1=mean_and_deviation([each.weighted_f1 for each in metrics]),
        median_loss=float(np.median(losses)) if losses else None,
        paper=None if is_reference else PAPER_FIGURES.get(name),
        is_baseline=name == record.config.baseline,
        is_reference=is_reference,
    )
