"""The work list: which track a person should look at next."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from sepgenre_gui.project.track_list import TrackRow, TrackState


class Wanting(enum.Enum):
    """What a track may lack, and a person can give it."""

    GENRE = "genre"
    """A segment without a genre, or neither segment nor genre."""

    SEGMENT = "segment"
    """No segment has been cut out of it."""

    CONFIRMATION = "confirmation"
    """One of its segments is a suggestion that nobody has confirmed."""

    ANYTHING = "anything"
    """Any of these: what is left to do until every track is curated or skipped."""


_OUT_OF_REACH = frozenset({TrackState.SKIPPED, TrackState.MISSING, TrackState.CHANGED})


def is_wanting(row: TrackRow, wanting: Wanting) -> bool:
    """Return whether the track lacks this; one that is skipped or whose file is lost never does."""
    if row.state in _OUT_OF_REACH:
        return False
    lacks = {
        Wanting.GENRE: row.needs_genre,
        Wanting.SEGMENT: row.n_segments == 0,
        Wanting.CONFIRMATION: row.n_suggested > 0,
    }
    return any(lacks.values()) if wanting is Wanting.ANYTHING else lacks[wanting]


def next_track(
    rows: Sequence[TrackRow], after: int | None, *, wanting: Wanting = Wanting.GENRE
) -> TrackRow | None:
    """Return the next track that lacks something, from the first again after the last.

    Parameters
    ----------
    rows : sequence of TrackRow
        In the order in which the person sees them, filtered and sorted.
    after : int or None
        Identifier of the track that the person is at; where it is not among the rows, the
        search begins at the first. That track itself comes last.
    wanting : Wanting
        What it shall lack.

    Returns
    -------
    TrackRow or None
        None where no track lacks it.
    """
    at = next((index for index, row in enumerate(rows) if row.id == after), -1)
    ordered = (*rows[at + 1 :], *rows[: at + 1])
    return next((row for row in ordered if is_wanting(row, wanting)), None)


def next_candidate(starts: Sequence[int], current: int | None) -> int | None:
    """Return the suggestion after the one at `current`, from the first again after the last.

    Parameters
    ----------
    starts : sequence of int
        Starts of the suggestions, in samples, the best first.
    current : int or None
        Where the segment is; where that is none of them, the best comes next.
    """
    if not starts:
        return None
    return starts[(starts.index(current) + 1) % len(starts)] if current in starts else starts[0]
