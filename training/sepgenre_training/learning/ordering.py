"""The order in which segments are shown to a person for review."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.learning.strategies import find_strategy

Float64 = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

SAME_SONG_FACTOR = 0.5
"""What a segment still counts for each segment of its song that stands before it."""

DIVERSE_WITHIN = 1000
"""How many are picked with an eye on those before; nobody reviews more at a sitting, and the
time this takes grows with their number times that of all."""


def order_for_review(
    probabilities: Float64,
    embeddings: npt.NDArray[np.floating],
    songs: Sequence[int],
    strategy: str,
    seed: int,
    *,
    known: npt.NDArray[np.floating] | None = None,
) -> Indices:
    """Return the rows in the order in which a person's answer is expected to teach most.

    A diverse strategy picks greedily the row for which uncertainty times the distance to the
    nearest that was picked (of ``core-set``, or is known) is largest: the distance is that of the
    greedy k-centre selection (Sener and Savarese, *Active Learning for Convolutional Neural
    Networks: A Core-Set Approach*, 2018), the product that of Settles' information density (2009,
    section 3.6) with novelty in density's place. A segment of a song that was picked before counts
    half, so that segments of one song do not come in a row.

    Parameters
    ----------
    probabilities : ndarray [shape=(n, n_classes)], float64
        Guesses; each row sums to 1.
    embeddings : ndarray [shape=(n, d)]
        Where likeness shows as Euclidean distance; used by diverse strategies alone.
    songs : sequence of int [n]
        The song of each row.
    strategy : str
        Name of one of `STRATEGIES`.
    seed : int
        Decides the order of those that are equal, and ``random`` altogether.
    known : ndarray [shape=(m, d)], optional
        Embeddings of what is labelled already; used by ``core-set`` alone.

    Returns
    -------
    ndarray [shape=(n,)], int64
        A permutation of the rows.

    Raises
    ------
    ConfigurationError
        Where the strategy is not known.
    ValueError
        Where the arguments differ in length.
    CancelledError
        Where the person has asked the worker to stop.
    """
    chosen = find_strategy(strategy)
    if not len(probabilities) == len(embeddings) == len(songs):
        raise ValueError("probabilities, embeddings and songs belong to one set of rows")
    # What is equal is taken in the order of this drawing: argmax and a stable sort keep it.
    drawn = np.random.default_rng(seed).permutation(len(probabilities))
    uncertainty = chosen.uncertainty(probabilities[drawn])
    if not chosen.is_diverse:
        return np.asarray(drawn[np.argsort(-uncertainty, kind="stable")], np.int64)
    picked = _pick_diverse(
        uncertainty,
        np.asarray(embeddings, np.float64)[drawn],
        np.asarray(songs)[drawn],
        np.asarray(known, np.float64)
        if chosen.shuns_known and known is not None and len(known)
        else None,
    )
    return np.asarray(drawn[picked], np.int64)


def _pick_diverse(
    uncertainty: Float64, embeddings: Float64, songs: npt.NDArray[np.int64], known: Float64 | None
) -> Indices:
    nearest = _distances_to_known(embeddings, known)
    factor = np.ones(len(uncertainty))
    is_left = np.ones(len(uncertainty), dtype=bool)
    picked: list[int] = []
    for _ in range(min(len(uncertainty), DIVERSE_WITHIN)):
        check_cancelled()
        # Of what was heard before nothing new is learned, but a person may still be asked:
        # among the equally far, uncertainty decides.
        score = np.where(is_left, uncertainty * factor * nearest, -np.inf)
        best = score.max()
        candidates = np.flatnonzero(score == best)
        row = int(candidates[np.argmax(uncertainty[candidates])])
        picked.append(row)
        is_left[row] = False
        factor[songs == songs[row]] *= SAME_SONG_FACTOR
        distance = np.linalg.norm(embeddings - embeddings[row], axis=1)
        # Before anything is known, everything is equally new.
        nearest = distance if len(picked) == 1 and known is None else np.minimum(nearest, distance)
    rest = np.flatnonzero(is_left)
    rest = rest[np.argsort(-(uncertainty * factor)[rest], kind="stable")]
    return np.concatenate([np.asarray(picked, np.int64), rest])


def _distances_to_known(embeddings: Float64, known: Float64 | None) -> Float64:
    if known is None:
        return np.ones(len(embeddings))
    nearest = np.full(len(embeddings), np.inf)
    for row in known:
        check_cancelled()
        np.minimum(nearest, np.linalg.norm(embeddings - row, axis=1), out=nearest)
    return nearest
