"""The numbers of the learning curves: median and quartiles over trials, epoch by epoch."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from sepgenre_training.experiment.results import EpochMetrics, RunRecord
from sepgenre_training.report.selection import fits_of, networks_fitted


@attrs.frozen(kw_only=True)
class Quartiles:
    """The middle half of the trials.

    Attributes
    ----------
    lower, median, upper : float
        First, second and third quartile of the finite values.
    trials : int
        Number of finite values.
    diverged : int
        Number of values that are infinite or not a number, left out of the quartiles.
    """

    lower: float
    median: float
    upper: float
    trials: int
    diverged: int = 0


@attrs.frozen(kw_only=True)
class EpochSummary:
    """One epoch of one network over all trials; None where no trial has a finite value."""

    epoch: int
    train_loss: Quartiles | None
    validation_loss: Quartiles | None
    test_loss: Quartiles | None
    test_accuracy: Quartiles | None


@attrs.frozen(kw_only=True)
class LearningCurve:
    """The curve of one network, by epoch, and how often each epoch was the chosen one."""

    network: str
    epochs: tuple[EpochSummary, ...]
    times_chosen: tuple[int, ...]


def quartiles(values: Iterable[float | None]) -> Quartiles | None:
    """Return the quartiles of `values` (linear interpolation); None where none is finite."""
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    finite = known[np.isfinite(known)]
    if finite.size == 0:
        return None
    lower, median, upper = np.quantile(finite, [0.25, 0.5, 0.75])
    return Quartiles(
        lower=float(lower),
        median=float(median),
        upper=float(upper),
        trials=int(finite.size),
        diverged=int(known.size - finite.size),
    )


def learning_curves(record: RunRecord) -> tuple[LearningCurve, ...]:
    """Return one curve for each network that has fits with epochs."""
    curves = []
    for network in networks_fitted(record):
        fits = fits_of(record, network)
        by_epoch: dict[int, list[EpochMetrics]] = {}
        for fit in fits:
            for epoch in fit.epochs:
                by_epoch.setdefault(epoch.epoch, []).append(epoch)
        if by_epoch:
            chosen = [fit.chosen_epoch for fit in fits]
            curves.append(
                LearningCurve(
                    network=network,
                    epochs=tuple(_summary(epoch, by_epoch[epoch]) for epoch in sorted(by_epoch)),
                    times_chosen=tuple(chosen.count(epoch) for epoch in sorted(by_epoch)),
                )
            )
    return tuple(curves)


def _summary(epoch: int, metrics: list[EpochMetrics]) -> EpochSummary:
    return EpochSummary(
        epoch=epoch,
        train_loss=quartiles(each.train_loss for each in metrics),
        validation_loss=quartiles(each.validation_loss for each in metrics),
        test_loss=quartiles(each.test_loss for each in metrics),
        test_accuracy=quartiles(each.test_accuracy for each in metrics),
    )
