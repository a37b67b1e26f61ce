"""The verdict on a track: its windows' probabilities pooled, and when it is unsure."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
from attrs import validators

Float64 = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]

TARGET_ACCURACY = 0.8
"""Of five verdicts that are not marked unsure, four shall be right."""

LEAST_PREDICTIONS = 10
"""The accuracy of fewer predictions says too little to rest a threshold on."""

_SMALLEST_PROBABILITY = 1e-12


@attrs.frozen(kw_only=True)
class Decision:
    """Below which confidence a verdict is called unsure.

    Attributes
    ----------
    unsure_below : float
        The threshold; more than 1 where no confidence reaches the target.
    target_accuracy : float
        What the verdicts that are not unsure shall reach.
    accuracy, share : float or None, float
        What predictions held out at or above the threshold reach, and how many of all they are.
    """

    unsure_below: float = attrs.field(validator=[validators.ge(0.0), validators.le(2.0)])
    target_accuracy: float = attrs.field(validator=[validators.gt(0.0), validators.le(1.0)])
    accuracy: float | None
    share: float

    @property
    def is_reachable(self) -> bool:
        """Whether any verdict can be sure."""
        return self.unsure_below <= 1.0


@attrs.frozen(kw_only=True)
class Verdict:
    """What a classifier says of a whole track.

    Attributes
    ----------
    label : int
        Index of the most probable class.
    confidence : float
        Its pooled probability.
    probabilities : tuple of float
        Of all classes, pooled over the windows.
    """

    label: int
    confidence: float
    probabilities: tuple[float, ...]

    def is_unsure(self, unsure_below: float) -> bool:
        """Return whether the confidence is below the threshold."""
        return self.confidence < unsure_below


def pool(windows: Float64) -> Verdict:
    """Return the verdict on a track from the probabilities of its windows.

    The mean of the log-probabilities, normalised: the geometric mean. A window that rules a genre
    out counts against it more than under the arithmetic mean, and many windows do not add up to
    certainty as under the product: windows of one track repeat each other, so they are no
    independent evidence. The confidence therefore stays on the scale of a single segment's, for
    which temperature and threshold were fitted; it can only be lower where windows disagree.

    Parameters
    ----------
    windows : ndarray [shape=(n_windows, n_classes)], float64
        Tempered; rows sum to 1; at least one.

    References
    ----------
    J. Kittler, M. Hatef, R. P. W. Duin and J. Matas, "On combining classifiers", IEEE TPAMI 20
    (1998), 226-239.
    """
    means = np.log(np.maximum(windows, _SMALLEST_PROBABILITY)).mean(axis=0)
    exponentials = np.exp(means - means.max())
    pooled = exponentials / exponentials.sum()
    label = int(pooled.argmax())
    return Verdict(
        label=label,
        confidence=float(pooled[label]),
        probabilities=tuple(float(value) for value in pooled),
    )


def least_confidence(n_classes: int) -> float:
    """Return the floor of the threshold: twice what guessing gives, and at most one half.

    Held-out predictions that are all right, of few songs, would else allow any confidence.
    """
    return min(0.5, 2.0 / n_classes)


def fit_decision(
    probabilities: Float64, labels: Labels, *, target_accuracy: float = TARGET_ACCURACY
) -> Decision:
    """Return the lowest confidence from which on predictions held out reach the target accuracy.

    It is at least `least_confidence`, and at least `LEAST_PREDICTIONS` predictions lie at or above
    it. Where no confidence reaches the target, every verdict is unsure: that is what the data say.

    Parameters
    ----------
    probabilities : ndarray [shape=(n, n_classes)], float64
        Tempered predictions held out (`calibration.cross_fit`).
    labels : ndarray [shape=(n,)], int32
        True classes.
    target_accuracy : float
        See `Decision`.
    """
    confidences = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    floor = least_confidence(probabilities.shape[1])
    for threshold in np.unique(np.maximum(confidences, floor)):
        above = confidences >= threshold
        if above.sum() < min(LEAST_PREDICTIONS, len(labels)):
            break
        if right[above].mean() >= target_accuracy:
            return Decision(
                unsure_below=float(threshold),
                target_accuracy=target_accuracy,
                accuracy=float(right[above].mean()),
                share=float(above.mean()),
            )
    return Decision(unsure_below=2.0, target_accuracy=target_accuracy, accuracy=None, share=0.0)
