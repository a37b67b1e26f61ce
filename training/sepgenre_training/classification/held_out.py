"""Predictions for segments of songs that the network had not seen, whatever they come from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.classification.calibration import Calibration, calibrate
from sepgenre_training.classification.decision import Decision, fit_decision
from sepgenre_training.classification.expectation import Expectation, estimate
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.results import TrialResult

Float64 = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True, eq=False)
class HeldOut:
    """What networks that were trained like a classifier said of songs that they had not seen.

    Attributes
    ----------
    probabilities : ndarray [shape=(n, n_classes)], float64
        Without a temperature. A segment may come several times, from several trials.
    labels : ndarray [shape=(n,)], int32
        True classes.
    songs : ndarray [shape=(n,)], int64
        Of which song each is.
    accuracies, macro_f1s : ndarray [shape=(J,)], float64
        For each trial or fold.
    n_train, n_test : float
        Mean numbers of segments of a trial.
    epochs : int
        How long to train: what the trials recommend.
    source : str
        Where they come from, in words.
    """

    probabilities: Float64
    labels: npt.NDArray[np.int32]
    songs: npt.NDArray[np.int64]
    accuracies: Float64
    macro_f1s: Float64
    n_train: float
    n_test: float
    epochs: int
    source: str


@attrs.frozen(kw_only=True)
class Evidence:
    """How far a classifier can be believed."""

    calibration: Calibration
    decision: Decision
    expected: Expectation


@attrs.frozen(kw_only=True, eq=False)
class EvidenceTask:
    """Held-out predictions to be summed up, by any worker process: scipy takes a second to load."""

    held_out: HeldOut
    target_accuracy: float


def weigh(task: EvidenceTask) -> Evidence:
    """Return what held-out predictions say of a classifier.

    Raises
    ------
    ClassifierError
        Where they are of one song alone.
    """
    held_out = task.held_out
    calibration, tempered = calibrate(held_out.probabilities, held_out.labels, held_out.songs)
    sizes = {"n_train": held_out.n_train, "n_test": held_out.n_test}
    return Evidence(
        calibration=calibration,
        # By predictions whose temperatures did not see them, as new tracks' do not.
        decision=fit_decision(tempered, held_out.labels, target_accuracy=task.target_accuracy),
        expected=Expectation(
            accuracy=estimate(held_out.accuracies, **sizes),
            macro_f1=estimate(held_out.macro_f1s, **sizes),
            n_trials=len(held_out.accuracies),
            source=held_out.source,
        ),
    )


def held_out_of_trials(
    trials: Sequence[TrialResult],
    network: str,
    *,
    segment_genres: Mapping[int, int],
    songs: Mapping[int, int],
    source: str,
) -> HeldOut:
    """Return what the fits of `network` in the trials of a run said of their test sides.

    The epochs recommended are the median of those that the trials chose, halves rounded up: one
    trial that went astray does not move it.

    Parameters
    ----------
    segment_genres : Mapping[int, int]
        The class of each segment, by its identifier.
    songs : Mapping[int, int]
        The song of each segment. One that is not there any more counts as a song of its own.
    source : str
        What to call the run.

    Raises
    ------
    ExperimentError
        Where there is no trial, or its run did not have this network.
    """
    try:
        fits = [trial.fit(network) for trial in trials]
    except KeyError:
        ran = sorted({fit.network for trial in trials for fit in trial.fits if fit.epochs})
        raise ExperimentError(
            f"{source} did not run the network {network!r}.",
            remedy=f"Choose one that it ran ({', '.join(map(repr, ran))}), or train without a run.",
        ) from None
    if not fits:
        raise ExperimentError(
            f"{source} has no finished trial.", remedy="Run it to an end, or train without a run."
        )
    tested = [identifier for trial in trials for identifier in trial.split.test]
    return HeldOut(
        probabilities=np.concatenate([np.array(fit.probabilities, np.float64) for fit in fits]),
        labels=np.array([segment_genres[identifier] for identifier in tested], np.int32),
        songs=np.array([songs.get(each, -each) for each in tested], np.int64),
        accuracies=np.array([fit.metrics.accuracy for fit in fits]),
        macro_f1s=np.array([fit.metrics.macro_f1 for fit in fits]),
        n_train=float(np.mean([len(trial.split.train) for trial in trials])),
        n_test=float(np.mean([len(trial.split.test) for trial in trials])),
        epochs=max(1, math.floor(float(np.median([fit.chosen_epoch for fit in fits])) + 0.5)),
        source=source,
    )
