"""How many segments there are of each genre and origin, counted by the database."""

from __future__ import annotations

import attrs

from sepgenre_gui.project.database import Database
from sepgenre_gui.project.segment import Origin


@attrs.frozen(kw_only=True)
class SegmentTally:
    """The segments of one genre and origin.

    Attributes
    ----------
    genre_id : int or None
        None of those without a genre.
    origin : Origin
    n_segments : int
    first_track, last_track : int
        The lowest and the highest identifier of their tracks: one song alone where they are equal.
    """

    genre_id: int | None
    origin: Origin
    n_segments: int
    first_track: int
    last_track: int


_SQL = """
SELECT genre_id, origin, count(*), min(track_id), max(track_id)
FROM segments
WHERE track_id NOT IN (SELECT id FROM tracks WHERE skip_reason IS NOT NULL)
GROUP BY genre_id, origin
ORDER BY genre_id, origin
"""


def tally_segments(database: Database) -> tuple[SegmentTally, ...]:
    """Return a tally of each genre and origin, without segments of tracks that a person skips."""
    return database.remembered("tally", lambda: _read(database))


def _read(database: Database) -> tuple[SegmentTally, ...]:
    return tuple(
        SegmentTally(
            genre_id=row[0],
            origin=Origin(row[1]),
            n_segments=row[2],
            first_track=row[3],
            last_track=row[4],
        )
        for row in database.rows(_SQL)
    )
