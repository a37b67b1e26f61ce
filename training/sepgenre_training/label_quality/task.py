"""The search for wrong labels, as a task that any worker process can run."""

from __future__ import annotations

from collections import Counter

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.label_quality.confident_learning import Suspect, find_suspects

WEAK_AGREEMENT = 0.7
"""Below it, most of what is listed is right: of five wrong labels planted in 66, all were among the
12 that were listed where the models guessed 0.89 of the true genres; where they guessed 0.19, no
better than by lot, 4.5 were among 54."""

CHANCE_LEVEL = 0.05
"""More often than so, models that know nothing would agree with as many labels."""


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
        By models that know little, none is said to be likely wrong.
    agreement : float
        Share of the labels that the predictions share.
    chance : float
        How likely at least as many would be shared by guessing the commonest label each time.
    """

    suspects: tuple[Suspect, ...]
    agreement: float
    chance: float

    @property
    def is_chance(self) -> bool:
        """Return whether the predictions agree no more than by lot."""
        return self.chance > CHANCE_LEVEL


def search_suspects(task: SuspectTask) -> SuspectsFound:
    """Return the labels that are contradicted, the worst first."""
    # Half a second to import: only what searches pays.
    from scipy.stats import binom

    labels = np.array(task.labels)
    n_agreed = int((task.probabilities.argmax(axis=1) == labels).sum())
    (_, commonest), *_ = Counter(task.labels).most_common(1)
    found = SuspectsFound(
        suspects=find_suspects(task.labels, task.probabilities),
        agreement=n_agreed / len(labels),
        chance=float(binom.sf(n_agreed - 1, len(labels), commonest / len(labels))),
    )
    if not found.is_chance and not is_weak(found.agreement):
        return found
    doubtful = tuple(attrs.evolve(each, is_likely_wrong=False) for each in found.suspects)
    return attrs.evolve(found, suspects=doubtful)


def is_weak(agreement: float) -> bool:
    """Return whether models that share so few labels know too little to be taken at their word."""
    return agreement < WEAK_AGREEMENT
