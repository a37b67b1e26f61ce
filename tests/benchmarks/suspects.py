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

from sepgenre_training.label_quality.confident_learning import find_suspects
from sepgenre_training.learning.held_out import fold_tasks, merge_folds, predict_fold
from sepgenre_training.learning.model import MODEL_NAMES, REFERENCE, ModelChoice
from tests.benchmarks.labelled_songs import LabelledSongs, generated_songs, project_songs


@attrs.frozen(kw_only=True)
class Search:
    """One search: what was planted, what was listed, worst first."""

    planted: frozenset[int]
    listed: tuple[int, ...]
    accuracy: float

    @property
    def precision(self) -> float:
        """Return the share of what is listed that was planted; 0 where nothing is."""
        return len(self.planted & set(self.listed)) / max(1, len(self.listed))

    @property
    def recall(self) -> float:
        """Return the share of what was planted that is listed."""
        return len(self.planted & set(self.listed)) / len(self.planted)

    @property
    def recall_at_top(self) -> float:
        """Return the share that stands among the first so many of the list."""
        return len(self.planted & set(self.listed[: len(self.planted)])) / len(self.planted)


def plant(labels: Sequence[int], n_wrong: int, n_classes: int, seed: int) -> dict[int, int]:
    """Return a wrong class, drawn by lot, for each of `n_wrong` rows."""
    rng = np.random.default_rng(seed)
    return {
        int(row): int((labels[row] + rng.integers(1, n_classes)) % n_classes)
        for row in rng.choice(len(labels), n_wrong, replace=False)
    }


def search(
    songs: LabelledSongs, model: ModelChoice, *, n_wrong: int, repeats: int, seed: int
) -> Search:
    """Plant wrong labels, predict held-out songs, and search."""
    wrong = plant(songs.data.labels, n_wrong, songs.data.n_classes, seed)
    labels = tuple(wrong.get(row, label) for row, label in enumerate(songs.data.labels))
    data = attrs.evolve(songs.data, labels=labels)
    tasks = fold_tasks(data, model, seed=seed, repeats=repeats)
    probabilities = merge_folds(tasks, [predict_fold(task) for task in tasks])
    return Search(
        planted=frozenset(wrong),
        listed=tuple(each.row for each in find_suspects(labels, probabilities)),
        accuracy=float((probabilities.argmax(axis=1) == np.array(songs.data.labels)).mean()),
    )


def main() -> None:
    """Search over seeds, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--songs", type=int, default=66)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--wrong", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--network", default=REFERENCE, choices=MODEL_NAMES)
    parser.add_argument("--project", type=Path, help="take a project's labelled segments")
    parser.add_argument("--features", type=Path, help="keep the generated songs' features here")
    parser.add_argument("--workers", type=int)
    given = parser.parse_args()
    model = ModelChoice(name=given.network)
    with tempfile.TemporaryDirectory() as temporary:
        songs = (
            project_songs(given.project)
            if given.project
            else generated_songs(given.features or Path(temporary), given.songs, given.workers)
        )
        found = [
            search(songs, model, n_wrong=given.wrong, repeats=given.repeats, seed=seed)
            for seed in range(given.seeds)
        ]
    sys.stdout.write(
        f"{given.wrong} wrong labels planted: {songs.origin}, by {model.description}, "
        f"{given.seeds} seeds: mean (least to most)\n\n"
        "| listed | precision | recall | recall in the first "
        f"{given.wrong} | held-out accuracy |\n|---|---|---|---|---|\n"
    )
    columns = (
        [len(each.listed) for each in found],
        [each.precision for each in found],
        [each.recall for each in found],
        [each.recall_at_top for each in found],
        [each.accuracy for each in found],
    )
    cells = [f"{np.mean(c):.2f} ({min(c):.2f} to {max(c):.2f})" for c in columns]
    sys.stdout.write(f"| {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main()
