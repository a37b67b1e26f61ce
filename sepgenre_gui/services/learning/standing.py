"""Whether there is enough to learn from, and something to ask about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.learning.review import is_open, teaches
from sepgenre_gui.services.separate_segments import tracked_segments

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
    segments = tracked_segments(project)
    taught = [each for each in segments if teaches(each[1], trusted=trust_suggested)]
    labelled = [each for each in segments if each[1].genre_id is not None]
    n_open = sum(is_open(segment) for _, segment in segments)
    few = _too_few(taught, songs=1, what="Confirmed segments")
    if few and not trust_suggested and not _too_few(labelled, songs=1, what=""):
        few += " Or tick that suggested ones teach, too."
    if not segments:
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


def _too_few(segments: Iterable[tuple[Track, Segment]], *, songs: int, what: str) -> str:
    by_genre: dict[int | None, set[int]] = defaultdict(set)
    for track, segment in segments:
        by_genre[segment.genre_id].add(track.id)
    n_genres = sum(len(tracks) >= songs for tracks in by_genre.values())
    if n_genres >= 2:
        return ""
    if songs == 1:
        return f"{what} have {n_genres} of the two genres that guessing needs. {_NAME_MORE}"
    return (
        f"{what} have {n_genres} of the two genres, of {songs} songs each, that this needs. "
        f"{_NAME_MORE}"
    )
