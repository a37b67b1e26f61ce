from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project import FileState, Project, RowChange, Setting, Track
from sepgenre_training.errors import ProjectError

AddTrack = Callable[..., Track]


def test_rows_are_inserted_changed_and_deleted_exactly(
    project: Project, add_track: AddTrack
) -> None:
    genre = project.genres.add("Straße")
    track = add_track(genre_id=genre.id)
    segment = project.segments.add(track, 5, genre.id, note="观")
    project.settings.set("separator", "hpss")
    setting = project.settings.find("separator")
    assert setting == Setting(key="separator", value='"hpss"')
    removal = [RowChange(before=row) for row in (segment, track, genre, setting)]

    project.write_changes(removal)
    assert (project.segments.count(), project.tracks.list(), project.genres.list()) == (0, (), ())
    assert project.settings.find("separator") is None

    project.write_changes([change.inverse() for change in reversed(removal)])
    assert project.segments.list() == (segment,)
    assert project.tracks.list() == (track,)
    assert project.genres.find("STRASSE") == genre
    assert project.settings.get("separator", "") == "hpss"

    renamed = attrs.evolve(genre, name="观", color="#000000", key=None)
    project.write_changes([RowChange(before=genre, after=renamed)])
    assert project.genres.list() == (renamed,)
    assert project.genres.find("观") == renamed


def test_only_what_differs_is_compared_and_written(project: Project, add_track: AddTrack) -> None:
    track = add_track()
    change = RowChange(before=track, after=attrs.evolve(track, note="?"))
    found = project.tracks.set_path(track.id, Path("/disk/a.wav"))
    project.tracks.set_file_states({track.id: FileState.CHANGED})

    project.write_changes([change])

    assert project.tracks.get(track.id) == attrs.evolve(
        found, note="?", file_state=FileState.CHANGED
    )
    project.write_changes([change.inverse()])
    assert project.tracks.get(track.id).note == ""


def test_a_row_that_has_changed_meanwhile_stops_everything(
    project: Project, add_track: AddTrack
) -> None:
    track, other = add_track(), add_track()
    first = RowChange(before=track, after=attrs.evolve(track, note="first"))
    for second in (
        RowChange(before=other, after=attrs.evolve(other, note="second")),
        RowChange(before=other),
    ):
        project.tracks.update(other.id, note="by something else")
        with pytest.raises(ProjectError, match=r"Track 2 \(.*\) was changed or removed") as caught:
            project.write_changes([first, second])
        assert "by hand" in caught.value.remedy
        assert project.tracks.get(track.id) == track
        project.tracks.remove(other.id)
        with pytest.raises(ProjectError, match="was changed or removed"):
            project.write_changes([first, second])
        assert project.tracks.list() == (track,)
        project.tracks.restore(other)


def test_what_the_rules_forbid_is_refused_in_words(project: Project, add_track: AddTrack) -> None:
    genre = project.genres.add("House")
    track = add_track(genre_id=genre.id)
    segment = project.segments.add(track, 5)
    twin = attrs.evolve(track, id=9)
    for change, reason in (
        (RowChange(before=genre), "something refers to it"),
        (RowChange(after=twin), "has taken its place"),
        (RowChange(after=track), "has taken its place"),
        (RowChange(after=attrs.evolve(segment, id=9)), "has taken its place"),
        (RowChange(after=attrs.evolve(segment, id=9, start_sample=6, genre_id=99)), "has gone"),
        (
            RowChange(before=segment, after=attrs.evolve(segment, start_sample=2_646_000)),
            "ends after its track",
        ),
    ):
        with pytest.raises(ProjectError, match=reason):
            project.write_changes([change])
    assert project.segments.list() == (segment,)
    assert project.tracks.list() == (track,)


def test_a_change_is_of_one_row(project: Project, add_track: AddTrack) -> None:
    track, other = add_track(), add_track()
    genre = project.genres.add("House")
    for before, after in ((None, None), (track, other), (track, genre)):
        with pytest.raises(ValueError, match="not the change of one row"):
            RowChange(before=before, after=after)


def test_a_reader_changes_nothing(project: Project, add_track: AddTrack, folder: Path) -> None:
    track = add_track()
    with (
        Project.open(folder, read_only=True) as reader,
        pytest.raises(ProjectError, match="is open read-only"),
    ):
        reader.write_changes([RowChange(before=track)])
    assert project.tracks.list() == (track,)
