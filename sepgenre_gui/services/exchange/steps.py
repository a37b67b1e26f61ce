"""Large edits in steps, between which the window's thread can do other things."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.edits.edit import Edit

ROWS_PER_STEP = 100
"""Rows stored at a time: some ten milliseconds."""


def apply_in_steps(project: Project, edit: Edit, *, n_linked: int = 0) -> Iterator[int]:
    """Apply `edit` some rows at a time, yielding after each step how many changes are stored.

    What ends in between, by an error or because nobody goes on, leaves the steps before stored;
    `beginning` is then the edit of these.

    Parameters
    ----------
    n_linked : int
        How many of the first changes are stored in one step, whatever their number.

    Raises
    ------
    ProjectError
        As of `Edit.apply`, with nothing of its own step stored.
    """
    done = 0
    while done < len(edit.changes):
        step = edit.changes[done : max(done + ROWS_PER_STEP, n_linked)]
        project.write_changes(step)
        done += len(step)
        yield done


def beginning(edit: Edit, n_changes: int) -> Edit | None:
    """Return the edit of the first changes of `edit`; None for none."""
    return attrs.evolve(edit, changes=edit.changes[:n_changes]) if n_changes else None


def joined(text: str, *edits: Edit | None) -> Edit | None:
    """Return one edit of what `edits` did one after another; None where none did anything."""
    changes = tuple(change for edit in edits if edit is not None for change in edit.changes)
    return Edit(text=text, changes=changes) if changes else None
