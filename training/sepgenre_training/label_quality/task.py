"""The search for wrong labels, as a task that any worker process can run."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.label_quality.confident_learning import Suspect, find_suspects


@attrs.frozen(kw_only=True, eq=False)
class SuspectTask:
    """Labels, and what models guess that have not heard their songs.

    Attributes
    ----------
    labels : tuple of int [n]
    probabilities : ndarray [shape=(n, n_classes)], float64
        From `learning.held_out`.
    """

    labels: tuple[int, ...]
    probabilities: npt.NDArray[np.float64]


def search_suspects(task: SuspectTask) -> tuple[Suspect, ...]:
    """Return the labels that most likely are wrong, the worst first."""
    return find_suspects(task.labels, task.probabilities)
