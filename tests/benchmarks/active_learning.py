"""How many labels a person has to give, by strategy: a simulation with hidden labels.

`python -m tests.benchmarks.active_learning` on the demo's songs; see --help. A person begins with
one label of each genre, is asked about `--step` more at a time, and always answers rightly. What is
counted is the labels until the held-out accuracy is that of random order with all labels.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
from scipy import stats

from sepgenre_gui.services.demo import SEED
from sepgenre_training.learning.curve import balanced_order
from sepgenre_training.learning.ordering import order_for_review
from sepgenre_training.learning.statistics import (
    STEM_STATISTICS,
    StemStatistics,
    place,
    predict_by_statistics,
    read_statistics,
)
from sepgenre_training.learning.strategies import RANDOM, STRATEGIES
from tests.benchmarks.labelled_songs import LabelledSongs, generated_songs, project_songs

TEST_SHARE = 0.35

Float64 = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Labels = npt.NDArray[np.int32]


@attrs.frozen(kw_only=True)
class Course:
    """One simulated person: accuracy by number of labels."""

    strategy: str
    n_labels: tuple[int, ...]
    accuracies: tuple[float, ...]

    @property
    def reached(self) -> int:
        """Return the labels until the accuracy with all labels is met for the first time."""
        return next(
            number
            for number, accuracy in zip(self.n_labels, self.accuracies, strict=True)
            if accuracy >= self.accuracies[-1]
        )

    @property
    def reached_for_good(self) -> int:
        """Return the labels from which on the accuracy never falls below it again."""
        below = [
            place
            for place, accuracy in enumerate(self.accuracies)
            if accuracy < self.accuracies[-1]
        ]
        return self.n_labels[below[-1] + 1 if below else 0]

    @property
    def mean(self) -> float:
        """Return the mean accuracy on the way, from the first labels to the last."""
        return float(np.mean(self.accuracies))

    @property
    def halfway(self) -> float:
        """Return the accuracy when half of the labels are given."""
        half = self.n_labels[-1] / 2
        nearest = min(range(len(self.n_labels)), key=lambda k: abs(self.n_labels[k] - half))
        return self.accuracies[nearest]


def simulate(songs: LabelledSongs, seed: int, step: int) -> Iterator[Course]:
    """Yield the course of each strategy from the same first labels, on the same held-out songs.

    With all labels, the model is the same whatever the order: so each strategy is measured
    against what random order reaches.
    """
    data = songs.data
    labels = np.array(data.labels, np.int32)
    statistics = read_statistics(data.paths)
    (likeness,) = place(statistics)
    # In turns of the classes: the first are held out, and then the first of each are known.
    drawn = balanced_order(data.labels, seed=seed)
    n_test = round(TEST_SHARE * len(labels))
    test, pool = drawn[:n_test], drawn[n_test:]
    first = len(set(labels[pool].tolist()))
    for strategy in STRATEGIES:
        known = pool[balanced_order(labels[pool].tolist(), seed=seed)[:first]]
        numbers, accuracies = [], []
        while True:
            left = np.setdiff1d(pool, known)
            guesses = guess(statistics, labels, known, np.concatenate([test, left]))
            accuracies.append(float((guesses[:n_test].argmax(axis=1) == labels[test]).mean()))
            numbers.append(len(known))
            if not len(left):
                break
            order = order_for_review(
                guesses[n_test:],
                likeness[left],
                left.tolist(),
                strategy,
                seed + len(known),
                known=likeness[known],
            )
            known = np.concatenate([known, left[order[:step]]])
        yield Course(strategy=strategy, n_labels=tuple(numbers), accuracies=tuple(accuracies))


def guess(statistics: StemStatistics, labels: Labels, known: Rows, asked: Rows) -> Float64:
    """Return what is guessed of `asked`, learned from `known` in whatever order."""
    rows = np.sort(known)
    n_classes = 1 + int(labels.max())
    return predict_by_statistics(statistics.of(rows), labels[rows], statistics.of(asked), n_classes)


def write_table(courses: Sequence[Course], *, title: str, n_seeds: int) -> None:
    """Print medians and quartiles of each strategy."""
    sys.stdout.write(f"{title}, {n_seeds} seeds: median (quartiles)\n\n")
    sys.stdout.write(
        "| strategy | labels needed | labels needed for good | accuracy with half the labels | "
        "with all | fewer labels than random, seeds | mean accuracy beyond random (95 %) |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    random = [course for course in courses if course.strategy == RANDOM]
    by_lot = [course.reached for course in random]
    for strategy in STRATEGIES:
        own = [course for course in courses if course.strategy == strategy]
        better = sum(course.reached < other for course, other in zip(own, by_lot, strict=True))
        worse = sum(course.reached > other for course, other in zip(own, by_lot, strict=True))
        cells = (
            _quartiles([course.reached for course in own], "g"),
            _quartiles([course.reached_for_good for course in own], "g"),
            _quartiles([course.halfway for course in own], ".2f"),
            _quartiles([course.accuracies[-1] for course in own], ".2f"),
            f"{better} fewer, {worse} more",
            _interval(
                [course.mean - other.mean for course, other in zip(own, random, strict=True)]
            ),
        )
        sys.stdout.write(f"| {strategy} | {' | '.join(cells)} |\n")


def _quartiles(values: Sequence[float], spec: str) -> str:
    low, middle, high = np.percentile(values, [25, 50, 75])
    return f"{middle:{spec}} ({low:{spec}} to {high:{spec}})"


def _interval(values: Sequence[float]) -> str:
    """Return the mean with Student's interval: seeds are independent but for the songs."""
    mean = float(np.mean(values))
    deviation = float(np.std(values, ddof=1)) / len(values) ** 0.5
    half = float(stats.t.ppf(0.975, len(values) - 1)) * deviation
    return f"{mean:+.3f} ({mean - half:+.3f} to {mean + half:+.3f})"


def main() -> None:
    """Simulate, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--songs", type=int, default=66)
    parser.add_argument("--song-seed", type=int, default=SEED, help="the demo's by default")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=10, help="those before were for tuning")
    parser.add_argument("--step", type=int, default=1, help="labels between two fits")
    parser.add_argument("--project", type=Path, help="take a project's labelled segments")
    parser.add_argument("--features", type=Path, help="keep the generated songs' features here")
    parser.add_argument("--workers", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.features or Path(temporary)
        songs = (
            project_songs(given.project)
            if given.project
            else generated_songs(folder, given.songs, given.workers, song_seed=given.song_seed)
        )
        courses = [
            course
            for seed in range(given.first_seed, given.first_seed + given.seeds)
            for course in simulate(songs, seed, given.step)
        ]
    title = f"{songs.origin}, by {STEM_STATISTICS}, {given.step} at a time"
    write_table(courses, title=title, n_seeds=given.seeds)


if __name__ == "__main__":
    main()
