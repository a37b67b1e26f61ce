"""The learning curve of a project: what more labels have brought, and may bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.learning.preparing import learn_from, prepare_segments, run_all
from sepgenre_gui.services.learning.review import teaches
from sepgenre_gui.services.separate_segments import tracked_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.events import Event
from sepgenre_training.learning.curve import CurvePoint, curve_tasks, merge_scores, score_sizes
from sepgenre_training.learning.model import ModelChoice

STAGE = "learning curve"

REPEATS = 3
"""Divisions into folds that are averaged: one alone jumps up and down with few labels."""


@attrs.frozen(kw_only=True)
class LearningCurve:
    """Held-out scores by number of labels."""

    points: tuple[CurvePoint, ...]
    model: str
    separator: str
    n_labels: int


def compute_curve(
    project: Project,
    *,
    model: ModelChoice | None = None,
    separator: str | None = None,
    trust_suggested: bool = False,
    sizes: Sequence[int] = (),
    seed: int = 0,
    repeats: int = REPEATS,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> LearningCurve:
    """Compute held-out accuracy and macro F1 with few labels, then with more.

    Labels are those that `review_segments` learns from; songs stand on one side of each fold.

    Raises
    ------
    ExperimentError
        Where there are not two genres of two songs each.
    """
    model = model or ModelChoice()
    wanted = [
        (track, segment)
        for track, segment in tracked_segments(project)
        if teaches(segment, trusted=trust_suggested)
    ]
    prepared = prepare_segments(project, wanted, separator=separator, pool=pool, on_event=on_event)
    data, _ = learn_from(prepared.segments, project)
    tasks = curve_tasks(data, model, seed=seed, sizes=sizes, repeats=repeats)
    scores = run_all(pool, score_sizes, tasks, on_event, stage=STAGE)
    return LearningCurve(
        points=merge_scores(scores),
        model=model.description,
        separator=prepared.separator,
        n_labels=len(prepared.segments),
    )
