"""What an experiment leaves behind: immutable values, free of any storage."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from sepgenre_training.experiment.config import ExperimentConfig


@attrs.frozen(kw_only=True)
class Split:
    """Which segments stand on which side in one trial (segment identifiers, ascending).

    `validation` is empty under the protocol ``paper``, which chooses the epoch by test loss.
    """

    train: tuple[int, ...]
    validation: tuple[int, ...] = ()
    test: tuple[int, ...]


@attrs.frozen(kw_only=True)
class EpochMetrics:
    """One epoch of one fit. Losses are cross-entropies in nats, without penalties.

    `epoch` counts from 1. The training figures are means over the epoch's batches, in training
    mode (dropout active) and weighted by class, as optimised; the others are taken after the
    epoch, unweighted. Validation figures are None where the protocol has no validation side.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    test_loss: float
    test_accuracy: float
    test_macro_f1: float


@attrs.frozen(kw_only=True)
class ClassificationMetrics:
    """Figures of one set of predictions.

    `per_class_f1` follows the order of the run's genres, NaN for a genre that is neither on the
    test side nor predicted; `macro_f1` is the mean of the others. `confusion[i][j]` counts
    segments of genre i predicted as genre j.
    """

    accuracy: float
    macro_f1: float
    weighted_f1: float
    loss: float
    per_class_f1: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]


@attrs.frozen(kw_only=True)
class FitResult:
    """One network in one trial: its curve, and its metrics on the test side at the chosen epoch.

    `probabilities[i]` belongs to the i-th segment of the trial's test side, in genre order.
    Reference rows (majority class, logistic regression) have no epochs and `chosen_epoch` 0.
    """

    network: str
    chosen_epoch: int
    epochs: tuple[EpochMetrics, ...]
    metrics: ClassificationMetrics
    probabilities: tuple[tuple[float, ...], ...]


@attrs.frozen(kw_only=True)
class TrialResult:
    """One trial: one seed, one split, every network on it."""

    index: int
    seed: int
    split: Split
    fits: tuple[FitResult, ...]
    elapsed_s: float

    def fit(self, network: str) -> FitResult:
        """Return the fit of `network`; KeyError where the trial has none."""
        for fit in self.fits:
            if fit.network == network:
                return fit
        raise KeyError(network)


@attrs.frozen(kw_only=True)
class RunRecord:
    """A run as the report reads it.

    Attributes
    ----------
    name : str
        What the person calls the run.
    config : ExperimentConfig
        The configuration, complete.
    genres : tuple of str
        Genre names; their order is that of every per-class figure.
    segment_genres : Mapping[int, int]
        For each segment identifier, the index of its genre in `genres`.
    segment_titles : Mapping[int, str]
        For each segment identifier, a title that a person recognises.
    trials : tuple of TrialResult
        The finished trials, by index; fewer than ``config.trials`` while the run goes on.
    provenance : Mapping[str, str]
        Versions, hashes, separator, machine: all that is needed to repeat the run.
    warnings : tuple of str
        What a reader should know before believing the figures.
    """

    name: str
    config: ExperimentConfig
    genres: tuple[str, ...]
    segment_genres: Mapping[int, int]
    segment_titles: Mapping[int, str]
    trials: tuple[TrialResult, ...]
    provenance: Mapping[str, str]
    warnings: tuple[str, ...] = ()
