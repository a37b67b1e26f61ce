"""The numbers of the confusion matrices: counts and rates over all trials, F1 of each genre."""

from __future__ import annotations

import attrs
import numpy as np

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.selection import fits_of, networks_fitted
from sepgenre_training.report.table1 import MeanAndDeviation, mean_and_deviation


@attrs.frozen(kw_only=True)
class Confusion:
    """One network's confusions, summed over its trials.

    Attributes
    ----------
    network : str
    counts : tuple of tuple of int
        ``counts[i][j]``: how often a segment of genre i was predicted as genre j.
    rates : tuple of tuple of float
        Each row over its sum; zeros for a genre that was never tested.
    genre_f1 : tuple of MeanAndDeviation
        For each genre, over the trials that tell it: not those in which it is neither on the
        test side nor predicted.
    """

    network: str
    counts: tuple[tuple[int, ...], ...]
    rates: tuple[tuple[float, ...], ...]
    genre_f1: tuple[MeanAndDeviation, ...]


def confusions(record: RunRecord) -> tuple[Confusion, ...]:
    """Return one matrix for each network that has fits, in the order of Table 1."""
    return tuple(_confusion(record, network) for network in networks_fitted(record))


def _confusion(record: RunRecord, network: str) -> Confusion:
    metrics = [fit.metrics for fit in fits_of(record, network)]
    counts = np.array([each.confusion for each in metrics], dtype=np.int64).sum(axis=0)
    rates = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return Confusion(
        network=network,
        counts=tuple(tuple(int(count) for count in row) for row in counts),
        rates=tuple(tuple(float(rate) for rate in row) for row in rates),
        genre_f1=tuple(
            mean_and_deviation([f1 for f1 in of_genre if not np.isnan(f1)])
            for of_genre in zip(*(each.per_class_f1 for each in metrics), strict=True)
        ),
    )
