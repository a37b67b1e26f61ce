from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sepgenre_gui.project import Project, Run, RunState, Track
from sepgenre_training.errors import ProjectError
from sepgenre_training.experiment.results import TrialResult

AddTrack = Callable[..., Track]
CreateRun = Callable[..., Run]
TrialOf = Callable[..., TrialResult]


def test_a_run_comes_back_as_it_was_made(
    project: Project, folder: Path, create_run: CreateRun
) -> None:
    run = create_run(project)
    assert run.state is RunState.CREATED
    assert run.finished_at is None
    project.close()
    with Project.open(folder, read_only=True) as reopened:
        assert reopened.runs.list() == (run,)
        assert list(reopened.runs.get(run.id).segment_genres) == [12, 7]


def test_the_newest_run_of_an_identity_is_found(project: Project, create_run: CreateRun) -> None:
    create_run(project, identity="a")
    newest = create_run(project, identity="a")
    create_run(project, identity="b")
    assert project.runs.find_by_identity("a") == newest
    assert project.runs.find_by_identity("c") is None


def test_removing_a_run_takes_its_trials_only(
    project: Project, create_run: CreateRun, trial_of: TrialOf
) -> None:
    run, other = create_run(project), create_run(project)
    for each in (run, other):
        project.runs.store_trial(each.id, trial_of(0))
    project.runs.remove(run.id)
    assert project.runs.list() == (other,)
    assert project.runs.trials(run.id) == ()
    assert project.runs.trials(other.id) == (trial_of(0),)
    assert project._database.value("SELECT count(*) FROM epochs") == 2
    assert create_run(project).id > other.id


def test_states_set_the_moment_of_finishing(project: Project, create_run: CreateRun) -> None:
    run = create_run(project)
    for state in RunState:
        changed = project.runs.set_state(run.id, state)
        assert changed.state is state
        assert (changed.finished_at is not None) == state.is_finished()
    assert not RunState.RUNNING.is_finished()
    assert RunState.DONE.is_finished()
    assert project.runs.set_state(run.id, RunState.RUNNING).finished_at is None


def test_a_run_whose_process_was_killed_is_stopped_when_opened(
    project: Project, folder: Path, create_run: CreateRun, trial_of: TrialOf
) -> None:
    begun, with_trial, done = (create_run(project) for _ in range(3))
    for run in (begun, with_trial):
        project.runs.set_state(run.id, RunState.RUNNING)
    project.runs.store_trial(with_trial.id, trial_of(0))
    finished = project.runs.set_state(done.id, RunState.DONE)
    with Project.open(folder, read_only=True) as reader:
        assert reader.runs.get(begun.id).state is RunState.RUNNING
    project.close()
    with Project.open(folder) as reopened:
        first, second, third = reopened.runs.list()
        assert (first.state, first.finished_at) == (RunState.STOPPED, begun.created_at)
        assert second.state is RunState.STOPPED
        assert second.finished_at is not None
        assert second.finished_at >= with_trial.created_at
        assert reopened.runs.trials(second.id) == (trial_of(0),)
        assert third == finished


def test_texts_and_trials_wanted_change(project: Project, create_run: CreateRun) -> None:
    run = create_run(project)
    assert project.runs.rename(run.id, "new").name == "new"
    assert project.runs.set_note(run.id, "观").note == "观"
    assert project.runs.set_trials_wanted(run.id, 3).trials_wanted == 3
    with pytest.raises(ProjectError, match="at least one trial"):
        project.runs.set_trials_wanted(run.id, 0)


def test_editing_the_project_changes_no_run(
    project: Project, add_track: AddTrack, trial_of: TrialOf
) -> None:
    genre = project.genres.add("House")
    track = add_track()
    segment = project.segments.add(track, 0, genre.id)
    run = project.runs.create(
        name="run",
        identity="id",
        config_toml="",
        protocol="sound",
        separator="hpss",
        genres=(genre.name,),
        segment_genres={segment.id: 0},
        segment_titles={segment.id: track.title},
        provenance={},
        trials_wanted=1,
    )
    project.runs.store_trial(run.id, trial_of(0))
    project.genres.rename(genre.id, "Garage")
    project.tracks.remove(track.id)
    project.genres.remove(genre.id)
    assert project.runs.list() == (run,)
    assert project.runs.trials(run.id) == (trial_of(0),)


def test_a_genre_that_the_run_does_not_have_is_refused(project: Project) -> None:
    with pytest.raises(ProjectError, match="not among its genres"):
        project.runs.create(
            name="run",
            identity="id",
            config_toml="",
            protocol="sound",
            separator="hpss",
            genres=("House",),
            segment_genres={1: 1},
            segment_titles={},
            provenance={},
            trials_wanted=1,
        )
    assert project.runs.list() == ()


def test_what_does_not_exist_is_named(project: Project, trial_of: TrialOf) -> None:
    for call in (
        project.runs.get,
        project.runs.remove,
        lambda run_id: project.runs.rename(run_id, ""),
        lambda run_id: project.runs.set_state(run_id, RunState.DONE),
        lambda run_id: project.runs.store_trial(run_id, trial_of(0)),
    ):
        with pytest.raises(ProjectError, match="no run 7"):
            call(7)


def test_another_thread_may_change_the_number_of_trials_meanwhile(
    project: Project, create_run: CreateRun, trial_of: TrialOf
) -> None:
    run = create_run(project)
    wanted = range(5, 60)

    def change() -> None:
        for trials in wanted:
            project.runs.set_trials_wanted(run.id, trials)

    with ThreadPoolExecutor(1) as window:
        changed = window.submit(change)
        for index in range(30):
            project.runs.store_trial(run.id, trial_of(index))
            assert project.runs.trials_wanted(run.id) in {run.trials_wanted, *wanted}
        changed.result()

    assert project.runs.trials_wanted(run.id) == wanted[-1]
    assert project.runs.trials(run.id) == tuple(trial_of(index) for index in range(30))
    with pytest.raises(ProjectError):
        project.runs.trials_wanted(run.id + 1)
