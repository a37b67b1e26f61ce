"""The session: every edit shown where it was made, undone and made again."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from sepgenre_gui.project import Project, TrackRow, TrackState
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.undo import History
from sepgenre_gui.services.edits import (
    add_genre,
    add_segment,
    assign_genre,
    delete_genre,
    move_segment,
    remove_tracks,
)
from tests.sepgenre_gui.screens.curation.conftest import RATE_HZ, AddTrack


def test_an_edit_tells_which_rows_have_changed(
    session: CurationSession, add_track: AddTrack, project: Project
) -> None:
    one, two = add_track("One"), add_track("Two")
    session.rows()
    told: list[tuple[TrackRow, ...]] = []
    session.rows_changed.connect(told.append)
    session.choose_track(one.id)

    session.perform(lambda: add_segment(project, one.id, 8000))

    assert [[row.id for row in rows] for rows in told] == [[one.id]]
    assert told[0][0].state is TrackState.UNLABELLED
    assert session.segment is not None
    assert session.segment.start_sample == 8000
    session.history.undo()
    assert session.segments == ()
    assert told[-1][0].state is TrackState.NO_SEGMENT
    session.history.redo()
    assert session.segment is not None
    assert two.id not in {row.id for rows in told for row in rows}


def test_a_refusal_is_shown_and_leaves_no_step(
    session: CurationSession, add_track: AddTrack, project: Project, errors: list[BaseException]
) -> None:
    track = add_track("One")
    session.choose_track(track.id)
    session.perform(lambda: add_segment(project, track.id, 0))

    refused = session.perform(lambda: add_segment(project, track.id, RATE_HZ))

    assert refused is None
    assert "already has a segment" in str(errors[0])
    assert len(session.segments) == 1
    session.history.undo()
    assert session.segments == ()
    assert not session.history.undo()


def test_moves_of_one_drag_are_one_step(
    session: CurationSession, add_track: AddTrack, project: Project
) -> None:
    track = add_track("One")
    session.choose_track(track.id)
    session.perform(lambda: add_segment(project, track.id, 0))
    assert session.segment is not None
    identifier = session.segment.id
    for start in (100, 200, 300):
        session.perform(lambda s=start: move_segment(project, identifier, s, gesture="drag 1"))

    session.history.undo()

    assert session.segment.start_sample == 0
    session.history.redo()
    assert session.segment.start_sample == 300


def test_the_track_at_hand_may_go_and_come_back(
    session: CurationSession, add_track: AddTrack, project: Project
) -> None:
    one, two = add_track("One"), add_track("Two")
    session.rows()
    resets: list[int] = []
    session.rows_reset.connect(lambda: resets.append(len(session.rows())))
    session.choose_track(one.id)

    session.perform(lambda: remove_tracks(project, [one.id, two.id]))

    assert session.track is None
    assert resets == [0]
    session.history.undo()
    assert resets == [0, 2]


def test_a_genre_that_is_deleted_reloads_what_had_it(
    session: CurationSession, add_track: AddTrack, project: Project
) -> None:
    track = add_track("One")
    session.rows()
    session.perform(lambda: add_genre(project, "House"))
    house = session.genre_of_key(1)
    assert house is not None
    session.choose_track(track.id)
    session.perform(lambda: assign_genre(project, [track.id], house.id))
    assert session.track is not None
    assert session.track.genre_id == house.id

    session.perform(lambda: delete_genre(project, house.id, clear=True))

    assert session.track.genre_id is None
    assert session.genres() == {}
    session.history.undo()
    assert session.track.genre_id == house.id


def test_a_project_for_reading_only_refuses_every_edit(
    project: Project, add_track: AddTrack, errors: list[BaseException], qtbot: QtBot, tmp_path: Path
) -> None:
    track = add_track("One")
    with Project.open(project.folder, read_only=True) as second:
        reader = CurationSession(second, History(second, errors.append), errors.append)
        reader.choose_track(track.id)

        assert reader.perform(lambda: add_segment(second, track.id, 0)) is None

    assert "reading only" in str(errors[0])
    assert not project.segments.list()
