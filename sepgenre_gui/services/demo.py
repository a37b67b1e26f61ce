"""The demo: 66 generated songs through the whole path, from nothing to the report."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from sepgenre_gui.project.project import Project, is_project
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_gui.services.suggest_segments import suggest_segments
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ProjectError, SepgenreError
from sepgenre_training.experiment.events import Event

if TYPE_CHECKING:
    from sepgenre_gui.services.run_experiment import RunSummary
    from sepgenre_training.experiment.config import ExperimentConfig
    from sepgenre_training.experiment.results import RunRecord
    from sepgenre_training.report.writing import ReportFiles

STAGE = "generate songs"
SEED = 66
_SEPARATOR = "hpss"
_PREPARED_SETTING = "demo_is_prepared"


@attrs.frozen(kw_only=True)
class DemoSummary:
    """The finished demo: its run, as the report reads it, and the report."""

    run: RunSummary
    record: RunRecord
    report: ReportFiles


def is_demo_prepared(folder: Path) -> bool:
    """Return whether `folder` holds a project in which `prepare_demo` came to its end once."""
    if not is_project(folder):
        return False
    try:
        with Project.open(folder, read_only=True) as project:
            return project.settings.get(_PREPARED_SETTING, False)
    except ProjectError:
        # Opened for writing it may be converted, or else the reason is told.
        return False


def prepare_demo(
    folder: Path,
    *,
    songs_per_genre: int = 11,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> Project:
    """Return the demo project in `folder`, open for writing, its songs imported and cut.

    What is there already stays: an interrupted demo goes on where it stopped.

    Raises
    ------
    ProjectError
        Where `folder` holds something that is not a project.
    """
    project = Project.open(folder) if is_project(folder) else Project.create(folder)
    try:
        generate_songs(
            folder / "music", songs_per_genre=songs_per_genre, pool=pool, on_event=on_event
        )
        songs = folder / "music" / "songs"
        import_tracks(project, [songs], layout="folders", pool=pool, on_event=on_event)
        suggest_segments(project, pool=pool, on_event=on_event)
        project.settings.set(_PREPARED_SETTING, value=True)
    except BaseException:
        project.close()
        raise
    return project


def generate_songs(
    folder: Path, *, songs_per_genre: int, pool: WorkerPool, on_event: Callable[[Event], None]
) -> tuple[Path, ...]:
    """Write the generated songs and their true stems into `folder`; return the songs' paths.

    Raises
    ------
    SepgenreError
        Where a song cannot be written; those before it stay and are not written again.
    """
    from sepgenre_training.datasets.synthetic.song import song_specs
    from sepgenre_training.datasets.synthetic.writing import write_song

    specs = song_specs(seed=SEED, songs_per_genre=songs_per_genre)
    write = functools.partial(write_song, folder=folder)
    paths: list[Path] = []
    for done, outcome in enumerate(pool.run(write, specs), start=1):
        if outcome.value is None:
            # A generated song that cannot be written is no bad input: nothing can go on.
            raise _not_written(folder, outcome.error) from outcome.error
        paths.append(outcome.value)
        name = outcome.value.stem
        on_event(Progressed(stage=STAGE, done=done, total=len(specs), item=name))
    return tuple(sorted(paths))


def _not_written(folder: Path, error: BaseException | None) -> SepgenreError:
    if isinstance(error, SepgenreError):
        return error
    return SepgenreError(
        f"{folder}: a generated song cannot be written ({error}).",
        remedy="Free some disk space, or choose another folder; run it again, and it goes on.",
    )


def run_demo(
    folder: Path,
    config: ExperimentConfig,
    *,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> DemoSummary:
    """Run the whole path in `folder`: songs, segments, stems, features, trials, report."""
    # Who only opens the demo's project must not wait for what runs an experiment to be loaded.
    from sepgenre_gui.services.run_experiment import run_experiment
    from sepgenre_gui.services.run_records import run_record
    from sepgenre_gui.services.separate_segments import separate_segments
    from sepgenre_training.report.writing import write_report

    with prepare_demo(folder, pool=pool, on_event=on_event) as project:
        separate_segments(project, separator=_SEPARATOR, pool=pool, on_event=on_event)
        run = run_experiment(project, config, pool=pool, on_event=on_event)
        record = run_record(project, run.run.id)
    report = write_report(record, folder / "report")
    return DemoSummary(run=run, record=record, report=report)
