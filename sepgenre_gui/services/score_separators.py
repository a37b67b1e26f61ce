"""Scoring: how close each separator's stems come to the true ones, where these are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.separate_segments import separation_task, tracked_segments
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import WorkerPool, in_order
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.errors import DatasetError, ProjectError, SeparationError, SepgenreError
from sepgenre_training.experiment.events import Event
from sepgenre_training.separation.registry import describe_separator, separators
from sepgenre_training.separation.scoring.summary import SegmentScores
from sepgenre_training.separation.scoring.task import MIXTURE, ScoreTask, score_segment
from sepgenre_training.separation.scoring.true_stems import LAYOUT, find_true_stems
from sepgenre_training.separation.task import SeparationTask, has_stems, separate_segment

SEPARATE_STAGE = "separate"
SCORE_STAGE = "score"


@attrs.frozen(kw_only=True)
class NotReady:
    """A separator that was not scored because it cannot run here, why, and the remedy.

    `state` says it in two words, and `commands` are what to run.
    """

    name: str
    reason: str
    remedy: str
    state: str
    commands: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ScoringSummary:
    """What a scoring gave.

    Attributes
    ----------
    scores : tuple of SegmentScores
        By segment, and within it the mixture first, then the separators as they are offered.
    not_ready : tuple of NotReady
        The separators that were left out; none where separators were named.
    without_true_stems : int
        How many segments of the project are of tracks without true stems.
    problems : tuple of Problem
        True stems and segments that could not be used.
    """

    scores: tuple[SegmentScores, ...]
    not_ready: tuple[NotReady, ...]
    without_true_stems: int
    problems: tuple[Problem, ...]


@attrs.frozen(kw_only=True)
class _Candidate:
    track: Track
    segment: Segment
    genre: str
    true_stems: tuple[Path, ...]


@attrs.frozen(kw_only=True)
class _Candidates:
    usable: tuple[_Candidate, ...]
    without_true_stems: int
    problems: tuple[Problem, ...]


def score_separators(
    project: Project,
    *,
    names: Sequence[str] = (),
    n_segments: int | None = None,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> ScoringSummary:
    """Score separators on the segments whose tracks have true stems, and separate what is missing.

    The separator that the project was separated with stays the project's.

    Parameters
    ----------
    names : sequence of str
        The separators; by default all that can run here, or whose stems the cache holds.
    n_segments : int, optional
        Take so many segments at most, spread evenly over those with true stems.

    Raises
    ------
    SeparationError
        Where a separator that was named is unknown or cannot run here.
    DatasetError
        Where no segment's track has true stems that can be used; says where they belong.
    ProjectError
        Where the project has no segments.
    """
    for name in names:
        describe_separator(name)
    candidates = _find_candidates(project)
    chosen = _spread(candidates.usable, n_segments)
    ready, not_ready = _ready_separators(project, chosen, names)
    tasks = {
        separation_task(project, each.track, each.segment, name): each
        for each in chosen
        for name in (MIXTURE, *ready)
    }
    unseparated = _separate_missing(tasks, pool, on_event)
    scores, unscored = _score(
        {task: each for task, each in tasks.items() if task not in unseparated}, pool, on_event
    )
    return ScoringSummary(
        scores=scores,
        not_ready=not_ready,
        without_true_stems=candidates.without_true_stems,
        problems=(*candidates.problems, *_each_once((*unseparated.values(), *unscored))),
    )


def _find_candidates(project: Project) -> _Candidates:
    genres = {genre.id: genre.name for genre in project.genres.list()}
    segments = tracked_segments(project)
    if not segments:
        raise ProjectError(
            f"{project.folder}: the project has no segments to score separators on.",
            remedy="Cut some: `sepgenre segments PROJECT suggest`.",
        )
    stems, problems = _find_all_true_stems([track for track, _ in segments])
    usable = tuple(
        _Candidate(
            track=track,
            segment=segment,
            genre="" if segment.genre_id is None else genres[segment.genre_id],
            true_stems=stems[track.id],
        )
        for track, segment in segments
        if track.id in stems
    )
    if not usable:
        raise _without_true_stems(project, tuple(problems.values()))
    return _Candidates(
        usable=usable,
        without_true_stems=sum(track.id not in {*stems, *problems} for track, _ in segments),
        problems=tuple(problems.values()),
    )


def _find_all_true_stems(
    tracks: Sequence[Track],
) -> tuple[dict[int, tuple[Path, ...]], dict[int, Problem]]:
    """Return by track identifier the true stems, and what is wrong with those of other tracks."""
    stems: dict[int, tuple[Path, ...]] = {}
    problems: dict[int, Problem] = {}
    for track in {track.id: track for track in tracks}.values():
        try:
            found = find_true_stems(track.path)
        except DatasetError as error:
            problems[track.id] = Problem.from_error(track.path, error)
            continue
        if found is not None:
            stems[track.id] = tuple(found.values())
    return stems, problems


def _without_true_stems(project: Project, problems: Sequence[Problem]) -> SepgenreError:
    if problems:
        first = problems[0]
        return DatasetError(
            f"{project.folder}: no track has true stems that can be used. "
            f"The first of {len(problems)}: {first.path}: {first.reason}",
            remedy="Mend the folders of true stems, then run it again.",
        )
    return DatasetError(
        f"{project.folder}: no track has true stems beside it, so there is nothing to compare a "
        "separator's stems with.",
        remedy=f"{LAYOUT} The demo's songs have them: `sepgenre demo`.",
    )


def _spread(candidates: Sequence[_Candidate], n_segments: int | None) -> tuple[_Candidate, ...]:
    # Segments stand genre by genre, so the first few would all be of one.
    count = min(len(candidates), n_segments or len(candidates))
    return tuple(candidates[position * len(candidates) // count] for position in range(count))


def _ready_separators(
    project: Project, chosen: Sequence[_Candidate], names: Sequence[str]
) -> tuple[tuple[str, ...], tuple[NotReady, ...]]:
    """Return the separators to score, and those to name as not ready."""
    ready: list[str] = []
    not_ready: list[NotReady] = []
    for descriptor in separators():
        if names and descriptor.name not in names:
            continue
        try:
            # Stems that the cache holds need no weights.
            if not all(
                has_stems(separation_task(project, each.track, each.segment, descriptor.name))
                for each in chosen
            ):
                descriptor.check()
        except SeparationError as error:
            if names:
                raise
            status = descriptor.status()
            not_ready.append(
                NotReady(
                    name=descriptor.name,
                    reason=error.message,
                    remedy=error.remedy,
                    state=status.state.value,
                    commands=status.commands,
                )
            )
        else:
            ready.append(descriptor.name)
    return tuple(ready), tuple(not_ready)


def _separate_missing(
    tasks: dict[SeparationTask, _Candidate], pool: WorkerPool, on_event: Callable[[Event], None]
) -> dict[SeparationTask, Problem]:
    """Separate what has no stems yet; return what could not be."""
    missing = [task for task in tasks if task.separator != MIXTURE and not has_stems(task)]
    # One separator after the other: a worker keeps few of them loaded.
    missing.sort(key=lambda task: task.separator)
    problems: dict[SeparationTask, Problem] = {}
    for done, outcome in enumerate(pool.run(separate_segment, missing), start=1):
        item = f"{tasks[outcome.task].track.title} ({outcome.task.separator})"
        if outcome.error is not None:
            problem = Problem.from_error(outcome.task.path, outcome.error)
            problems[outcome.task] = problem
            on_event(ItemFailed(stage=SEPARATE_STAGE, item=item, reason=problem.reason))
        on_event(Progressed(stage=SEPARATE_STAGE, done=done, total=len(missing), item=item))
    return problems


def _score(
    tasks: dict[SeparationTask, _Candidate], pool: WorkerPool, on_event: Callable[[Event], None]
) -> tuple[tuple[SegmentScores, ...], tuple[Problem, ...]]:
    """Return the scores in the order of `tasks`, and what could not be scored."""
    scores: list[SegmentScores] = []
    problems: list[Problem] = []
    score_tasks = [
        ScoreTask(estimate=task, true_stems=each.true_stems) for task, each in tasks.items()
    ]
    for done, outcome in enumerate(in_order(pool.run(score_segment, score_tasks)), start=1):
        task = outcome.task.estimate
        item = f"{tasks[task].track.title} ({task.separator})"
        if outcome.value is None:
            problem = Problem.from_error(task.path, outcome.error)
            problems.append(problem)
            on_event(ItemFailed(stage=SCORE_STAGE, item=item, reason=problem.reason))
        else:
            version = ""
            if task.separator != MIXTURE:
                version = describe_separator(task.separator).version
            scores.append(
                SegmentScores(
                    segment=tasks[task].segment.id,
                    track=tasks[task].track.title,
                    genre=tasks[task].genre,
                    start_s=task.start_sample / task.sample_rate_hz,
                    separator=task.separator,
                    separator_version=version,
                    stems=outcome.value,
                )
            )
        on_event(Progressed(stage=SCORE_STAGE, done=done, total=len(score_tasks), item=item))
    return tuple(scores), tuple(problems)


def _each_once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    # The mixture and every separator meet the same true stems that do not fit.
    return tuple(dict.fromkeys(problems))
