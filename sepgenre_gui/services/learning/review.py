"""The review queue: segments for a person to accept or correct, the most telling first."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin, Segment
from sepgenre_gui.project.segment_tally import SegmentTally
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.learning.preparing import (
    PreparedSegment,
    learn_from,
    prepare_segments,
    run_one,
)
from sepgenre_gui.services.separate_segments import tracked_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.events import Event
from sepgenre_training.learning.model import ModelChoice
from sepgenre_training.learning.review import ReviewTask, order_review
from sepgenre_training.learning.strategies import DEFAULT_STRATEGY, find_strategy


@attrs.frozen(kw_only=True)
class ReviewItem:
    """A segment to be reviewed, with what the model makes of it.

    Attributes
    ----------
    start_s : float
        Where it starts in its track.
    guess : Genre
        The most probable genre.
    probabilities : tuple of float
        In the order of `Review.genres`.
    """

    track: Track
    segment: Segment
    start_s: float
    guess: Genre
    probabilities: tuple[float, ...]

    @property
    def probability(self) -> float:
        """Return that of the guess."""
        return max(self.probabilities)


@attrs.frozen(kw_only=True)
class Review:
    """The queue, and where its guesses come from."""

    items: tuple[ReviewItem, ...]
    genres: tuple[Genre, ...]
    strategy: str
    model: str
    separator: str
    n_learned_from: int
    problems: tuple[Problem, ...]


def review_segments(
    project: Project,
    *,
    strategy: str = DEFAULT_STRATEGY,
    model: ModelChoice | None = None,
    separator: str | None = None,
    trust_suggested: bool = False,
    seed: int = 0,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> Review:
    """Guess the genre of all segments that a person has not confirmed, and put them in order.

    Asked about are segments without a genre and suggested ones. Learned from are the others;
    given `trust_suggested`, suggested ones with a genre as well (such as that of their folder),
    each of which is then guessed by models that have not heard its song.

    Raises
    ------
    ConfigurationError
        Where the strategy is not known.
    ExperimentError
        Where fewer than two genres are there to learn from.
    """
    find_strategy(strategy)
    model = model or ModelChoice()
    wanted = tracked_segments(project)
    _check_genres(project, wanted, trust_suggested=trust_suggested)
    prepared = prepare_segments(project, wanted, separator=separator, pool=pool, on_event=on_event)
    teachers = [
        each for each in prepared.segments if teaches(each.segment, trusted=trust_suggested)
    ]
    asked = [each for each in prepared.segments if is_open(each.segment)]
    data, genres = learn_from(teachers, project)
    task = ReviewTask(
        data=data,
        asked=tuple(each.path for each in asked),
        songs=tuple(each.track.id for each in asked),
        model=model,
        strategy=strategy,
        seed=seed,
    )
    review = run_one(pool, order_review, task, on_event)
    return Review(
        items=tuple(
            _item(asked[row], tuple(review.probabilities[row].tolist()), genres)
            for row in review.order.tolist()
        ),
        genres=genres,
        strategy=strategy,
        model=model.description,
        separator=prepared.separator,
        n_learned_from=len(teachers),
        problems=prepared.problems,
    )


def is_open(segment: Segment | SegmentTally) -> bool:
    """Return whether a person has yet to say what the segment is, or those of the tally are."""
    return segment.genre_id is None or segment.origin is Origin.SUGGESTED


def teaches(segment: Segment | SegmentTally, *, trusted: bool) -> bool:
    """Return whether a model learns from the segment, or those of the tally."""
    return segment.genre_id is not None and (trusted or segment.origin is not Origin.SUGGESTED)


def _item(
    each: PreparedSegment, probabilities: tuple[float, ...], genres: tuple[Genre, ...]
) -> ReviewItem:
    return ReviewItem(
        track=each.track,
        segment=each.segment,
        start_s=each.start_s,
        guess=genres[max(range(len(genres)), key=probabilities.__getitem__)],
        probabilities=probabilities,
    )


def _check_genres(
    project: Project, wanted: list[tuple[Track, Segment]], *, trust_suggested: bool
) -> None:
    """Raise before anything is computed where there is nothing to learn from."""
    confirmed = {s.genre_id for _, s in wanted if teaches(s, trusted=trust_suggested)}
    if len(confirmed) >= 2:
        return
    suggested = {s.genre_id for _, s in wanted if teaches(s, trusted=True)}
    remedy = "Name the genre of more segments."
    if len(suggested) >= 2:
        remedy += " Or learn from suggested segments, too, by the genres that they have: "
        remedy += f"`sepgenre review {project.folder} --trust-suggested`."
    raise ExperimentError(
        f"{project.folder}: confirmed segments have {len(confirmed)} genre(s); guessing needs two.",
        remedy=remedy,
    )
