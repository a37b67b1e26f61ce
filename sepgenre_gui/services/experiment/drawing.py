"""The splits of a run, drawn by a worker: scikit-learn takes half a second to import."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.results import Split
from sepgenre_training.experiment.splits import LabelledSegment, draw_splits


@attrs.frozen(kw_only=True)
class SplitsTask:
    """The splits of all trials of `config` to draw."""

    config: ExperimentConfig
    segments: tuple[LabelledSegment, ...]


def draw_all(task: SplitsTask) -> tuple[Split, ...]:
    """Return the splits of all trials; see `draw_splits` for what it raises."""
    return draw_splits(task.segments, task.config)


def draw_in_worker(
    pool: WorkerPool, segments: Sequence[LabelledSegment], config: ExperimentConfig
) -> tuple[Split, ...]:
    """Return the splits of all trials of `config`, drawn by a worker of `pool`.

    Raises
    ------
    ExperimentError
        Where the data cannot be split as configured.
    """
    task = SplitsTask(config=config, segments=tuple(segments))
    (outcome,) = pool.run(draw_all, [task])
    if outcome.error is not None:
        raise outcome.error
    return outcome.value or ()
