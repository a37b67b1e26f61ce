"""Review queue, learning curve, suspicious labels and explanations as jobs."""

from __future__ import annotations

from typing import Any

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.jobs.words import count
from sepgenre_gui.services.learning.curve import compute_curve
from sepgenre_gui.services.learning.explaining import explain as explain_segment
from sepgenre_gui.services.learning.review import review_segments
from sepgenre_gui.services.learning.suspects import find_suspicious_labels
from sepgenre_training.learning.model import ModelChoice


def review(project: Project, context: JobContext) -> str:
    """Order segments for review; report a `Review`."""
    arguments = context.arguments
    queue = review_segments(
        project,
        strategy=arguments["strategy"],
        trust_suggested=arguments["trust_suggested"],
        **_shared(context),
    )
    context.on_event(queue)
    learned = count(queue.n_learned_from, "segment")
    return f"{count(len(queue.items), 'segment')} to review, guessed from {learned}."


def curve(project: Project, context: JobContext) -> str:
    """Compute the learning curve; report a `LearningCurve`."""
    arguments = context.arguments
    scores = compute_curve(
        project,
        trust_suggested=arguments["trust_suggested"],
        **_shared(context),
    )
    context.on_event(scores)
    last = scores.points[-1]
    return f"Accuracy {last.accuracy:.2f} with {count(last.n_labels, 'label')}."


def suspects(project: Project, context: JobContext) -> str:
    """Find suspicious labels; report a `SuspectList`."""
    found = find_suspicious_labels(project, **_shared(context))
    context.on_event(found)
    listed = count(len(found.suspects), "suspicious label")
    likely = f", {found.n_likely} most likely wrong" if found.n_likely else ""
    return f"{listed} among {found.n_labels}{likely}."


def explain(project: Project, context: JobContext) -> str:
    """Explain the guess of one segment; report an `ExplainedSegment`."""
    arguments = context.arguments
    explained = explain_segment(
        project, arguments["segment"], genre=arguments["genre"], **_shared(context)
    )
    context.on_event(explained)
    why = explained.explanation
    return f"Explained {explained.genre.name}, probability {why.probabilities[why.target]:.2f}."


def _shared(context: JobContext) -> dict[str, Any]:
    """Return what all of these services take."""
    arguments = context.arguments
    return {
        "model": ModelChoice(name=arguments["model"], epochs=arguments["epochs"]),
        "separator": arguments["separator"],
        "pool": context.pool,
        "on_event": context.on_event,
    }
