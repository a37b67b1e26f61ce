"""What a classifier can be expected to reach: mean and interval over networks trained like it."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.statistics.hypothesis_tests import (
    confidence_interval,
    corrected_standard_error,
)


@attrs.frozen(kw_only=True)
class Estimate:
    """A mean with its 95 % interval, within 0 and 1; without one where none can be told."""

    mean: float
    low: float | None = None
    high: float | None = None

    def text(self) -> str:
        """Return it as people write it: ``0.62 (0.51 to 0.73)``."""
        if self.low is None or self.high is None:
            return f"{self.mean:.2f}"
        return f"{self.mean:.2f} ({self.low:.2f} to {self.high:.2f})"

    def explained(self) -> str:
        """Return it with what the numbers in brackets are, or why there are none."""
        if self.low is None or self.high is None:
            return f"{self.text()}; too few different trials for an interval"
        return f"{self.text()}, 95 % interval"


@attrs.frozen(kw_only=True)
class Expectation:
    """What a single segment's prediction is expected to reach.

    Attributes
    ----------
    accuracy, macro_f1 : Estimate
        On segments of songs that the networks had not seen.
    n_trials : int
        Over how many trials or folds.
    source : str
        Of what, in words: a run's trials, or a cross-validation.
    """

    accuracy: Estimate
    macro_f1: Estimate
    n_trials: int
    source: str


def estimate(values: npt.NDArray[np.float64], *, n_train: float, n_test: float) -> Estimate:
    """Return the mean of `values` [shape=(J,)] with the corrected resampled t interval.

    The trials' training sets overlap, so the variance is that of Nadeau and Bengio (2003); see
    `statistics.hypothesis_tests`. Where trials do not differ, as where few segments were all
    guessed right, there is no spread to tell an interval from: none is returned, as for one trial.

    Parameters
    ----------
    values : ndarray [shape=(J,)], float64
        A score between 0 and 1 for each trial.
    n_train, n_test : float
        Mean numbers of segments trained and tested on.
    """
    mean = float(values.mean())
    if values.size < 2 or not n_train or np.ptp(values) == 0.0:
        return Estimate(mean=mean)
    error = corrected_standard_error(values, n_train=n_train, n_test=n_test)
    interval = confidence_interval(values, error)
    return Estimate(mean=mean, low=max(0.0, interval.low), high=min(1.0, interval.high))
