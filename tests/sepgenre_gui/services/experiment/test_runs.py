"""The list of runs: what it shows, names and notes, which are paired."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run
from sepgenre_gui.services.experiment.estimating import earlier_runs
from sepgenre_gui.services.experiment.runs import (
    list_runs,
    note_run,
    paired_runs,
    rename_run,
    run_config,
)
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.results import (
    ClassificationMetrics,
    FitResult,
    Split,
    TrialResult,
)
from tests.small_experiment import CONFIG


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project") as made:
        yield made


def add_run(project: Project, *, segments: int = 4) -> Run:
    return project.runs.create(
        name="tiny",
        identity="same",
        config_toml=format_config(CONFIG),
        protocol=CONFIG.protocol,
        separator="hpss",
        genres=("A", "B"),
        segment_genres={number: number % 2 for number in range(segments)},
        segment_titles={},
        provenance={},
        trials_wanted=5,
    )


def trial(index: int, macro_f1: float, *, test: tuple[int, ...] = (3,)) -> TrialResult:
    metrics = ClassificationMetrics(
        accuracy=0.5,
        macro_f1=macro_f1,
        weighted_f1=0.25,
        loss=1.0,
        per_class_f1=(0.5, 0.5),
        confusion=((1, 0), (0, 1)),
    )
    fit = FitResult(
        network="net", chosen_epoch=1, epochs=(), metrics=metrics, probabilities=((0.5, 0.5),)
    )
    split = Split(train=(0, 1, 2), test=test)
    return TrialResult(index=index, seed=index, split=split, fits=(fit,), elapsed_s=10.0 + index)


def test_runs_are_listed_with_their_means_the_newest_first(project: Project) -> None:
    first, second = add_run(project), add_run(project)
    for each in (trial(0, 0.2), trial(1, 0.4), trial(2, math.nan)):
        project.runs.store_trial(first.id, each)

    newest, oldest = list_runs(project)

    assert (newest.run.id, newest.trials_done, newest.means) == (second.id, 0, {})
    assert (oldest.run.id, oldest.trials_done, oldest.run.trials_wanted) == (first.id, 3, 5)
    assert oldest.means["net"].macro_f1 == pytest.approx(0.3)
    assert (oldest.means["net"].accuracy, oldest.means["net"].n_trials) == (0.5, 3)
    assert run_config(oldest.run) == attrs.evolve(CONFIG, trials=5)


def test_names_and_notes_are_trimmed(project: Project) -> None:
    run = add_run(project)

    assert rename_run(project, run.id, "  Second\n try ").name == "Second try"
    assert note_run(project, run.id, " with dropout \n").note == "with dropout"
    with pytest.raises(ExperimentError):
        rename_run(project, run.id, " \n")
    assert project.runs.get(run.id).name == "Second try"


def test_runs_are_paired_where_trials_have_equal_splits(project: Project) -> None:
    first, second, third = add_run(project), add_run(project), add_run(project)
    for run, trials in (
        (first, (trial(0, 0.1), trial(1, 0.1), trial(2, 0.1))),
        (second, (trial(0, 0.2), trial(1, 0.2, test=(2,)), trial(2, 0.2))),
        (third, (trial(0, 0.2, test=(1,)),)),
    ):
        for each in trials:
            project.runs.store_trial(run.id, each)

    assert paired_runs(project, first.id) == {second.id: 2}
    assert paired_runs(project, third.id) == {}


def test_earlier_runs_tell_how_long_a_trial_took(project: Project) -> None:
    run = add_run(project, segments=6)
    add_run(project)
    for index in range(3):
        project.runs.store_trial(run.id, trial(index, 0.5))

    (earlier,) = earlier_runs(project)

    assert (earlier.trial_s, earlier.n_segments) == (11.0, 6)
