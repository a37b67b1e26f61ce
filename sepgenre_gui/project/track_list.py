"""The list of tracks as a table shows it: one row for each track, with its state."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable

import attrs

from sepgenre_gui.project.database import Database


class TrackState(enum.Enum):
    """How far a track has come; of several that hold, the first in this order."""

    SKIPPED = "skipped"
    """A person leaves it out, and said why."""

    MISSING = "missing"
    """Its file was not found when it was last looked for."""

    CHANGED = "changed"
    """Its file has other content than the one that was imported."""

    FAILED = "failed"
    """It has no segment, and the program could not work on it when it last tried."""

    NO_SEGMENT = "no_segment"
    """Nobody has cut a segment out of it."""

    SUGGESTED = "suggested"
    """At least one of its segments is a suggestion that nobody has confirmed."""

    UNLABELLED = "unlabelled"
    """At least one of its segments has no genre."""

    CURATED = "curated"
    """Its segments were all placed or confirmed by a person or a data set, and have a genre."""


@attrs.frozen(kw_only=True)
class TrackRow:
    """What a table shows of one track.

    Attributes
    ----------
    genre_id, genre_name, genre_color : int, str, str, or all None
        The genre of its segments where those that have one agree, for this is what an experiment
        takes; otherwise the track's own.
    n_segments, n_suggested, n_unlabelled : int
        Its segments; those that are suggestions; those without a genre.
    note : str
        Of the track.
    skip_reason, failure : str or None
        Why a person leaves it out; why the program could not work on it.
    """

    id: int
    title: str
    artist: str | None
    duration_s: float
    genre_id: int | None
    genre_name: str | None
    genre_color: str | None
    state: TrackState
    n_segments: int
    n_suggested: int
    n_unlabelled: int
    note: str
    skip_reason: str | None
    failure: str | None

    @property
    def needs_genre(self) -> bool:
        """Return whether a segment has no genre, or, where there is none, the track itself."""
        if self.n_segments:
            return self.n_unlabelled > 0
        return self.genre_id is None


_SQL = """
SELECT counted.id, title, artist, duration_s, genre_id, genres.name, genres.color,
    CASE
        WHEN skip_reason IS NOT NULL THEN 'skipped'
        WHEN file_state <> 'there' THEN file_state
        WHEN n_segments = 0 AND failure IS NOT NULL THEN 'failed'
        WHEN n_segments = 0 THEN 'no_segment'
        WHEN n_suggested > 0 THEN 'suggested'
        WHEN n_unlabelled > 0 THEN 'unlabelled'
        ELSE 'curated'
    END,
    n_segments, n_suggested, n_unlabelled, note, skip_reason, failure
FROM (
    SELECT tracks.id, title, artist, duration_s, tracks.note, skip_reason, failure, file_state,
        CASE
            WHEN min(segments.genre_id) = max(segments.genre_id) THEN min(segments.genre_id)
            ELSE tracks.genre_id
        END AS genre_id,
        count(segments.id) AS n_segments,
        count(CASE WHEN segments.origin = 'suggested' THEN 1 END) AS n_suggested,
        count(segments.id) - count(segments.genre_id) AS n_unlabelled
    FROM tracks LEFT JOIN segments ON segments.track_id = tracks.id
    WHERE :ids IS NULL OR tracks.id IN (SELECT value FROM json_each(:ids))
    GROUP BY tracks.id
) AS counted LEFT JOIN genres ON genres.id = genre_id
ORDER BY counted.id
"""

_STATES = {state.value: state for state in TrackState}


def list_rows(database: Database, track_ids: Iterable[int] | None = None) -> tuple[TrackRow, ...]:
    """Return a row for each track, or for each of those named, in the order of their adding.

    One query; those named that do not exist are left out.
    """
    ids = None if track_ids is None else json.dumps(sorted(track_ids))
    return tuple(
        TrackRow(
            id=row[0],
            title=row[1],
            artist=row[2],
            duration_s=row[3],
            genre_id=row[4],
            genre_name=row[5],
            genre_color=row[6],
            state=_STATES[row[7]],
            n_segments=row[8],
            n_suggested=row[9],
            n_unlabelled=row[10],
            note=row[11],
            skip_reason=row[12],
            failure=row[13],
        )
        for row in database.rows(_SQL, {"ids": ids})
    )
