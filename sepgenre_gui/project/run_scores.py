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


_COUNTS = "SELECT run_id, count(*) FROM trials GROUP BY run_id"

_TIMES = (
    "SELECT run_id, elapsed_s FROM trials WHERE typeof(elapsed_s) <> 'text' "
    "ORDER BY run_id, trial_index"
)

# A text is the NaN of the tables (see `trial`), which an average would take for 0.
_MEANS = """
SELECT run_id, network, count(*) AS n_trials,
    avg(CASE WHEN typeof(accuracy) <> 'text' THEN accuracy END) AS accuracy,
    avg(CASE WHEN typeof(macro_f1) <> 'text' THEN macro_f1 END) AS macro_f1,
    avg(CASE WHEN typeof(weighted_f1) <> 'text' THEN weighted_f1 END) AS weighted_f1
FROM fits JOIN trials ON trials.id = trial_id
GROUP BY run_id, network ORDER BY run_id, min(position)
"""

_SHARED = """
SELECT other.run_id, count(*)
FROM trials AS mine JOIN trials AS other
    ON other.trial_index = mine.trial_index AND other.run_id <> mine.run_id
    AND other.test = mine.test AND other.validation = mine.validation
    AND other.train = mine.train
WHERE mine.run_id = ? GROUP BY other.run_id ORDER BY other.run_id
"""


class RunScores:
    """Sums over the trials of all runs; runs without a trial are left out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def trial_counts(self) -> dict[int, int]:
        """Return how many trials are stored, by run."""
        return dict(map(tuple, self._database.rows(_COUNTS)))

    def means(self) -> dict[int, dict[str, MeanScores]]:
        """Return the means over the stored trials by run and network, reference rows included."""
        means: dict[int, dict[str, MeanScores]] = {}
        for row in self._database.rows(_MEANS):
            means.setdefault(row["run_id"], {})[row["network"]] = MeanScores(
                n_trials=row["n_trials"],
                accuracy=row["accuracy"],
                macro_f1=row["macro_f1"],
                weighted_f1=row["weighted_f1"],
            )
        return means

    def elapsed_s(self) -> dict[int, list[float]]:
        """Return how long each stored trial took, in s, by run."""
        times: dict[int, list[float]] = {}
        for run_id, elapsed_s in self._database.rows(_TIMES):
            times.setdefault(run_id, []).append(elapsed_s)
        return times

    def shared_trials(self, run_id: int) -> dict[int, int]:
        """Return the other runs that have trials of the same splits as `run_id`, and how many."""
        return dict(map(tuple, self._database.rows(_SHARED, (run_id,))))
