"""Moved audio is found by its content, with its siblings; other audio is never taken for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState
from sepgenre_gui.services.locate_tracks import SearchSummary, locate, search_folder
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import AudioError, DatasetError, ProjectError
from sepgenre_training.exchange.identification import Condition
from tests.music import make_track, write_library, write_track
from tests.track_imports import run_import


@pytest.fixture
def library(tmp_path: Path, empty_project: Project, pool: WorkerPool) -> Path:
    """Four tracks of two genres, in a project; one has an awkward name."""
    folder = write_library(tmp_path / "music", genres=2, songs=2)
    (folder / "Genre 1" / "song 11.wav").rename(folder / "Genre 1" / "ű 观 🎧 .WAV")
    run_import(empty_project, pool, folder)
    return folder


def find(project: Project, pool: WorkerPool, track_id: int, path: Path) -> SearchSummary:
    return locate(project, track_id, path, pool=pool, on_event=lambda _: None)


def search(project: Project, pool: WorkerPool, folder: Path) -> SearchSummary:
    return search_folder(project, folder, pool=pool, on_event=lambda _: None)


def paths(project: Project) -> list[Path]:
    return [track.path for track in project.tracks.list()]


def test_one_is_located_and_all_siblings_are_found(
    tmp_path: Path, library: Path, empty_project: Project, pool: WorkerPool
) -> None:
    before = empty_project.tracks.list()
    moved = tmp_path / "drive" / "ű 观" / "music"
    shutil.move(library, moved)

    summary = find(empty_project, pool, 3, moved / "Genre 1" / before[2].path.name)

    assert (summary.lost, summary.problems) == ((), ())
    assert [each.old_path for each in summary.found] == [track.path for track in before]
    assert paths(empty_project) == [moved / track.path.relative_to(library) for track in before]
    assert [each.track for each in summary.found] == list(empty_project.tracks.list())


def test_a_renamed_folder_and_a_renamed_file(
    library: Path, empty_project: Project, pool: WorkerPool
) -> None:
    (library / "Genre 1").rename(library / "Techno")
    first = library / "Techno" / "song 10.wav"
    first = first.rename(library / "Techno" / "another name.wav")

    summary = find(empty_project, pool, 3, first)

    assert [each.track.path for each in summary.found] == [
        first, library / "Techno" / "ű 观 🎧 .WAV"
    ]  # fmt: skip
    assert paths(empty_project)[:2] == sorted((library / "Genre 0").iterdir())


def test_a_sibling_of_another_content_is_not_taken(
    tmp_path: Path, library: Path, empty_project: Project, pool: WorkerPool
) -> None:
    moved = tmp_path / "moved"
    shutil.move(library, moved)
    (moved / "Genre 0" / "song 00.wav").unlink()
    write_track(moved / "Genre 0" / "song 01.wav", make_track(5, 5))
    before = paths(empty_project)

    summary = find(empty_project, pool, 3, moved / "Genre 1" / "song 10.wav")

    assert [each.track.id for each in summary.found] == [3, 4]
    assert [(each.track.id, each.condition) for each in summary.lost] == [
        (1, Condition.MISSING), (2, Condition.MISSING)
    ]  # fmt: skip
    assert "is not at" in summary.lost[0].reason
    assert "another content" in summary.lost[1].reason
    assert paths(empty_project)[:2] == before[:2]


def test_other_audio_is_refused_with_both_hashes(
    library: Path, empty_project: Project, pool: WorkerPool
) -> None:
    one, two, *_ = empty_project.tracks.list()
    one.path.unlink()

    with pytest.raises(ProjectError, match="is not the audio of track 1") as caught:
        find(empty_project, pool, one.id, two.path)

    for part in (one.content_hash[:12], two.content_hash[:12], "the audio of track 2"):
        assert part in caught.value.message
    assert caught.value.remedy
    assert empty_project.tracks.get(one.id) == one
    with pytest.raises(AudioError, match="does not exist"):
        find(empty_project, pool, one.id, library / "nowhere.wav")
    with pytest.raises(ProjectError, match="no track 99"):
        find(empty_project, pool, 99, two.path)


def test_a_place_that_another_track_keeps_is_refused(
    library: Path, empty_project: Project, pool: WorkerPool
) -> None:
    one, two, *_ = empty_project.tracks.list()
    one.path.replace(two.path)

    with pytest.raises(ProjectError, match=r"belongs to track 2 .* Locate or remove track 2"):
        find(empty_project, pool, one.id, two.path)
    assert paths(empty_project)[:2] == [one.path, two.path]
    summary = search(empty_project, pool, library)
    assert summary.found == ()
    assert [(each.track.id, each.condition) for each in summary.lost] == [
        (1, Condition.MISSING), (2, Condition.CHANGED)
    ]  # fmt: skip
    assert [problem.path for problem in summary.problems] == [two.path]


def test_a_search_finds_what_was_moved_and_renamed(
    tmp_path: Path, library: Path, empty_project: Project, pool: WorkerPool
) -> None:
    one, two, three, four = empty_project.tracks.list()
    heap = tmp_path / "heap" / "deep"
    heap.mkdir(parents=True)
    one.path.rename(heap / one.path.name)
    four.path.rename(heap / "renamed.wav")
    three.path.unlink()
    write_track(heap / three.path.name, make_track(5, 5))
    write_track(two.path, make_track(6, 6))
    (heap / "broken.wav").write_text("no audio")
    (heap / "renamed.txt").write_bytes((heap / "renamed.wav").read_bytes())
    events: list[object] = []

    summary = search_folder(empty_project, tmp_path / "heap", pool=pool, on_event=events.append)

    assert [(each.track.id, each.track.path) for each in summary.found] == [
        (one.id, heap / one.path.name), (four.id, heap / "renamed.wav")
    ]  # fmt: skip
    assert [(each.track.id, each.condition) for each in summary.lost] == [
        (two.id, Condition.CHANGED), (three.id, Condition.MISSING)
    ]  # fmt: skip
    assert f"{heap / three.path.name} has its name, but another content." in summary.lost[1].reason
    assert [track.file_state for track in empty_project.tracks.list()] == [
        FileState.THERE, FileState.CHANGED, FileState.MISSING, FileState.THERE
    ]  # fmt: skip
    assert isinstance(events[-1], Progressed)


def test_files_that_exchanged_their_names_are_found(
    library: Path, empty_project: Project, pool: WorkerPool
) -> None:
    one, two, *_ = empty_project.tracks.list()
    spare = library / "spare.wav"
    one.path.rename(spare)
    two.path.rename(one.path)
    spare.rename(two.path)

    summary = search(empty_project, pool, library)

    assert (len(summary.found), summary.lost, summary.problems) == (2, (), ())
    assert paths(empty_project)[:2] == [two.path, one.path]


def test_nothing_is_searched_where_nothing_is_lost(
    library: Path, empty_project: Project, pool: WorkerPool
) -> None:
    before = empty_project.tracks.list()

    assert search(empty_project, pool, library) == SearchSummary(found=(), lost=(), problems=())
    assert empty_project.tracks.list() == before
    with pytest.raises(DatasetError, match="is no folder"):
        search(empty_project, pool, library / "nowhere")


def test_found_audio_is_known_to_a_later_import(
    tmp_path: Path, library: Path, empty_project: Project, pool: WorkerPool
) -> None:
    moved = tmp_path / "moved"
    shutil.move(library, moved)
    search(empty_project, pool, moved)

    again = run_import(empty_project, pool, moved)

    assert (again.added, again.unchanged, again.problems) == ((), 4, ())
