"""What the window asks the queue for about labels and guesses."""

from __future__ import annotations

from sepgenre_gui.jobs.queue import JobRequest, Priority
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track

REVIEW, CURVE, SUSPECTS, EXPLAIN = "review", "learning-curve", "suspects", "explain"

PASSING = frozenset({REVIEW, CURVE, SUSPECTS, EXPLAIN})
"""What they bring is reported to the screen that asked; asked again, it is up to date."""

DEFAULT_NETWORK = "3 spec, 2DConv"
"""What is explained, unless another network is named."""


def review_request(
    *,
    strategy: str = "least-confidence-diverse",
    model: str = "reference",
    epochs: int = 6,
    separator: str | None = None,
    trust_suggested: bool = False,
) -> JobRequest:
    """Return the request for the review queue; the job reports a `Review`."""
    return JobRequest(
        kind=REVIEW,
        title=f"Order segments for review, by {strategy}",
        arguments={
            "strategy": strategy,
            "model": model,
            "epochs": epochs,
            "separator": separator,
            "trust_suggested": trust_suggested,
        },
    )


def curve_request(
    *,
    model: str = "reference",
    epochs: int = 6,
    separator: str | None = None,
    trust_suggested: bool = False,
) -> JobRequest:
    """Return the request for the learning curve; the job reports a `LearningCurve`."""
    return JobRequest(
        kind=CURVE,
        title="Held-out accuracy by number of labels",
        arguments={
            "model": model,
            "epochs": epochs,
            "separator": separator,
            "trust_suggested": trust_suggested,
        },
        priority=Priority.BACKGROUND,
    )


def suspects_request(
    *, model: str = "reference", epochs: int = 6, separator: str | None = None
) -> JobRequest:
    """Return the request for suspicious labels; the job reports a `SuspectList`."""
    return JobRequest(
        kind=SUSPECTS,
        title="Find suspicious labels",
        arguments={"model": model, "epochs": epochs, "separator": separator},
    )


def explain_request(
    track: Track,
    segment: Segment,
    *,
    network: str = DEFAULT_NETWORK,
    epochs: int = 6,
    genre: str | None = None,
    separator: str | None = None,
) -> JobRequest:
    """Return the request for an explanation; the job reports an `ExplainedSegment`."""
    return JobRequest(
        kind=EXPLAIN,
        title=f"Explain a guess of {track.title}, by {network}",
        arguments={
            "segment": segment.id,
            "model": network,
            "epochs": epochs,
            "genre": genre,
            "separator": separator,
        },
        priority=Priority.URGENT,
    )
