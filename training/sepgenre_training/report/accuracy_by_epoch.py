"""The numbers of the paper's introduction: accuracy by epoch over the trials."""

from __future__ import annotations

import attrs

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.learning_curves import Quartiles, learning_curves


@attrs.frozen(kw_only=True)
class AccuracyCurve:
    """One network's accuracy on the test side, epoch by epoch.

    Attributes
    ----------
    network : str
    epochs : tuple of int
        From 1.
    accuracy : tuple of Quartiles
        For each epoch, over the trials.
    chance : float
        Accuracy of a guess that gives every genre of the run the same chance.
    """

    network: str
    epochs: tuple[int, ...]
    accuracy: tuple[Quartiles, ...]
    chance: float


def accuracy_by_epoch(record: RunRecord) -> tuple[AccuracyCurve, ...]:
    """Return one curve for each network that has fits with epochs."""
    curves = []
    for curve in learning_curves(record):
        known = [(each.epoch, each.test_accuracy) for each in curve.epochs if each.test_accuracy]
        curves.append(
            AccuracyCurve(
                network=curve.network,
                epochs=tuple(epoch for epoch, _ in known),
                accuracy=tuple(quartiles for _, quartiles in known),
                chance=1.0 / len(record.genres),
            )
        )
    return tuple(curves)
