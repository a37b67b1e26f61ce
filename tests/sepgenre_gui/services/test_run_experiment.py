"""Runs: what the same command, fewer or more trials, and a new run do to what is stored."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import RunState
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_gui.services.run_experiment import RunSummary, run_experiment
from sepgenre_gui.services.run_records import run_record
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError, SeparationError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.events import Event, TrialFinished
from sepgenre_training.experiment.results import TrialResult
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.networks.config import NetworkConfig
from sepgenre_training.networks.names import BASELINE
from tests.music import make_track, write_track

pytestmark = pytest.mark.slow  # Each worker loads TensorFlow.

RATE_HZ = 8_000
CONFIG = ExperimentConfig(
    name="tiny",
    trials=3,
    epochs=1,
    networks=(BASELINE,),
    features=FeatureSettings(n_mels=16, n_fft=1024, hop_length=1024),
    network=NetworkConfig(filters=(2, 2), pool_size=(2, 2)),
)

Run = Callable[..., RunSummary]


class InterruptedByPersonError(Exception):
    """Stands for whatever ends the program between two trials."""


def nothing(_: Event) -> None:
    """Take no notice of an event."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Path:
    """A project of eight songs of two genres, one segment each; copy it, do not change it."""
    folder = tmp_path_factory.mktemp("imported")
    lines = ["path,genre,start_s"]
    for number in range(8):
        samples = make_track(number % 2, number, duration_s=10.5, rate_hz=RATE_HZ)
        path = write_track(folder / "music" / f"song {number}.wav", samples, rate_hz=RATE_HZ)
        lines.append(f"{path},Genre {number % 2},0.25")
    table = folder / "songs.csv"
    table.write_text("\n".join(lines), encoding="utf-8")
    with Project.create(folder / "project") as project:
        import_tracks(project, [table], layout="csv", pool=pool, on_event=nothing)
        assert project.segments.count() == 8
    return folder


@pytest.fixture(scope="module")
def separated(imported: Path, tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Path:
    """The same with stems."""
    folder = Path(shutil.copytree(imported / "project", tmp_path_factory.mktemp("stems") / "p"))
    with Project.open(folder) as project:
        separate_segments(project, separator="hpss", pool=pool, on_event=nothing)
    return folder


@pytest.fixture
def project(separated: Path, tmp_path: Path) -> Iterator[Project]:
    with Project.open(Path(shutil.copytree(separated, tmp_path / "project"))) as opened:
        yield opened


@pytest.fixture
def run(project: Project, pool: WorkerPool) -> Run:
    """Run some trials; `interrupted_after` of them, the program ends."""

    def call(trials: int, *, new: bool = False, interrupted_after: int = 0) -> RunSummary:
        def interrupt(event: Event) -> None:
            if isinstance(event, TrialFinished) and event.done == interrupted_after:
                raise InterruptedByPersonError

        config = attrs.evolve(CONFIG, trials=trials)
        return run_experiment(project, config, pool=pool, on_event=interrupt, new=new)

    return call


def stored(project: Project, summary: RunSummary) -> list[TrialResult]:
    return [attrs.evolve(t, elapsed_s=0.0) for t in project.runs.trials(summary.run.id)]


def test_fewer_trials_than_stored_run_nothing_and_keep_all(project: Project, run: Run) -> None:
    with pytest.raises(InterruptedByPersonError):
        run(4, interrupted_after=2)
    (interrupted,) = project.runs.list()
    kept = project.runs.trial_indices(interrupted.id)

    fewer = run(1)

    assert (interrupted.state, interrupted.trials_wanted) == (RunState.STOPPED, 4)
    # Of the trials that are asked for, one may still be missing: they end in any order.
    assert kept <= project.runs.trial_indices(fewer.run.id) <= kept | {0}
    n_stored = len(project.runs.trial_indices(fewer.run.id))
    assert (fewer.run.state, fewer.run.trials_wanted) == (RunState.DONE, n_stored)
    assert len(run_record(project).trials) == run_record(project).config.trials

    more = run(4)
    assert more.trials_run == 4 - n_stored
    assert (more.run.id, more.run.state, more.run.trials_wanted) == (1, RunState.DONE, 4)
    again = run(4)
    assert (again.trials_run, again.run) == (0, more.run)


def test_a_new_run_that_was_interrupted_is_gone_on_with(project: Project, run: Run) -> None:
    first = run(2)
    with pytest.raises(InterruptedByPersonError):
        run(2, new=True, interrupted_after=1)

    second = run(2, new=True)
    third = run(2, new=True)

    assert (first.continued, second.continued, third.continued) == (False, True, False)
    assert [each.run.id for each in (first, second, third)] == [1, 2, 3]
    assert (second.trials_before, second.trials_run) == (1, 1)
    assert [each.state for each in project.runs.list()] == [RunState.DONE] * 3
    assert stored(project, first) == stored(project, second) == stored(project, third)


def test_an_interrupted_run_of_more_trials_is_left_alone_by_a_new_one(
    project: Project, run: Run
) -> None:
    with pytest.raises(InterruptedByPersonError):
        run(4, interrupted_after=2)

    assert run(1, new=True).run.id == 2
    assert project.runs.get(1).state is RunState.STOPPED


def test_the_newest_run_with_trials_is_the_one_that_is_read(project: Project, run: Run) -> None:
    with pytest.raises(ExperimentError, match="no experiment has been run yet"):
        run_record(project)
    done = run(1).run
    copied = {
        field.name: getattr(done, field.name)
        for field in attrs.fields(type(done))
        if field.name not in ("id", "state", "created_at", "finished_at", "name")
    }
    empty = project.runs.create(**copied, name="killed before its first trial")

    assert run_record(project).name == done.name
    with pytest.raises(ExperimentError, match="run 2 has no finished trial"):
        run_record(project, empty.id)
    project.runs.remove(done.id)
    with pytest.raises(ExperimentError, match="run 2 has no finished trial"):
        run_record(project)


def change_songs(imported: Path, folder: Path, *numbers: int) -> Project:
    """Return a copy of the project whose songs `numbers` are no longer what was imported."""
    shutil.copytree(imported / "music", folder / "music")
    project = Project.open(Path(shutil.copytree(imported / "project", folder / "project")))
    for track in project.tracks.list():
        project.tracks.set_path(track.id, folder / "music" / track.path.name)
    for number in numbers:
        samples = make_track(0, 99, duration_s=10.5, rate_hz=RATE_HZ)
        write_track(folder / "music" / f"song {number}.wav", samples, rate_hz=RATE_HZ)
    return project


def test_a_run_says_why_a_segment_was_left_out(
    imported: Path, tmp_path: Path, pool: WorkerPool
) -> None:
    with change_songs(imported, tmp_path, 3) as project:
        config = attrs.evolve(CONFIG, trials=1)
        ran = run_experiment(project, config, separator="hpss", pool=pool, on_event=nothing)

    (warning,) = [each for each in ran.run.warnings if each.startswith("Left out")]
    assert "song 3.wav: the file has changed" in warning.replace("The", "the")
    assert "no stems" not in warning
    assert len(ran.data.segments) == 7


def test_when_nothing_could_be_separated_the_reason_is_told(
    imported: Path, tmp_path: Path, pool: WorkerPool
) -> None:
    with (
        change_songs(imported, tmp_path, *range(8)) as project,
        pytest.raises(SeparationError, match="has changed since it was added"),
    ):
        run_experiment(project, CONFIG, separator="hpss", pool=pool, on_event=nothing)
