"""How well planted wrong labels are found: precision and recall over seeds.

`python -m tests.benchmarks.suspects` on the demo's songs, --project FOLDER on a project's, such as
one of the albums of shared/audio/tracker_albums.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np

from sepgenre_gui.services.demo import SEED
from sepgenre_training.label_quality.task import SuspectTask, search_suspects
from sepgenre_training.learning.held_out import fold_tasks, merge_folds, predict_fold
from sepgenre_training.learning.model import ModelChoice
from sepgenre_training.learning.statistics import STEM_STATISTICS
from tests.benchmarks.labelled_songs import LabelledSongs, generated_songs, project_songs


@attrs.frozen(kw_only=True)
class Search:
    """One search.

    Attributes
    ----------
    planted : frozenset of int
        Rows of the wrong labels.
    listed : tuple of int
        Rows that are contradicted, the worst first.
    n_likely : int
        So many at the head of the list are told to be likely wrong.
    accuracy : float
        Of the held-out guesses, by the true labels.
    """

    planted: frozenset[int]
    listed: tuple[int, ...]
    n_likely: int
    accuracy: float

    def precision(self, first: int) -> float:
        """Return the share of the `first` of the list that was planted; 0 where nothing is."""
        head = self.listed[:first]
        return len(self.planted & set(head)) / max(1, len(head))

    def recall(self, first: int) -> float:
        """Return the share of what was planted that is among the `first` of the list."""
        return len(self.planted & set(self.listed[:first])) / len(self.planted)


def plant(labels: Sequence[int], n_wrong: int, n_classes: int, seed: int) -> dict[int, int]:
    """Return a wrong class, drawn by lot, for each of `n_wrong` rows."""
    rng = np.random.default_rng(seed)
    return {
        int(row): int((labels[row] + rng.integers(1, n_classes)) % n_classes)
        for row in rng.choice(len(labels), n_wrong, replace=False)
    }


def search(songs: LabelledSongs, *, n_wrong: int, repeats: int, seed: int) -> Search:
    """Plant wrong labels, predict held-out songs, and search."""
    wrong = plant(songs.data.labels, n_wrong, songs.data.n_classes, seed)
    labels = tuple(wrong.get(row, label) for row, label in enumerate(songs.data.labels))
    data = attrs.evolve(songs.data, labels=labels)
    tasks = fold_tasks(data, ModelChoice(), seed=seed, repeats=repeats)
    probabilities = merge_folds(tasks, [predict_fold(task) for task in tasks])
    task = SuspectTask(labels=labels, probabilities=probabilities)
    suspects = search_suspects(task).suspects
    return Search(
        planted=frozenset(wrong),
        listed=tuple(each.row for each in suspects),
        n_likely=sum(each.is_likely_wrong for each in suspects),
        accuracy=float((probabilities.argmax(axis=1) == np.array(songs.data.labels)).mean()),
    )


def main() -> None:
    """Search over seeds, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--songs", type=int, default=66)
    parser.add_argument("--song-seed", type=int, default=SEED, help="the demo's by default")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=10, help="those before were for tuning")
    parser.add_argument("--wrong", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--project", type=Path, help="take a project's labelled segments")
    parser.add_argument("--features", type=Path, help="keep the generated songs' features here")
    parser.add_argument("--workers", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        songs = (
            project_songs(given.project)
            if given.project
            else generated_songs(
                given.features or Path(temporary),
                given.songs,
                given.workers,
                song_seed=given.song_seed,
            )
        )
        found = [
            search(songs, n_wrong=given.wrong, repeats=given.repeats, seed=seed)
            for seed in range(given.first_seed, given.first_seed + given.seeds)
        ]
    sys.stdout.write(
        f"{given.wrong} wrong labels planted: {songs.origin}, by {STEM_STATISTICS}, "
        f"{given.seeds} seeds: mean (least to most)\n\n"
        "| held-out accuracy | precision of the first 5 | likely wrong | their precision | "
        "their recall | all listed | precision | recall |\n|---|---|---|---|---|---|---|---|\n"
    )
    columns = (
        [each.accuracy for each in found],
        [each.precision(5) for each in found],
        [each.n_likely for each in found],
        [each.precision(each.n_likely) for each in found],
        [each.recall(each.n_likely) for each in found],
        [len(each.listed) for each in found],
        [each.precision(len(each.listed)) for each in found],
        [each.recall(len(each.listed)) for each in found],
    )
    cells = [f"{np.mean(c):.2f} ({min(c):.2f} to {max(c):.2f})" for c in columns]
    sys.stdout.write(f"| {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main()
