from __future__ import annotations

from collections.abc import Callable

import pytest

from sepgenre_gui.project import Project, Track
from sepgenre_gui.project.genre import PALETTE
from sepgenre_training.errors import ProjectError

AddTrack = Callable[..., Track]


def test_colours_and_keys_are_given_until_they_run_out(project: Project) -> None:
    genres = [project.genres.add(f"genre {number}") for number in range(len(PALETTE) + 2)]
    assert [genre.color for genre in genres] == [*PALETTE, *PALETTE[:2]]
    assert [genre.key for genre in genres[:10]] == [*range(1, 10), None]
    assert len(set(PALETTE)) == len(PALETTE)
    assert project.genres.list() == tuple(genres)


def test_a_freed_key_and_colour_are_given_again(project: Project) -> None:
    first = project.genres.add("a")
    project.genres.add("b")
    project.genres.remove(first.id)
    again = project.genres.add("c")
    assert (again.key, again.color) == (first.key, first.color)
    assert again.id > first.id


def test_names_are_trimmed_and_keep_their_case(project: Project) -> None:
    genre = project.genres.add("  Indie-Dance / Nu-Disco\n")
    assert genre.name == "Indie-Dance / Nu-Disco"
    assert project.genres.get_or_add("INDIE-dance / nu-disco") == genre
    assert project.genres.get_or_add("观 🎧").name == "观 🎧"
    for name in ("", " \t"):
        with pytest.raises(ProjectError, match="needs a name"):
            project.genres.add(name)


@pytest.mark.parametrize(
    ("name", "same"), [("ÜBER", "über"), ("caf\u00e9", "cafe\u0301"), ("Straße", "STRASSE")]
)
def test_a_name_is_taken_in_every_spelling_of_it(project: Project, name: str, same: str) -> None:
    project.genres.add(name)
    with pytest.raises(ProjectError, match=f"already has a genre '{name}'"):
        project.genres.add(same)


def test_renaming(project: Project) -> None:
    genre = project.genres.add("house")
    project.genres.add("techno")
    assert project.genres.rename(genre.id, "House").name == "House"
    assert project.genres.find("HOUSE") is not None
    with pytest.raises(ProjectError, match="already has a genre 'techno'"):
        project.genres.rename(genre.id, "Techno")
    project.genres.rename(genre.id, "Garage")
    assert project.genres.find("house") is None


def test_recolouring(project: Project) -> None:
    genre = project.genres.add("house")
    assert project.genres.recolor(genre.id, "#00FF7f").color == "#00ff7f"
    for color in ("red", "#12345", "#1234567", "#00ff7f\n"):
        with pytest.raises(ProjectError, match="is not a colour"):
            project.genres.recolor(genre.id, color)


def test_a_taken_key_is_exchanged_and_exchanged_back(project: Project) -> None:
    first, second = project.genres.add("a"), project.genres.add("b")
    before = project.genres.list()
    assert project.genres.set_key(first.id, 2).key == 2
    assert project.genres.get(second.id).key == 1
    project.genres.set_key(first.id, 1)
    assert project.genres.list() == before
    project.genres.set_key(first.id, None)
    assert [genre.key for genre in project.genres.list()] == [None, 2]
    project.genres.set_key(first.id, 9)
    assert [genre.key for genre in project.genres.list()] == [9, 2]
    for key in (0, 10):
        with pytest.raises(ProjectError, match="is not a genre's key"):
            project.genres.set_key(first.id, key)


def test_a_used_genre_is_removed_only_when_told_how(project: Project, add_track: AddTrack) -> None:
    used, other = project.genres.add("used"), project.genres.add("other")
    track = add_track(genre_id=used.id)
    segment = project.segments.add(track, 0, used.id)
    assert project.genres.count_uses(used.id) == (1, 1)
    with pytest.raises(ProjectError, match="that of 1 tracks and 1 segments"):
        project.genres.remove(used.id)
    with pytest.raises(ProjectError, match="no genre 99"):
        project.genres.remove(used.id, reassign_to=99)
    with pytest.raises(ProjectError, match="replaced by itself"):
        project.genres.merge(used.id, used.id)
    assert project.segments.list() == (segment,)
    assert project.genres.merge(used.id, other.id) == other
    assert project.tracks.get(track.id).genre_id == other.id
    assert project.segments.get(segment.id).genre_id == other.id
    project.genres.remove(other.id, clear=True)
    assert project.tracks.get(track.id).genre_id is None
    assert project.segments.get(segment.id).genre_id is None
    assert project.genres.list() == ()


def test_a_removed_genre_is_restored_in_its_place(project: Project) -> None:
    genres = [project.genres.add(name) for name in ("a", "b", "c")]
    project.genres.remove(genres[1].id)
    project.genres.restore(genres[1])
    assert project.genres.list() == tuple(genres)


def test_what_does_not_exist_is_named(project: Project) -> None:
    for call in (
        project.genres.get,
        project.genres.remove,
        lambda genre_id: project.genres.rename(genre_id, "x"),
        lambda genre_id: project.genres.recolor(genre_id, "#000000"),
        lambda genre_id: project.genres.set_key(genre_id, 1),
    ):
        with pytest.raises(ProjectError, match="no genre 7"):
            call(7)
