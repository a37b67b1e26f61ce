"""The cache removed under work that goes on: told, nothing half, and the next run mends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.extract_features import extract_features
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.events import Event
from tests.music import write_library


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as made:
        yield made


@pytest.fixture
def project(tmp_path: Path, pool: WorkerPool) -> Iterator[Project]:
    library = write_library(tmp_path / "music", genres=2, songs=2)
    with Project.create(tmp_path / "songs") as project:
        import_tracks(project, [library], layout="folders", pool=pool, on_event=ignore)
        for track in project.tracks.list():
            project.segments.add(track, 0, track.genre_id)
        yield project
    with Project.open(tmp_path / "songs") as project:
        assert len(project.segments.list()) == 4
        assert list(project.cache.root.glob(f"*/*/{UNFINISHED_PREFIX}*")) == []


def ignore(_: Event) -> None:
    pass


def remove_the_cache(project: Project, after: int) -> Callable[[Event], None]:
    """Return a handler of events that removes the cache once `after` segments are done."""

    def handle(event: Event) -> None:
        if isinstance(event, Progressed) and event.done == after:
            shutil.rmtree(project.cache.root, ignore_errors=True)

    return handle


def test_stems_that_go_while_others_are_made(project: Project, pool: WorkerPool) -> None:
    first = separate_segments(
        project, separator="hpss", pool=pool, on_event=remove_the_cache(project, 2)
    )
    for problem in first.problems:
        assert "retry" in problem.reason

    again = separate_segments(project, pool=pool, on_event=ignore)
    assert again.problems == ()
    assert again.separated + again.cached == 4
    assert len(list(project.cache.root.glob("stems/*/*.wav"))) == 4


def test_features_that_go_while_others_are_made_are_missed(
    project: Project, pool: WorkerPool
) -> None:
    separate_segments(project, separator="hpss", pool=pool, on_event=ignore)

    def remove_one(event: Event) -> None:
        if isinstance(event, Progressed) and event.done == 4:
            next(project.cache.root.glob("features/*/*.npy")).unlink()

    data = extract_features(project, pool=pool, on_event=remove_one)
    assert len(data.segments) == 3
    assert [problem.reason for problem in data.problems] == [
        "Its features were removed from the cache meanwhile. Extract them again."
    ]

    shutil.rmtree(project.cache.root / "features")
    with pytest.raises(ExperimentError, match="removed from the cache meanwhile"):
        extract_features(project, pool=pool, on_event=remove_the_cache(project, 4))

    separate_segments(project, pool=pool, on_event=ignore)
    data = extract_features(project, pool=pool, on_event=ignore)
    assert (len(data.segments), data.problems) == (4, ())
