from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project import FileState, Project, Track
from sepgenre_training.errors import ProjectError

AddTrack = Callable[..., Track]


def add(project: Project, path: Path, content_hash: str) -> Track:
    return project.tracks.add(
        path=path,
        content_hash=content_hash,
        title="title",
        artist="Ärtist",
        album=None,
        duration_s=12.5,
        sample_rate_hz=8000,
        channels=1,
        n_samples=100_000,
        decoder="libsndfile",
        decoder_version="1.2.2",
        note="naïve",
    )


def test_a_track_is_found_by_identifier_path_and_hash(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ű 观 🎧 ' \" ; .WAV"
    track = add(project, path, "h1")
    assert track.path == path
    assert track.added_at.endswith("+00:00")
    assert project.tracks.get(track.id) == track
    assert project.tracks.find_by_hash("h1") == track
    assert project.tracks.find_by_hash("h2") is None
    monkeypatch.chdir(tmp_path)
    assert project.tracks.find_by_path(Path(path.name)) == track
    assert project.tracks.find_by_path(tmp_path / "other.wav") is None


def test_one_path_and_one_content_only_once(project: Project) -> None:
    first = add(project, Path("/music/a.wav"), "h1")
    with pytest.raises(ProjectError, match="is already a track"):
        add(project, Path("/music/../music/a.wav"), "h2")
    with pytest.raises(ProjectError, match="same content as") as caught:
        add(project, Path("/music/b.wav"), "h1")
    assert str(first.path) in caught.value.message
    assert project.tracks.list() == (first,)


def test_a_moved_file_is_followed(project: Project) -> None:
    track = add(project, Path("/music/a.wav"), "h1")
    add(project, Path("/music/b.wav"), "h2")
    moved = project.tracks.set_path(track.id, Path("/disk/a.wav"))
    assert moved == attrs.evolve(track, path=Path("/disk/a.wav").absolute())
    project.tracks.set_path(track.id, Path("/disk/a.wav"))
    with pytest.raises(ProjectError, match="is already a track"):
        project.tracks.set_path(track.id, Path("/music/b.wav"))


def test_texts_are_changed_one_by_one(project: Project) -> None:
    track = add(project, Path("/music/a.wav"), "h1")
    changed = project.tracks.update(track.id, title="新", artist=None)
    assert (changed.title, changed.artist, changed.note) == ("新", None, "naïve")
    assert project.tracks.update(track.id, title="title", artist="Ärtist") == track
    assert project.tracks.get(track.id) == track


def test_the_genre_is_set_and_cleared(project: Project, add_track: AddTrack) -> None:
    genre = project.genres.add("House")
    track = add_track()
    assert project.tracks.set_genre(track.id, genre.id).genre_id == genre.id
    assert project.tracks.set_genre(track.id, None) == track
    with pytest.raises(ProjectError, match="no genre 99"):
        project.tracks.set_genre(track.id, 99)


def test_a_track_is_skipped_for_a_reason_and_taken_in_again(
    project: Project, add_track: AddTrack
) -> None:
    track = add_track()
    assert project.tracks.skip(track.id, " a live set ").skip_reason == "a live set"
    assert project.tracks.skip(track.id, "观").skip_reason == "观"
    with pytest.raises(ProjectError, match="skipped for a reason"):
        project.tracks.skip(track.id, " \n")
    assert project.tracks.get(track.id).skip_reason == "观"
    assert project.tracks.unskip(track.id) == project.tracks.unskip(track.id) == track


def test_what_the_program_found_is_kept(project: Project, add_track: AddTrack) -> None:
    track, other = add_track(), add_track()
    assert project.tracks.set_failure(track.id, "no beat").failure == "no beat"
    project.tracks.set_file_states(
        {track.id: FileState.MISSING, other.id: FileState.CHANGED, 99: FileState.MISSING}
    )
    assert [each.file_state for each in project.tracks.list()] == [
        FileState.MISSING,
        FileState.CHANGED,
    ]
    project.tracks.set_file_states({track.id: FileState.THERE})
    assert project.tracks.set_failure(track.id, None) == track


def test_the_list_is_of_all_or_of_one_genre(project: Project, add_track: AddTrack) -> None:
    genre = project.genres.add("House")
    plain, labelled = add_track(), add_track(genre_id=genre.id)
    assert project.tracks.list() == (plain, labelled)
    assert project.tracks.list(genre_id=genre.id) == (labelled,)


def test_removing_takes_the_segments_and_restoring_brings_the_same(
    project: Project, add_track: AddTrack
) -> None:
    track, other = add_track(), add_track()
    track = project.tracks.skip(track.id, "why")
    project.segments.add(track, 0)
    project.segments.add(track, 1)
    kept = project.segments.add(other, 0)
    before = project.segments.list()
    project.tracks.remove(track.id)
    assert project.segments.list() == (kept,)
    project.tracks.restore(track)
    project.segments.restore(s for s in before if s.track_id == track.id)
    assert project.tracks.list() == (track, other)
    assert project.segments.list() == before


def test_identifiers_are_never_given_twice(project: Project, add_track: AddTrack) -> None:
    removed = add_track()
    project.tracks.remove(removed.id)
    assert add_track().id > removed.id


def test_what_does_not_exist_is_named(project: Project) -> None:
    for call in (
        project.tracks.get,
        project.tracks.remove,
        project.tracks.update,
        lambda track_id: project.tracks.set_path(track_id, Path("/a")),
        lambda track_id: project.tracks.set_genre(track_id, None),
        lambda track_id: project.tracks.skip(track_id, "why"),
        project.tracks.unskip,
        lambda track_id: project.tracks.set_failure(track_id, None),
    ):
        with pytest.raises(ProjectError, match="no track 7"):
            call(7)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such names")
def test_a_name_that_is_not_text_is_refused_with_a_remedy(project: Project) -> None:
    with pytest.raises(ProjectError, match="not Unicode") as caught:
        add(project, Path(os.fsdecode(b"/music/\xff.wav")), "h1")
    assert "Rename the file" in caught.value.remedy
    str(caught.value).encode()
    assert project.tracks.list() == ()
