"""Calibration: a temperature, so that a confidence of 0.8 means right in four of five cases."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
import numpy.typing as npt
from attrs import validators

from sepgenre_training.errors import ClassifierError
from sepgenre_training.experiment.metrics import cross_entropy

Float64 = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]

TEMPERATURE_LIMITS = (0.05, 20.0)
"""A temperature at the upper end says that the predictions held out were no better than guessing;
beyond the ends, the probabilities hardly change any more."""

N_BINS = 10
N_FOLDS = 5

_SMALLEST_PROBABILITY = 1e-12


@attrs.frozen(kw_only=True)
class ReliabilityBin:
    """Predictions of about equal confidence: how sure they were, and how often right.

    Attributes
    ----------
    low, high : float
        Between which their confidences lie; `high` is part of the bin, `low` is not.
    n : int
        How many they are, at least one.
    confidence, accuracy : float
        Their mean confidence, and the share that is right.
    """

    low: float
    high: float
    n: int = attrs.field(validator=validators.ge(1))
    confidence: float
    accuracy: float


@attrs.frozen(kw_only=True)
class CalibrationScore:
    """How well probabilities agree with what is true.

    Attributes
    ----------
    nll : float
        Mean negative log-likelihood, in nats.
    ece : float
        Expected calibration error: the mean gap of confidence and accuracy over the bins.
    bins : tuple of ReliabilityBin
        The reliability diagram; bins without a prediction are left out.
    """

    nll: float
    ece: float
    bins: tuple[ReliabilityBin, ...]


@attrs.frozen(kw_only=True)
class Calibration:
    """The temperature of a classifier, and what it is worth.

    Attributes
    ----------
    temperature : float
        Divides the logits; fitted on all predictions held out.
    n_predictions, n_songs : int
        On how many predictions of how many songs. Few songs make an uncertain temperature.
    before, after : CalibrationScore
        Without a temperature, and with temperatures that were each fitted on other songs than
        they are judged by.
    """

    temperature: float = attrs.field(
        validator=[validators.ge(TEMPERATURE_LIMITS[0]), validators.le(TEMPERATURE_LIMITS[1])]
    )
    n_predictions: int = attrs.field(validator=validators.ge(1))
    n_songs: int = attrs.field(validator=validators.ge(1))
    before: CalibrationScore
    after: CalibrationScore


def apply_temperature(probabilities: Float64, temperature: float) -> Float64:
    """Return softmax(log p / T) of each row of `probabilities` [shape=(n, n_classes)].

    The softmax of logits over T is the same: logits and log-probabilities differ by a constant.
    """
    logits = np.log(np.maximum(probabilities, _SMALLEST_PROBABILITY)) / temperature
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    tempered: Float64 = exponentials / exponentials.sum(axis=1, keepdims=True)
    return tempered


def fit_temperature(probabilities: Float64, labels: Labels) -> float:
    """Return the temperature at which `probabilities` have the least negative log-likelihood.

    Labels count as (n + 1) / (n + n_classes) right, and the rest is shared by the other classes: as
    if one more prediction of each class had been seen. Otherwise a few that happen to be all right
    would make every later one completely sure. The loss is convex in 1/T, so a bounded search finds
    the minimum.

    Parameters
    ----------
    probabilities : ndarray [shape=(n, n_classes)], float64
        Predictions for examples that were held out; rows sum to 1.
    labels : ndarray [shape=(n,)], int32
        True classes.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On calibration of modern neural networks",
    ICML 2017, section 4.2. J. Platt, "Probabilistic outputs for support vector machines", 1999,
    section 2.2, for the targets.
    """
    # A second to import, which only the worker that fits pays.
    from scipy.optimize import minimize_scalar

    low, high = TEMPERATURE_LIMITS
    logits = np.log(np.maximum(probabilities, _SMALLEST_PROBABILITY))
    n_predictions, n_classes = probabilities.shape
    targets = np.ones_like(probabilities)
    targets[np.arange(n_predictions), labels] += n_predictions
    targets /= n_predictions + n_classes

    def loss(inverse: float) -> float:
        # Without the floor of `cross_entropy`, where the loss would be flat and misguide.
        scaled = inverse * logits
        largest = scaled.max(axis=1)
        normalisers = largest + np.log(np.exp(scaled - largest[:, np.newaxis]).sum(axis=1))
        return float((normalisers - (targets * scaled).sum(axis=1)).mean())

    result = minimize_scalar(
        loss,
        bounds=(1.0 / high, 1.0 / low),
        method="bounded",
        options={"xatol": 1e-6},
    )
    return float(np.clip(1.0 / result.x, low, high))


def reliability_bins(
    probabilities: Float64, labels: Labels, *, n_bins: int = N_BINS
) -> tuple[ReliabilityBin, ...]:
    """Return the reliability diagram of `probabilities`: bins of equal width over (0, 1].

    The confidence is the largest probability, as in Guo et al. (2017).
    """
    confidences, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    places = np.clip(np.ceil(confidences * n_bins).astype(int) - 1, 0, n_bins - 1)
    bins = []
    for place in range(n_bins):
        inside = places == place
        if inside.any():
            bins.append(
                ReliabilityBin(
                    low=place / n_bins,
                    high=(place + 1) / n_bins,
                    n=int(inside.sum()),
                    confidence=float(confidences[inside].mean()),
                    accuracy=float(right[inside].mean()),
                )
            )
    return tuple(bins)


def expected_calibration_error(bins: tuple[ReliabilityBin, ...]) -> float:
    """Return the mean of abs(accuracy - confidence) over `bins`, by their numbers.

    References
    ----------
    M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using
    Bayesian binning", AAAI 2015.
    """
    total = sum(each.n for each in bins)
    return sum(each.n * abs(each.accuracy - each.confidence) for each in bins) / total


def score_calibration(probabilities: Float64, labels: Labels) -> CalibrationScore:
    """Return how well `probabilities` [shape=(n, n_classes)] agree with `labels` [shape=(n,)]."""
    bins = reliability_bins(probabilities, labels)
    return CalibrationScore(
        nll=cross_entropy(labels, probabilities), ece=expected_calibration_error(bins), bins=bins
    )


def cross_fit(
    probabilities: Float64, labels: Labels, songs: npt.NDArray[np.int64], *, n_folds: int = N_FOLDS
) -> Float64:
    """Return each prediction with a temperature that was fitted on other songs' predictions.

    So what is computed from them is no praise of the temperature by the data that chose it.

    Parameters
    ----------
    probabilities : ndarray [shape=(n, n_classes)], float64
    labels : ndarray [shape=(n,)], int32
    songs : ndarray [shape=(n,)], int64
        Of which song each prediction is. All of one song are in one fold.
    n_folds : int
        As many, or one for each song where these are fewer.

    Raises
    ------
    ClassifierError
        Where all are of one song.
    """
    tempered = np.empty_like(probabilities)
    for inside in _folds(songs, n_folds):
        temperature = fit_temperature(probabilities[~inside], labels[~inside])
        tempered[inside] = apply_temperature(probabilities[inside], temperature)
    return tempered


def calibrate(
    probabilities: Float64, labels: Labels, songs: npt.NDArray[np.int64]
) -> tuple[Calibration, Float64]:
    """Return the calibration of a classifier, and its cross-fitted predictions (`cross_fit`)."""
    tempered = cross_fit(probabilities, labels, songs)
    calibration = Calibration(
        temperature=fit_temperature(probabilities, labels),
        n_predictions=len(labels),
        n_songs=len(np.unique(songs)),
        before=score_calibration(probabilities, labels),
        after=score_calibration(tempered, labels),
    )
    return calibration, tempered


def _folds(songs: npt.NDArray[np.int64], n_folds: int) -> Iterator[npt.NDArray[np.bool_]]:
    different = np.unique(songs)
    if len(different) < 2:
        raise ClassifierError(
            "The predictions held out are of one song alone, so no temperature can be judged.",
            remedy="Label more songs, or run more trials.",
        )
    # Identifiers count up in the order of import, which is often that of genres.
    order = np.random.default_rng(0).permutation(different)
    for fold in np.array_split(order, min(n_folds, len(different))):
        yield np.isin(songs, fold)
