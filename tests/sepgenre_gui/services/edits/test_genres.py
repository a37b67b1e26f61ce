from __future__ import annotations

from collections.abc import Callable

import pytest

from sepgenre_gui.project import Genre, Project, Track
from sepgenre_gui.services import edits
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.services.edits.conftest import content

AddTrack = Callable[..., Track]


def test_an_added_genre_keeps_its_colour_and_key(
    project: Project, genres: tuple[Genre, ...]
) -> None:
    edit = edits.add_genre(project, " Garage ")
    (garage,) = edit.added(Genre)
    assert edit.text == 'Add genre "Garage"'
    assert garage.key == 4

    edit.revert(project)
    assert project.genres.list() == genres
    # A key that is free again, and a colour, go to the next one.
    other = edits.add_genre(project, "Dub")
    assert other.added(Genre)[0].key == 4
    other.revert(project)
    edit.apply(project)

    assert project.genres.list() == (*genres, garage)


def test_names_and_colours_are_changed(project: Project, genres: tuple[Genre, ...]) -> None:
    before = content(project)
    rename = edits.rename_genre(project, genres[0].id, "Straße")
    recolor = edits.recolor_genre(project, genres[0].id, "#00FF7f")

    assert (rename.text, recolor.text) == ('Rename genre "House"', 'Recolour genre "Straße"')
    assert project.genres.find("STRASSE").color == "#00ff7f"
    with pytest.raises(ProjectError, match="already has a genre 'Techno'"):
        edits.rename_genre(project, genres[0].id, "TECHNO")
    with pytest.raises(ProjectError, match="is not a colour"):
        edits.recolor_genre(project, genres[0].id, "red")
    assert edits.rename_genre(project, genres[0].id, "Straße") is None
    assert edits.recolor_genre(project, genres[0].id, "#00ff7f") is None
    recolor.revert(project)
    rename.revert(project)
    assert content(project) == before


@pytest.mark.parametrize(
    ("key", "keys"),
    [(2, [2, 1, 3]), (9, [9, 2, 3]), (None, [None, 2, 3])],
)
def test_keys_are_exchanged_and_exchanged_back(
    project: Project, genres: tuple[Genre, ...], key: int | None, keys: list[int | None]
) -> None:
    before = content(project)

    edit = edits.set_genre_key(project, genres[0].id, key)

    assert edit.text == 'Set key of genre "House"'
    assert [genre.key for genre in project.genres.list()] == keys
    after = content(project)
    edit.revert(project)
    assert content(project) == before
    edit.apply(project)
    assert content(project) == after
    assert edits.set_genre_key(project, genres[0].id, key) is None
    with pytest.raises(ProjectError, match="is not a genre's key"):
        edits.set_genre_key(project, genres[0].id, 10)


def test_a_genre_without_a_key_takes_one_and_leaves_none(
    project: Project, genres: tuple[Genre, ...]
) -> None:
    edits.set_genre_key(project, genres[0].id, None)
    before = content(project)

    edit = edits.set_genre_key(project, genres[0].id, 3)

    assert [genre.key for genre in project.genres.list()] == [3, 2, None]
    edit.revert(project)
    assert content(project) == before


def test_a_deleted_genre_says_what_becomes_of_its_segments(
    project: Project, add_track: AddTrack, genres: tuple[Genre, ...]
) -> None:
    house, techno, _ = genres
    track = add_track(genre_id=house.id)
    segment = project.segments.add(track, 0, house.id)
    project.segments.add(track, 1, techno.id)
    before = content(project)
    with pytest.raises(ProjectError, match="that of 1 tracks and 1 segments"):
        edits.delete_genre(project, house.id)
    with pytest.raises(ProjectError, match="replaced by itself"):
        edits.merge_genres(project, house.id, house.id)
    with pytest.raises(ProjectError, match="no genre 99"):
        edits.merge_genres(project, house.id, 99)
    assert content(project) == before

    for delete, genre_id, text in (
        (lambda: edits.delete_genre(project, house.id, clear=True), None, 'Delete genre "House"'),
        (
            lambda: edits.delete_genre(project, house.id, reassign_to=techno.id),
            techno.id,
            'Delete genre "House"',
        ),
        (
            lambda: edits.merge_genres(project, house.id, techno.id),
            techno.id,
            'Merge genre "House" into "Techno"',
        ),
    ):
        edit = delete()
        assert edit.text == text
        assert edit.removed(Genre) == (house,)
        assert edit.track_ids == {track.id}
        assert project.tracks.get(track.id).genre_id == genre_id
        assert project.segments.get(segment.id).genre_id == genre_id
        assert house not in project.genres.list()
        after = content(project)
        edit.revert(project)
        assert content(project) == before
        edit.apply(project)
        assert content(project) == after
        edit.revert(project)
    assert edits.delete_genre(project, genres[2].id).track_ids == set()
