"""An import in steps: taken in any portion, stored at once, taken back to the last row."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState
from sepgenre_gui.services.exchange.storing import Fate
from sepgenre_gui.services.import_tracks import (
    ExaminationTask,
    Importing,
    examine_file,
    plan_import,
)
from sepgenre_training.audio.info import Examination
from sepgenre_training.compute.pool import Outcome
from sepgenre_training.datasets.layout import read_layout
from sepgenre_training.errors import SepgenreError
from tests.music import make_track, write_library, write_track


def begin(project: Project, *paths: Path) -> Importing:
    known = {track.path: track.content_hash for track in project.tracks.list()}
    return Importing(project, plan_import(read_layout(paths), known))


def do(importing: Importing, position: int) -> Outcome[ExaminationTask, Examination | None]:
    """Do one task here, as a worker would."""
    task = importing.tasks[position]
    try:
        return Outcome(position=position, task=task, value=examine_file(task))
    except SepgenreError as error:
        return Outcome(position=position, task=task, error=error)


def do_all(importing: Importing) -> list[Fate]:
    return [importing.take(do(importing, n)).fate for n in range(len(importing.tasks))]


def rows_of(project: Project) -> tuple[object, ...]:
    return project.tracks.list(), project.genres.list(), project.segments.list()


def test_what_was_taken_is_stored_and_the_rest_is_not(
    tmp_path: Path, empty_project: Project
) -> None:
    importing = begin(empty_project, write_library(tmp_path / "music", genres=1, songs=3))

    for position in (2, 0):
        importing.take(do(importing, position))

    assert [track.title for track in empty_project.tracks.list()] == ["song 02", "song 00"]
    summary = importing.summary()
    assert len(summary.added) == 2
    assert summary.edit is not None
    assert summary.edit.text == "Import 2 tracks"


@pytest.fixture
def mixed(tmp_path: Path, empty_project: Project) -> Path:
    """A table whose import does everything that an import can do to rows."""
    music = tmp_path / "music"
    for number in range(4):
        write_track(music / f"{number}.wav", make_track(0, number, duration_s=25))
    do_all(begin(empty_project, music))
    # The first is labelled, the second moves, the third has changed, the fourth gets a segment.
    tracks = empty_project.tracks.list()
    empty_project.segments.add(tracks[0], 0)
    (music / "1.wav").rename(music / "moved.wav")
    write_track(music / "2.wav", make_track(1, 9))
    write_track(music / "new.wav", make_track(1, 5, duration_s=25))
    table = music / "songs.csv"
    table.write_text(
        "path,genre,start_s\n"
        "0.wav,Acid,\nmoved.wav,Acid,\n2.wav,Acid,\n3.wav,Dub,2\n3.wav,Dub,12\n"
        "new.wav,Trance,1\nnew.wav,Trance,900\n",
        encoding="utf-8",
    )
    return table


def test_all_that_an_import_does_is_taken_back_and_done_again(
    empty_project: Project, mixed: Path
) -> None:
    before = rows_of(empty_project)
    importing = begin(empty_project, mixed)

    fates = do_all(importing)

    assert fates == [Fate.LABELLED, Fate.RELOCATED, Fate.OUT, Fate.LABELLED, Fate.ADDED]
    summary = importing.summary()
    assert [genre.name for genre in empty_project.genres.list()] == ["Acid", "Dub", "Trance"]
    assert len(empty_project.segments.list()) == 4
    assert "900 s was not added" in summary.remarks[0].reason
    after = rows_of(empty_project)
    assert summary.edit is not None
    summary.edit.revert(empty_project)
    assert rows_of(empty_project) == before
    summary.edit.apply(empty_project)
    assert rows_of(empty_project) == after


def test_what_was_seen_of_files_is_told(empty_project: Project, mixed: Path) -> None:
    importing = begin(empty_project, mixed)

    do_all(importing)

    states = importing.file_states
    assert states == {
        1: FileState.THERE,
        2: FileState.THERE,
        3: FileState.CHANGED,
        4: FileState.THERE,
    }


def test_a_track_that_was_removed_meanwhile_is_told(tmp_path: Path, empty_project: Project) -> None:
    music = write_library(tmp_path / "music", genres=1, songs=1)
    do_all(begin(empty_project, music))
    importing = begin(empty_project, music)
    empty_project.tracks.remove(1)

    (fate,) = do_all(importing)

    assert fate is Fate.OUT
    assert "import it again" in importing.summary().problems[0].reason
    assert do_all(begin(empty_project, music)) == [Fate.ADDED]


def test_an_import_that_changed_nothing_has_no_edit(tmp_path: Path, empty_project: Project) -> None:
    music = write_library(tmp_path / "music", genres=1, songs=2)
    do_all(begin(empty_project, music))
    importing = begin(empty_project, music)

    assert do_all(importing) == [Fate.UNCHANGED, Fate.UNCHANGED]
    assert importing.summary().edit is None
