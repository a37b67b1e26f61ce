"""Confident learning: labels that held-out predictions contradict."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True)
class Suspect:
    """A label that most likely is wrong.

    Attributes
    ----------
    row : int
        The segment's row.
    given : int
        Its label.
    likely : int
        The most probable class other than `given`.
    quality : float
        Probability of the given label, by a model that has not heard the song: low is suspicious.
    likely_probability : float
        That of `likely`.
    """

    row: int
    given: int
    likely: int
    quality: float
    likely_probability: float


def find_suspects(labels: Sequence[int], probabilities: Float64) -> tuple[Suspect, ...]:
    """Return the labels that most likely are wrong, the worst first.

    Confident learning (Northcutt, Jiang and Chuang, *Confident Learning: Estimating Uncertainty
    in Dataset Labels*, JAIR 2021), by cleanlab, pruning by noise rate: how many labels of one
    class truly are of another is estimated from the confident joint, whose threshold for each
    class is the mean probability of that class among the segments that bear it, and so many of
    those whose margin speaks most for the other class are taken.

    Parameters
    ----------
    labels : sequence of int [n]
        Given classes.
    probabilities : ndarray [shape=(n, n_classes)], float64
        Held-out predictions; each row sums to 1. Classes that no label has are left out.

    Returns
    -------
    tuple of Suspect
        By ascending quality.
    """
    # Three seconds to import, with pandas and scikit-learn behind it: only what searches pays.
    from cleanlab.filter import find_label_issues

    given = np.asarray(labels)
    present = np.unique(given)
    if len(present) < 2:
        return ()
    held = probabilities[:, present]
    held = held / held.sum(axis=1, keepdims=True)
    compact = np.searchsorted(present, given)
    rows = find_label_issues(
        compact,
        held,
        filter_by="prune_by_noise_rate",
        return_indices_ranked_by="self_confidence",
        n_jobs=1,
    )
    return tuple(_suspect(int(row), compact, held, present) for row in rows)


def _suspect(
    row: int, compact: npt.NDArray[np.int64], held: Float64, present: npt.NDArray[np.int64]
) -> Suspect:
    others = held[row].copy()
    others[compact[row]] = -1.0
    likely = int(others.argmax())
    return Suspect(
        row=row,
        given=int(present[compact[row]]),
        likely=int(present[likely]),
        quality=float(held[row, compact[row]]),
        likely_probability=float(held[row, likely]),
    )
