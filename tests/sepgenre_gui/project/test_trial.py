from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_gui.project import Project, Run
from sepgenre_training.errors import ProjectError
from sepgenre_training.experiment.results import (
    ClassificationMetrics,
    EpochMetrics,
    FitResult,
    Split,
    TrialResult,
)

CreateRun = Callable[..., Run]
TrialOf = Callable[..., TrialResult]

FLOATS = st.floats()  # with -0.0, infinities, NaN and subnormal numbers
COUNTS = st.integers(0, 2**63 - 1)


def tuples(of: st.SearchStrategy[object], size: int = 4) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=size).map(tuple)


def epochs(numbers: tuple[int, ...]) -> st.SearchStrategy[tuple[EpochMetrics, ...]]:
    def epoch(number: int) -> st.SearchStrategy[EpochMetrics]:
        return st.builds(
            EpochMetrics,
            epoch=st.just(number),
            train_loss=FLOATS,
            train_accuracy=FLOATS,
            validation_loss=st.none() | FLOATS,
            validation_accuracy=st.none() | FLOATS,
            test_loss=FLOATS,
            test_accuracy=FLOATS,
            test_macro_f1=FLOATS,
        )

    return st.tuples(*map(epoch, numbers))


FITS = st.builds(
    FitResult,
    network=st.text(st.characters(codec="utf-8")),
    chosen_epoch=st.integers(0, 100),
    epochs=st.integers(0, 3).flatmap(lambda n: epochs(tuple(range(1, n + 1)))),
    metrics=st.builds(
        ClassificationMetrics,
        accuracy=FLOATS,
        macro_f1=FLOATS,
        weighted_f1=FLOATS,
        loss=FLOATS,
        per_class_f1=tuples(FLOATS),
        confusion=tuples(tuples(COUNTS)),
    ),
    probabilities=tuples(tuples(FLOATS)),
)

TRIALS = st.builds(
    TrialResult,
    index=COUNTS,
    seed=st.integers(0, 2**128),
    split=st.builds(Split, train=tuples(COUNTS), validation=tuples(COUNTS), test=tuples(COUNTS)),
    fits=st.lists(FITS, max_size=3, unique_by=lambda fit: fit.network).map(tuple),
    elapsed_s=FLOATS,
)


def bits(value: object) -> object:
    """Return `value` with every float as its bytes, so that -0.0, 0.0 and NaN are told apart."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else struct.pack("<d", value)
    if isinstance(value, tuple):
        return tuple(map(bits, value))
    kind = type(value)
    if attrs.has(kind):
        return {field.name: bits(getattr(value, field.name)) for field in attrs.fields(kind)}
    return value


@pytest.fixture(scope="module")
def lasting_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with Project.create(tmp_path_factory.mktemp("runs") / "project") as project:
        yield project


@settings(max_examples=60, deadline=None)
@given(trial=TRIALS)
def test_a_trial_comes_back_to_the_bit(
    lasting_project: Project, trial: TrialResult, create_run: CreateRun
) -> None:
    run = create_run(lasting_project)
    lasting_project.runs.store_trial(run.id, trial)
    (stored,) = lasting_project.runs.trials(run.id)
    assert bits(stored) == bits(trial)
    assert lasting_project.runs.trial_indices(run.id) == {trial.index}


@pytest.mark.parametrize("value", [-0.0, 5e-324, math.inf, -math.inf, math.nan, 1e16, 0.1])
def test_every_figure_keeps_a_special_value(
    project: Project, value: float, create_run: CreateRun, trial_of: TrialOf
) -> None:
    def fill(part: Any) -> Any:
        if isinstance(part, float):
            return value
        if isinstance(part, tuple):
            return tuple(map(fill, part))
        if attrs.has(type(part)):
            names = [field.name for field in attrs.fields(type(part))]
            return attrs.evolve(part, **{name: fill(getattr(part, name)) for name in names})
        return part

    run = create_run(project)
    trial: TrialResult = fill(trial_of(0))
    project.runs.store_trial(run.id, trial)
    (stored,) = project.runs.trials(run.id)
    assert bits(stored) == bits(trial)
    assert bits(stored.elapsed_s) == bits(stored.fits[1].epochs[0].test_loss) == bits(value)


def test_trials_come_by_index_with_fits_in_their_order(
    project: Project, create_run: CreateRun, trial_of: TrialOf
) -> None:
    run, other = create_run(project), create_run(project)
    trials = [trial_of(index, seed=index) for index in (2, 0, 11, 1)]
    for trial in trials:
        project.runs.store_trial(run.id, trial)
    project.runs.store_trial(other.id, trial_of(0, seed=99))
    assert project.runs.trials(run.id) == tuple(sorted(trials, key=lambda trial: trial.index))
    assert project.runs.trial_indices(run.id) == {0, 1, 2, 11}
    assert [fit.network for fit in project.runs.trials(run.id)[0].fits] == ["zeta", "alpha"]


def test_a_second_result_for_an_index_is_refused(
    project: Project, create_run: CreateRun, trial_of: TrialOf
) -> None:
    run = create_run(project)
    project.runs.store_trial(run.id, trial_of(3))
    with pytest.raises(ProjectError, match="already has a result for trial 3"):
        project.runs.store_trial(run.id, trial_of(3, seed=2))
    assert project.runs.trials(run.id) == (trial_of(3),)


def test_a_trial_that_cannot_be_stored_leaves_nothing(
    project: Project, create_run: CreateRun, trial_of: TrialOf
) -> None:
    run = create_run(project)
    trial = trial_of(0)
    twice = attrs.evolve(trial, fits=(*trial.fits, trial.fits[0]))
    with pytest.raises(ProjectError, match="refused"):
        project.runs.store_trial(run.id, twice)
    assert project.runs.trial_indices(run.id) == set()
    for table in ("trials", "fits", "epochs"):
        assert project._database.value(f"SELECT count(*) FROM {table}") == 0
    project.runs.store_trial(run.id, trial)


def test_numbers_of_numpy_are_stored_as_numbers(
    project: Project, create_run: CreateRun, trial_of: TrialOf
) -> None:
    run = create_run(project)
    trial = trial_of(0)
    scalars: dict[str, Any] = {
        "index": np.int64(0),
        "seed": np.uint64(1),
        "elapsed_s": np.float32(2.25),
        "split": Split(train=tuple(np.array([1, 2])), test=tuple(np.array([3], np.int32))),
    }
    numpy_trial = attrs.evolve(trial, **scalars)
    project.runs.store_trial(run.id, numpy_trial)
    (stored,) = project.runs.trials(run.id)
    assert stored == trial
    assert type(stored.split.train[0]) is int


def test_trials_of_one_reading_are_of_one_state(
    project: Project, folder: Path, create_run: CreateRun, trial_of: TrialOf
) -> None:
    run = create_run(project)
    with Project.open(folder, read_only=True) as reader, reader._database.snapshot():
        assert reader.runs.trial_indices(run.id) == set()
        project.runs.store_trial(run.id, trial_of(0))
        assert reader.runs.trials(run.id) == ()
    assert len(project.runs.trials(run.id)) == 1
