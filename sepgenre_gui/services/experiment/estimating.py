"""What an estimate of time is made from, as the project knows it."""

from __future__ import annotations

import statistics

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.experiment.readiness import Readiness
from sepgenre_gui.services.experiment.time_estimate import EarlierRun, Preparation
from sepgenre_gui.services.rates import FEATURES_STAGE, known_rate, separation_stage
from sepgenre_training.experiment.configuration_file import parse_config


def earlier_runs(project: Project) -> tuple[EarlierRun, ...]:
    """Return how long the trials of the project's runs took, the newest first."""
    elapsed = project.run_scores.elapsed_s()
    return tuple(
        EarlierRun(
            trial_s=statistics.median(elapsed[run.id]),
            config=parse_config(run.config_toml),
            n_segments=len(run.segment_genres),
        )
        for run in reversed(project.runs.list())
        if run.id in elapsed
    )


def preparation(project: Project, readiness: Readiness) -> Preparation:
    """Return what is to be made before a run, with the rates that were measured before."""
    to_separate = set(readiness.without_stems) - set(readiness.lost)
    to_extract = set(readiness.without_features) - set(readiness.lost)
    return Preparation(
        n_to_separate=len(to_separate),
        n_to_extract=len(to_extract),
        separate_s=known_rate(project, separation_stage(readiness.separator)),
        extract_s=known_rate(project, FEATURES_STAGE),
    )
