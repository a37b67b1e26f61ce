"""Locating in a worker: what it sees, what it reads, and the edit that stores it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState
from sepgenre_gui.services.edits import Edit
from sepgenre_gui.services.exchange.locating import (
    CheckFilesTask,
    Finding,
    LocateTask,
    SearchTask,
    check_files,
    locate_track,
    search_tracks,
)
from sepgenre_gui.services.exchange.rehearsal import SerialPool
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_training.errors import ProjectError
from sepgenre_training.exchange.identification import Condition
from tests.music import make_track, write_library, write_track


@pytest.fixture
def music(tmp_path: Path, empty_project: Project) -> Path:
    folder = write_library(tmp_path / "music", genres=1, songs=4)
    import_tracks(empty_project, [folder], pool=SerialPool(), on_event=lambda _: None)
    return folder / "Genre 0"


def check(project: Project, *, reads_all: bool = False) -> Finding:
    return check_files(CheckFilesTask(project_folder=project.folder, reads_all=reads_all))


def search(project: Project, folder: Path, *lost_ids: int) -> Finding:
    return search_tracks(
        SearchTask(project_folder=project.folder, folder=folder, lost_ids=frozenset(lost_ids))
    )


def store(project: Project, finding: Finding) -> Edit:
    project.tracks.set_file_states(finding.file_states)
    assert finding.edit is not None
    finding.edit.apply(project)
    return finding.edit


def conditions(finding: Finding) -> dict[int, Condition]:
    return {lost.track.id: lost.condition for lost in finding.lost}


def test_a_glance_sees_what_is_missing_and_reading_what_is_changed(
    empty_project: Project, music: Path
) -> None:
    (music / "song 00.wav").unlink()
    write_track(music / "song 01.wav", make_track(4, 4))

    assert conditions(check(empty_project)) == {1: Condition.MISSING}
    read = check(empty_project, reads_all=True)
    assert conditions(read) == {1: Condition.MISSING, 2: Condition.CHANGED}
    assert read.file_states == {1: FileState.MISSING, 2: FileState.CHANGED}
    assert {t.file_state for t in empty_project.tracks.list()} == {FileState.THERE}, "only told"

    empty_project.tracks.set_file_states(read.file_states)
    assert conditions(check(empty_project)) == conditions(read)


def test_another_file_in_the_place_of_a_missing_one_is_not_taken_for_it(
    empty_project: Project, music: Path
) -> None:
    empty_project.tracks.set_file_states({1: FileState.MISSING, 2: FileState.MISSING})
    write_track(music / "song 00.wav", make_track(4, 4))

    finding = check(empty_project)

    assert conditions(finding) == {1: Condition.CHANGED}
    assert finding.file_states == {1: FileState.CHANGED, 2: FileState.THERE}


def test_a_search_reads_only_what_is_lost_and_what_it_searches(
    empty_project: Project, music: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "moved.wav"
    (music / "song 00.wav").rename(moved)
    # Changed, but nobody knows: it is not read, and so not told here.
    write_track(music / "song 01.wav", make_track(4, 4))

    finding = search(empty_project, tmp_path, 1)

    assert [(each.track.id, each.track.path) for each in finding.summary.found] == [(1, moved)]
    assert finding.lost == ()
    edit = store(empty_project, finding)
    assert edit.text == "Locate 1 track"
    assert empty_project.tracks.get(1).path == moved


def test_names_that_went_round_are_stored_and_taken_back(
    empty_project: Project, music: Path
) -> None:
    before = empty_project.tracks.list()
    names = [track.path for track in before]
    aside = names[0].rename(music / "aside")
    for old, new in ((names[1], names[0]), (names[2], names[1])):
        old.rename(new)
    aside.rename(names[2])
    names[3].rename(music / "else.wav")

    finding = search(empty_project, music, 1, 2, 3, 4)

    assert finding.n_linked == 6
    edit = store(empty_project, finding)
    after = [track.path for track in empty_project.tracks.list()]
    assert after == [names[2], names[0], names[1], music / "else.wav"]
    edit.revert(empty_project)
    assert empty_project.tracks.list() == before


def test_a_file_of_other_content_is_refused_and_nothing_changes(
    empty_project: Project, music: Path
) -> None:
    (music / "song 00.wav").unlink()
    task = LocateTask(
        project_folder=empty_project.folder, track_id=1, new_path=music / "song 01.wav"
    )

    with pytest.raises(ProjectError, match="is not the audio of track 1"):
        locate_track(task)
