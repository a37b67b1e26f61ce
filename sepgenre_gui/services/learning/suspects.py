"""Suspicious labels: segments whose genre held-out predictions contradict."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.edits import kept_labels
from sepgenre_gui.services.experiment.participants import participants
from sepgenre_gui.services.learning.preparing import (
    PreparedSegment,
    learn_from,
    prepare_segments,
    run_all,
    run_one,
)
from sepgenre_training.cache import replacing
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.experiment.events import Event
from sepgenre_training.label_quality.confident_learning import Suspect
from sepgenre_training.label_quality.task import SuspectTask, is_weak, search_suspects
from sepgenre_training.learning.held_out import fold_tasks, merge_folds, predict_fold
from sepgenre_training.learning.model import ModelChoice

STAGE = "hold out"

REPEATS = 3
"""Divisions into folds over which predictions are averaged: one alone leaves much to the lot."""

_COLUMNS = (
    "segment", "path", "title", "start_s", "genre", "likely_genre", "quality",
    "likely_probability", "likely_wrong",
)  # fmt: skip


@attrs.frozen(kw_only=True)
class SuspiciousLabel:
    """A segment whose genre is contradicted.

    Attributes
    ----------
    start_s : float
        Where it starts in its track.
    given, likely : Genre
        What it bears, and what the predictions say instead.
    quality, likely_probability : float
        Held-out probabilities of the two.
    is_likely_wrong : bool
        Whether it is among as many as confident learning estimates to be wrong.
    """

    track: Track
    segment: Segment
    start_s: float
    given: Genre
    likely: Genre
    quality: float
    likely_probability: float
    is_likely_wrong: bool

    @property
    def lead(self) -> float:
        """Return by how much the likely genre is ahead of the given one."""
        return self.likely_probability - self.quality


@attrs.frozen(kw_only=True)
class SuspectList:
    """All that were found, those first for which the likely genre leads most.

    Attributes
    ----------
    agreement : float
        Share of the labels that the held-out predictions share. The list is worth as much as the
        model that it comes from.
    is_chance : bool
        Whether models that know nothing might agree as often.
    n_kept : int
        Those that a person has said to keep, which are not listed.
    left_out : int
        Segments of genres of which there is one song alone, about which nothing can be said.
    """

    suspects: tuple[SuspiciousLabel, ...]
    n_labels: int
    agreement: float
    is_chance: bool
    n_kept: int
    left_out: int
    model: str
    separator: str
    problems: tuple[Problem, ...]

    @property
    def n_likely(self) -> int:
        """Return how many of them most likely are wrong."""
        return sum(each.is_likely_wrong for each in self.suspects)

    @property
    def is_weak(self) -> bool:
        """Return whether the model knows too little for its list to be taken at its word."""
        return is_weak(self.agreement)


def find_suspicious_labels(
    project: Project,
    *,
    model: ModelChoice | None = None,
    separator: str | None = None,
    seed: int = 0,
    repeats: int = REPEATS,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> SuspectList:
    """Predict every labelled segment by models that have not heard its song, and compare.

    Raises
    ------
    ExperimentError
        Where there are not two genres of two songs each.
    """
    model = model or ModelChoice()
    prepared = prepare_segments(
        project, participants(project), separator=separator, pool=pool, on_event=on_event
    )
    judged = _of_several_songs(prepared.segments)
    data, genres = learn_from(judged, project)
    tasks = fold_tasks(data, model, seed=seed, repeats=repeats)
    probabilities = merge_folds(tasks, run_all(pool, predict_fold, tasks, on_event, stage=STAGE))
    task = SuspectTask(labels=data.labels, probabilities=probabilities)
    searched = run_one(pool, search_suspects, task, on_event)
    kept = kept_labels(project)
    suspects = [_describe(each, judged, genres) for each in searched.suspects]
    shown = [each for each in suspects if kept.get(each.segment.id) != each.given.id]
    return SuspectList(
        suspects=tuple(shown),
        n_labels=len(judged),
        agreement=searched.agreement,
        is_chance=searched.is_chance,
        n_kept=len(suspects) - len(shown),
        left_out=len(prepared.segments) - len(judged),
        model=model.description,
        separator=prepared.separator,
        problems=prepared.problems,
    )


def write_suspects(suspects: Sequence[SuspiciousLabel], path: Path) -> None:
    """Write the list as CSV to `path`, which appears only when complete.

    Raises
    ------
    OSError
        Where the disk does not take it.
    """
    with (
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for each in suspects:
            writer.writerow(
                (
                    each.segment.id,
                    each.track.path,
                    each.track.title,
                    f"{each.start_s:.3f}",
                    each.given.name,
                    each.likely.name,
                    f"{each.quality:.4f}",
                    f"{each.likely_probability:.4f}",
                    "yes" if each.is_likely_wrong else "no",
                )
            )


def _of_several_songs(segments: Sequence[PreparedSegment]) -> list[PreparedSegment]:
    songs = {(each.segment.genre_id, each.group) for each in segments}
    n_songs = Counter(genre for genre, _ in songs)
    return [each for each in segments if n_songs[each.segment.genre_id] >= 2]


def _describe(
    suspect: Suspect, judged: Sequence[PreparedSegment], genres: Sequence[Genre]
) -> SuspiciousLabel:
    each = judged[suspect.row]
    return SuspiciousLabel(
        track=each.track,
        segment=each.segment,
        start_s=each.start_s,
        given=genres[suspect.given],
        likely=genres[suspect.likely],
        quality=suspect.quality,
        likely_probability=suspect.likely_probability,
        is_likely_wrong=suspect.is_likely_wrong,
    )
