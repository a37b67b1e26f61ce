"""The check of the tracks' files: absent, changed and unreadable ones are told, with reasons."""

from __future__ import annotations

from pathlib import Path

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState
from sepgenre_gui.services.check_tracks import find_absent, find_missing
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.exchange.identification import Condition
from tests.music import make_track, write_library, write_track
from tests.track_imports import run_import


def test_what_is_missing_or_changed_is_told_and_stands_with_the_tracks(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    run_import(empty_project, pool, write_library(tmp_path / "music", genres=1, songs=4))
    kept, moved, changed, folder = empty_project.tracks.list()
    moved.path.rename(tmp_path / "elsewhere.wav")
    write_track(changed.path, make_track(3, 3))
    folder.path.unlink()
    folder.path.mkdir()
    events: list[Progressed] = []

    lost = find_missing(empty_project, pool=pool, on_event=events.append)

    assert [(each.track.id, each.condition) for each in lost] == [
        (moved.id, Condition.MISSING),
        (changed.id, Condition.CHANGED),
        (folder.id, Condition.UNREADABLE),
    ]
    assert "has changed since it was added" in lost[1].reason
    assert [event.done for event in events] == [1, 2, 3, 4]
    assert find_absent(empty_project) == (empty_project.tracks.get(moved.id),)
    assert [track.file_state for track in empty_project.tracks.list()] == [
        FileState.THERE, FileState.MISSING, FileState.CHANGED, FileState.MISSING
    ]  # fmt: skip

    (tmp_path / "elsewhere.wav").rename(moved.path)
    assert [each.track.id for each in find_missing(empty_project, pool=pool, on_event=print)] == [
        changed.id, folder.id
    ]  # fmt: skip
    assert empty_project.tracks.get(moved.id).file_state is FileState.THERE
    assert empty_project.tracks.get(kept.id) == kept


def test_a_project_open_read_only_can_be_checked(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    run_import(empty_project, pool, write_library(tmp_path / "music", genres=1, songs=1))
    (track,) = empty_project.tracks.list()
    track.path.unlink()

    with Project.open(empty_project.folder, read_only=True) as reader:
        (lost,) = find_missing(reader, pool=pool, on_event=lambda _: None)

    assert lost.condition is Condition.MISSING
    assert empty_project.tracks.list() == (track,)
