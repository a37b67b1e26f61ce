"""A rehearsal: services run on a copy, which is the project but for what they do to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.exchange.annotating import SegmentsTask, match_segments
from sepgenre_gui.services.exchange.rehearsal import SerialPool, rehearsal
from sepgenre_gui.services.exchange.steps import apply_in_steps, beginning, joined
from sepgenre_gui.services.import_segments import import_segments
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_training.errors import AudioError, ProjectError
from tests.music import make_track, write_track


@pytest.fixture
def labelled(tmp_path: Path, empty_project: Project) -> Path:
    """A table of segments for two imported songs, and three lines that fit nothing."""
    for number in range(2):
        samples = make_track(0, number, duration_s=60)
        write_track(tmp_path / "music" / f"song {number}.wav", samples)
    import_tracks(empty_project, [tmp_path / "music"], pool=SerialPool(), on_event=print)
    table = tmp_path / "segments.csv"
    lines = [f"song {number}.wav,{start},House" for number in range(2) for start in (0, 10, 25)]
    table.write_text(
        "file,start_s,genre\n"
        + "\n".join([*lines, "song 0.wav,55,", "no.wav,1,", "song 1.wav,x,"]),
        encoding="utf-8",
    )
    return table


def rows_of(project: Project) -> tuple[object, ...]:
    return project.tracks.list(), project.genres.list(), project.segments.list()


def segments_of(project: Project) -> set[tuple[object, ...]]:
    """Return the segments without their identifiers, which no two imports share."""
    names = {genre.id: genre.name for genre in project.genres.list()}
    return {
        (each.track_id, each.start_sample, names.get(each.genre_id or 0), each.origin)
        for each in project.segments.list()
    }


def test_the_copy_changes_and_the_project_does_not(empty_project: Project) -> None:
    empty_project.genres.add("House")

    with rehearsal(empty_project.folder) as copy:
        assert copy.genres.list() == empty_project.genres.list()
        assert copy.folder == empty_project.folder
        copy.genres.add("Techno")
        with pytest.raises(ProjectError):
            copy.genres.add("house")

    assert [genre.name for genre in empty_project.genres.list()] == ["House"]


def test_a_rehearsed_import_applied_equals_the_import_itself(
    tmp_path: Path, empty_project: Project, labelled: Path
) -> None:
    before = rows_of(empty_project)
    task = SegmentsTask(project_folder=empty_project.folder, files=(labelled,))
    rehearsed = match_segments(task)
    assert rows_of(empty_project) == before
    assert rehearsed.edit is not None

    for _ in apply_in_steps(empty_project, rehearsed.edit):
        pass
    after = segments_of(empty_project)

    rehearsed.edit.revert(empty_project)
    assert rows_of(empty_project) == before
    direct = import_segments(empty_project, [labelled], pool=SerialPool(), on_event=print)
    assert len(direct.added) == len(rehearsed.added) == 6
    assert direct.problems == rehearsed.problems
    assert len(direct.problems) == 3
    assert after == segments_of(empty_project)


def test_steps_can_end_anywhere_and_be_taken_back(
    empty_project: Project, labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sepgenre_gui.services.exchange.steps.ROWS_PER_STEP", 2)
    before = rows_of(empty_project)
    edit = match_segments(SegmentsTask(project_folder=empty_project.folder, files=(labelled,))).edit
    assert edit is not None

    steps = apply_in_steps(empty_project, edit, n_linked=3)
    assert next(steps) == 3
    assert next(steps) == 5
    stored = beginning(edit, 5)

    assert stored is not None
    assert len(empty_project.segments.list()) + len(empty_project.genres.list()) == 5
    stored.revert(empty_project)
    assert rows_of(empty_project) == before
    assert beginning(edit, 0) is None


def test_joined_edits_are_taken_back_in_their_order(empty_project: Project, labelled: Path) -> None:
    before = rows_of(empty_project)
    first = match_segments(
        SegmentsTask(project_folder=empty_project.folder, files=(labelled,))
    ).edit
    assert first is not None
    first.apply(empty_project)
    second_file = labelled.with_name("more.csv")
    second_file.write_text("file,start_s,genre\nsong 0.wav,40,Acid\n", encoding="utf-8")
    task = SegmentsTask(project_folder=empty_project.folder, files=(second_file,))
    second = match_segments(task).edit
    assert second is not None
    second.apply(empty_project)

    both = joined("Import", first, None, second)

    assert both is not None
    both.revert(empty_project)
    assert rows_of(empty_project) == before
    assert joined("Import", None, None) is None


def test_a_task_that_fails_in_a_serial_pool_fails_alone() -> None:
    def refuse_odd(number: int) -> int:
        if number % 2:
            raise AudioError(f"{number} is odd.")
        return number

    outcomes = list(SerialPool().run(refuse_odd, [0, 1, 2]))

    assert [outcome.value for outcome in outcomes] == [0, None, 2]
    assert str(outcomes[1].error) == "1 is odd."
