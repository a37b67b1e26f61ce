"""`sepgenre review`: segments for a person to accept or correct, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from sepgenre_gui.cli.learning.options import (
    Epochs,
    ModelName,
    Seed,
    TrustSuggested,
    choose_model,
    learning,
)
from sepgenre_gui.cli.options import Json, ProjectPath, SeparatorName, Workers, is_count
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.times import format_time

if TYPE_CHECKING:
    from sepgenre_gui.services.learning.review import Review


def review(
    project: ProjectPath,
    /,
    *,
    strategy: Annotated[
        str,
        Parameter(
            help="random, least-confidence, margin, entropy, each of the latter with -diverse "
            "added, or core-set."
        ),
    ] = "least-confidence-diverse",
    network: ModelName = "reference",
    epochs: Epochs = 6,
    trust_suggested: TrustSuggested = False,
    count: Annotated[int, Parameter(help="How many to list.", validator=is_count)] = 20,
    curve: Annotated[
        bool,
        Parameter(negative="", help="Show held-out accuracy by number of labels instead."),
    ] = False,
    separator: SeparatorName = None,
    seed: Seed = 0,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """List segments that nobody has confirmed, those first whose genre would teach most.

    Asked about are segments without a genre and suggested ones; learned from are the others, of
    which there must be two genres. Name a genre with `sepgenre segments PROJECT genre ID NAME`,
    then run it again.

    Examples: `sepgenre review songs --strategy entropy-diverse`, `sepgenre review songs --curve`
    """
    from sepgenre_gui.services.learning.curve import compute_curve
    from sepgenre_gui.services.learning.review import review_segments

    out = Output(json=json)
    model = choose_model(network, epochs)
    with learning(project, model, separator=separator, seed=seed, workers=workers) as (
        opened,
        shared,
    ):
        if curve:
            scores = compute_curve(opened, trust_suggested=trust_suggested, **shared)
        else:
            queue = review_segments(
                opened,
                strategy=strategy,
                trust_suggested=trust_suggested,
                **shared,
            )
    if not curve:
        _show_review(out, queue, count)
        return
    out.table(
        ("labels", "accuracy", "macro F1"),
        [
            (
                point.n_labels,
                f"{point.accuracy:.3f} ± {point.accuracy_deviation:.3f}",
                f"{point.macro_f1:.3f} ± {point.macro_f1_deviation:.3f}",
            )
            for point in scores.points
        ],
        right=("labels",),
    )
    out.say(f"Held out by song, by {scores.model}: mean and deviation over folds.")
    out.data({"points": scores.points, "model": scores.model, "labels": scores.n_labels})


def _show_review(out: Output, queue: Review, count: int) -> None:
    out.problems("Left out", queue.problems)
    shown = queue.items[:count]
    out.table(
        ("segment", "track", "start", "genre", "guess", "probability", "probabilities"),
        [
            (
                item.segment.id,
                item.track.title,
                format_time(item.start_s),
                _name(queue, item.segment.genre_id),
                item.guess.name,
                f"{item.probability:.2f}",
                ", ".join(
                    f"{genre.name} {probability:.2f}"
                    for genre, probability in zip(queue.genres, item.probabilities, strict=True)
                ),
            )
            for item in shown
        ],
        right=("segment", "probability"),
    )
    out.say(
        f"{len(shown)} of {len(queue.items)} segments to review, by {queue.strategy}. "
        f"Guessed by {queue.model}, learned from {queue.n_learned_from} segments."
    )
    out.data(
        {
            "segments": [
                {
                    "segment": item.segment.id,
                    "title": item.track.title,
                    "start_s": item.start_s,
                    "genre": _name(queue, item.segment.genre_id),
                    "guess": item.guess.name,
                    "probabilities": {
                        genre.name: probability
                        for genre, probability in zip(queue.genres, item.probabilities, strict=True)
                    },
                }
                for item in shown
            ],
            "to_review": len(queue.items),
            "strategy": queue.strategy,
            "model": queue.model,
            "separator": queue.separator,
            "learned_from": queue.n_learned_from,
            "problems": queue.problems,
        }
    )


def _name(queue: Review, genre_id: int | None) -> str | None:
    return next((genre.name for genre in queue.genres if genre.id == genre_id), None)
