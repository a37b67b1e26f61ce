"""The search for wrong labels, as a task that any worker process can run."""

from __future__ import annotations

from collections import Counter

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


@attrs.frozen(kw_only=True)
class SuspectsFound:
    """What is suspicious, and how much the models know.

    Attributes
    ----------
    suspects : tuple of Suspect
    agreement : float
        Share of the labels that the predictions share.
    chance : float
        How likely at least as many would be shared by guessing the commonest label each time.
    """

    suspects: tuple[Suspect, ...]
    agreement: float
    chance: float


def search_suspects(task: SuspectTask) -> SuspectsFound:
    """Return the labels that are contradicted, the worst first."""
    # Half a second to import: only what searches pays.
    from scipy.stats import binom

    labels = np.array(task.labels)
    n_agreed = int((task.probabilities.argmax(axis=1) == labels).sum())
    (_, commonest), *_ = Counter(task.labels).most_common(1)
    return SuspectsFound(
        suspects=find_suspects(task.labels, task.probabilities),
        agreement=n_agreed / len(labels),
        chance=float(binom.sf(n_agreed - 1, len(labels), commonest / len(labels))),
    )
