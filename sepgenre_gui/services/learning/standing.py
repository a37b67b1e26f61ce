"""Whether there is enough to learn from, and something to ask about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment_tally import SegmentTally
from sepgenre_gui.services.learning.review import is_open, teaches

READ_ONLY = "This window reads only: the project is open in another one."
_NAME_MORE = "Name the genre of more segments in curation."


@attrs.frozen(kw_only=True)
class Standing:
    """What a project has for a person to review.

    Attributes
    ----------
    n_open : int
        Segments that a person has yet to say something of.
    no_review, no_curve, no_suspects, no_explanation : str
        Why each cannot be computed, with what to do; empty where it can.
    """

    n_open: int
    no_review: str
    no_curve: str
    no_suspects: str
    no_explanation: str


def find_standing(project: Project, *, trust_suggested: bool) -> Standing:
    """Return how `project` stands, by what `review_segments` and its kin need."""
    # Counted by the database: a screen asks whenever it is entered, and there may be 100,000.
    tallies = project.tally_segments()
    labelled = [each for each in tallies if each.genre_id is not None]
    taught = [each for each in tallies if teaches(each, trusted=trust_suggested)]
    n_open = sum(each.n_segments for each in tallies if is_open(each))
    few = _too_few(taught, songs=1, what="Confirmed segments")
    if few and not trust_suggested and not _too_few(labelled, songs=1, what=""):
        few += " Or tick that suggested ones teach, too."
    if not tallies:
        few = "There are no segments. Cut or suggest some in curation first."
    asked = "" if n_open else "A person has confirmed every segment. Cut or suggest more first."
    read_only = READ_ONLY if project.read_only else ""
    return Standing(
        n_open=n_open,
        no_review=read_only or few or asked,
        no_curve=read_only or _too_few(taught, songs=2, what="Confirmed segments"),
        no_suspects=read_only or _too_few(labelled, songs=2, what="Labelled segments"),
        no_explanation=read_only or _too_few(labelled, songs=1, what="Labelled segments"),
    )


def _too_few(tallies: Iterable[SegmentTally], *, songs: Literal[1, 2], what: str) -> str:
    tracks: dict[int | None, set[int]] = defaultdict(set)
    for tally in tallies:
        tracks[tally.genre_id] |= {tally.first_track, tally.last_track}
    n_genres = sum(len(ends) >= songs for ends in tracks.values())
    if n_genres >= 2:
        return ""
    if songs == 1:
        return f"{what} have {n_genres} of the two genres that guessing needs. {_NAME_MORE}"
    return (
        f"{what} have {n_genres} of the two genres, of {songs} songs each, that this needs. "
        f"{_NAME_MORE}"
    )
