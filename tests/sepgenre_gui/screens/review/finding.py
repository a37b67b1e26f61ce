"""What the services may find of a project's segments, with numbers that are known."""

from __future__ import annotations

import numpy as np

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.learning.explaining import ExplainedSegment
from sepgenre_gui.services.learning.review import Review, ReviewItem
from sepgenre_gui.services.learning.suspects import SuspectList, SuspiciousLabel
from sepgenre_training.explanation.explanation import Explanation
from sepgenre_training.explanation.occlusion import StemContribution

STEMS = ("bass", "drums", "other")
SHAPE = (16, 30, 3)
RATE_HZ = 8_000


def order_of(project: Project, *segment_ids: int) -> Review:
    """Return segments in this order, each later one guessed more surely than the one before."""
    genres = tuple(project.genres.list())
    items = []
    for place, number in enumerate(segment_ids):
        segment = project.segments.get(number)
        probabilities = (0.45 - 0.1 * place, 0.55 + 0.1 * place)
        items.append(
            ReviewItem(
                track=project.tracks.get(segment.track_id),
                segment=segment,
                start_s=0.25,
                guess=genres[1],
                probabilities=probabilities,
            )
        )
    return Review(
        items=tuple(items),
        genres=genres,
        strategy="margin-diverse",
        model="logistic regression",
        separator="hpss",
        n_learned_from=4,
        problems=(),
    )


def suspects_of(project: Project, *segment_ids: int) -> SuspectList:
    """Return segments as suspicious, each later one more than the one before."""
    genres = {genre.id: genre for genre in project.genres.list()}
    suspects = []
    for place, number in enumerate(segment_ids):
        segment = project.segments.get(number)
        assert segment.genre_id is not None
        given = genres[segment.genre_id]
        quality = 0.4 - 0.1 * place
        suspects.append(
            SuspiciousLabel(
                track=project.tracks.get(segment.track_id),
                segment=segment,
                start_s=0.25,
                given=given,
                likely=next(each for each in genres.values() if each.id != given.id),
                quality=quality,
                likely_probability=1.0 - quality,
                is_likely_wrong=place > 0,
            )
        )
    return SuspectList(
        suspects=tuple(suspects),
        n_labels=8,
        agreement=0.6,
        is_chance=False,
        n_kept=0,
        left_out=1,
        model="logistic regression",
        separator="hpss",
        problems=(),
    )


def explanation() -> Explanation:
    """Return an explanation in which one place of the drums speaks for class 0."""
    rng = np.random.default_rng(3)
    occlusion = rng.normal(0.0, 0.02, SHAPE)
    occlusion[4:8, 10:16, 1] = 1.0
    gradients = rng.normal(0.0, 0.1, SHAPE)
    drops = {"bass": -0.05, "drums": 0.4, "other": 0.1}
    return Explanation(
        model="3 spec, 2DConv",
        n_trained=6,
        heard_song=True,
        target=0,
        probabilities=(0.7, 0.3),
        stems=STEMS,
        spectrograms=rng.uniform(-80.0, 0.0, SHAPE).astype(np.float32),
        occlusion=occlusion,
        gradients=gradients,
        contributions=tuple(
            StemContribution(stem=stem, probability_drop=drop, log_probability_drop=drop)
            for stem, drop in drops.items()
        ),
        randomised_correlation=0.1,
        sounds={stem: np.zeros((2, RATE_HZ), np.float32) for stem in STEMS},
        sample_rate_hz=RATE_HZ,
    )


def explanation_of(project: Project, segment_id: int) -> ExplainedSegment:
    """Return that explanation as one of a segment."""
    segment = project.segments.get(segment_id)
    return ExplainedSegment(
        track=project.tracks.get(segment.track_id),
        segment=segment,
        genres=tuple(project.genres.list()),
        explanation=explanation(),
        separator="hpss",
    )
