"""Edits of genres: add, rename, recolour, give a key, merge, delete."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import RowChange
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.edits.edit import Edit, edit_of, quoted


def add_genre(project: Project, name: str) -> Edit:
    """Add a genre with an unused colour and the next free key; ``added(Genre)`` tells it.

    Raises
    ------
    ProjectError
        Where the name is empty or, whatever the case, taken.
    """
    genre = project.genres.add(name)
    return Edit(text=f"Add genre {quoted(genre.name)}", changes=(RowChange(after=genre),))


def rename_genre(project: Project, genre_id: int, name: str) -> Edit | None:
    """Give the genre another name; ProjectError where it is empty or taken."""
    with project.transaction():
        before = project.genres.get(genre_id)
        after = project.genres.rename(genre_id, name)
    return edit_of(f"Rename genre {quoted(before.name)}", [RowChange(before=before, after=after)])


def recolor_genre(project: Project, genre_id: int, color: str) -> Edit | None:
    """Give the genre another colour, ``#rrggbb``; changes that follow each other merge."""
    with project.transaction():
        before = project.genres.get(genre_id)
        after = project.genres.recolor(genre_id, color)
    return edit_of(
        f"Recolour genre {quoted(before.name)}",
        [RowChange(before=before, after=after)],
        merges_as=f"colour of genre {genre_id}",
    )


def set_genre_key(project: Project, genre_id: int, key: int | None) -> Edit | None:
    """Give the genre another key, 1 to 9, or none; the one that has it takes the old in exchange.

    Raises
    ------
    ProjectError
        Where it is no such digit.
    """
    with project.transaction():
        before = project.genres.list()
        genre = project.genres.get(genre_id)
        project.genres.set_key(genre_id, key)
    changes = [RowChange(before=genre, after=attrs.evolve(genre, key=key))]
    holder = next((each for each in before if key is not None and each.key == key), None)
    if holder is not None and holder.id != genre_id:
        # No two genres may have one key even for a moment.
        free = attrs.evolve(holder, key=None)
        changes.insert(0, RowChange(before=holder, after=free))
        changes.append(RowChange(before=free, after=attrs.evolve(holder, key=genre.key)))
    return edit_of(f"Set key of genre {quoted(genre.name)}", changes)


def merge_genres(project: Project, source: int, into: int) -> Edit:
    """Give all tracks and segments of genre `source` the genre `into`; remove `source`.

    Raises
    ------
    ProjectError
        Where one of them does not exist, or both are the same.
    """
    with project.transaction():
        target = project.genres.get(into)
        edit = delete_genre(project, source, reassign_to=into)
        (removed,) = edit.removed(Genre)
    return attrs.evolve(edit, text=f"Merge genre {quoted(removed.name)} into {quoted(target.name)}")


def delete_genre(
    project: Project, genre_id: int, *, reassign_to: int | None = None, clear: bool = False
) -> Edit:
    """Remove a genre; `GenreTable.count_uses` tells what has it.

    Parameters
    ----------
    reassign_to : int, optional
        The genre that its tracks and segments get in its place.
    clear : bool
        Whether its tracks and segments are left without a genre.

    Raises
    ------
    ProjectError
        Where tracks or segments have this genre, and neither was asked for.
    """
    with project.transaction():
        genre = project.genres.get(genre_id)
        users: Sequence[Track | Segment] = (
            *project.tracks.list(genre_id=genre_id),
            *project.segments.list(genre_id=genre_id),
        )
        project.genres.remove(genre_id, reassign_to=reassign_to, clear=clear)
    changes = [
        RowChange(before=user, after=attrs.evolve(user, genre_id=reassign_to)) for user in users
    ]
    changes.append(RowChange(before=genre))
    return Edit(text=f"Delete genre {quoted(genre.name)}", changes=tuple(changes))
