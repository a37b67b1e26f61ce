"""What a list of runs shows of their trials, summed up by the database itself."""

from __future__ import annotations

import attrs

from sepgenre_gui.project.database import Database


@attrs.frozen(kw_only=True)
class MeanScores:
    """Means of one network over the trials of a run; None where no trial has a number."""

    n_trials: int
    accuracy: float | None
    macro_f1: float | None
    weighted_f1: float | None


def count_trials(database: Database) -> dict[int, int]:
    """Return how many trials are stored, by run; runs without one are left out."""
    return dict(map(tuple, database.rows("SELECT run_id, count(*) FROM trials GROUP BY run_id")))


# A text is the NaN of the tables (see `trial`), which an average would take for 0.
_MEANS = """
SELECT run_id, network, count(*) AS n_trials,
    avg(CASE WHEN typeof(accuracy) <> 'text' THEN accuracy END) AS accuracy,
    avg(CASE WHEN typeof(macro_f1) <> 'text' THEN macro_f1 END) AS macro_f1,
    avg(CASE WHEN typeof(weighted_f1) <> 'text' THEN weighted_f1 END) AS weighted_f1
FROM fits JOIN trials ON trials.id = trial_id
GROUP BY run_id, network ORDER BY run_id, min(position)
"""


def mean_scores(database: Database) -> dict[int, dict[str, MeanScores]]:
    """Return the means over the stored trials, by run and network, reference rows included."""
    means: dict[int, dict[str, MeanScores]] = {}
    for row in database.rows(_MEANS):
        means.setdefault(row["run_id"], {})[row["network"]] = MeanScores(
            n_trials=row["n_trials"],
            accuracy=row["accuracy"],
            macro_f1=row["macro_f1"],
            weighted_f1=row["weighted_f1"],
        )
    return means


_SHARED = """
SELECT other.run_id, count(*)
FROM trials AS mine JOIN trials AS other
    ON other.trial_index = mine.trial_index AND other.run_id <> mine.run_id
    AND other.test = mine.test AND other.validation = mine.validation
    AND other.train = mine.train
WHERE mine.run_id = ? GROUP BY other.run_id ORDER BY other.run_id
"""


def shared_trials(database: Database, run_id: int) -> dict[int, int]:
    """Return the other runs that have trials of the same splits as run `run_id`, and how many."""
    return dict(map(tuple, database.rows(_SHARED, (run_id,))))
