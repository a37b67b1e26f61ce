"""Confident learning: labels that held-out predictions contradict."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True)
class Suspect:
    """A label that held-out predictions contradict.

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
    is_likely_wrong : bool
        Whether it is among as many as confident learning estimates to be wrong.
    """

    row: int
    given: int
    likely: int
    quality: float
    likely_probability: float
    is_likely_wrong: bool

    @property
    def lead(self) -> float:
        """Return by how much the likely class is ahead of the given one."""
        return self.likely_probability - self.quality


def find_suspects(labels: Sequence[int], probabilities: Float64) -> tuple[Suspect, ...]:
    """Return the labels that are contradicted, those first for which the other class leads most.

    Confident learning (Northcutt, Jiang and Chuang, *Confident Learning: Estimating Uncertainty
    in Dataset Labels*, JAIR 2021), by cleanlab: how many labels are wrong is estimated from the
    confident joint, whose threshold for each class is the mean probability of that class among
    the segments that bear it. So many at the head of the list, which is in the order of the
    normalised margin, most likely are wrong; what follows is contradicted too, less strongly.

    Parameters
    ----------
    labels : sequence of int [n]
        Given classes.
    probabilities : ndarray [shape=(n, n_classes)], float64
        Held-out predictions; each row sums to 1. Classes that no label has are left out.

    Returns
    -------
    tuple of Suspect
        By descending lead.
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

    def listed(rule: str) -> npt.NDArray[np.int64]:
        rows = find_label_issues(
            compact,
            held,
            filter_by=rule,
            return_indices_ranked_by="normalized_margin",
            n_jobs=1,
        )
        return np.asarray(rows, np.int64)

    n_wrong = len(listed("low_self_confidence"))
    return tuple(
        _suspect(int(row), compact, held, present, is_likely_wrong=place < n_wrong)
        for place, row in enumerate(listed("predicted_neq_given"))
    )


def _suspect(
    row: int,
    compact: npt.NDArray[np.int64],
    held: Float64,
    present: npt.NDArray[np.int64],
    *,
    is_likely_wrong: bool,
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
        is_likely_wrong=is_likely_wrong,
    )
