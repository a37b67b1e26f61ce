"""Features: the tensors of the labelled segments, ready for the networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.experiment.participants import (
    chosen_genres,
    feature_task,
    participants,
)
from sepgenre_gui.services.rates import FEATURES_STAGE, Stopwatch, remember_rate
from sepgenre_gui.services.separate_segments import choose_separator, tracked_segments
from sepgenre_training.cache import touch
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.errors import ExperimentError, SeparationError
from sepgenre_training.experiment.events import Event
from sepgenre_training.experiment.splits import LabelledSegment
from sepgenre_training.features.export import export_npz
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import (
    FeatureTask,
    extract_segment_features,
    features_path,
    has_features,
    tensors_folder,
)
from sepgenre_training.features.tensors import Tensors, assemble_tensors, load_tensors
from sepgenre_training.separation.task import has_stems

STAGE = "features"


@attrs.frozen(kw_only=True)
class LabelledData:
    """The labelled segments of a project as the experiment sees them.

    Attributes
    ----------
    tensors : Path
        Folder of the tensors; row i belongs to ``segments[i]``.
    key : str
        Hash of everything that the tensors were made from.
    separator : str
        The separator of every stem in them.
    segments : tuple of LabelledSegment
    genres : tuple of str
        Genre names by label.
    titles : Mapping[int, str]
        A title for each segment identifier.
    unlabelled : int
        Segments that were left out for want of a genre.
    problems : tuple of Problem
        Segments that were left out because their features could not be computed.
    """

    tensors: Path
    key: str
    separator: str
    segments: tuple[LabelledSegment, ...]
    genres: tuple[str, ...]
    titles: Mapping[int, str]
    unlabelled: int
    problems: tuple[Problem, ...]

    def load(self) -> Tensors:
        """Return the tensors, memory-mapped."""
        return load_tensors(self.tensors)


def extract_features(
    project: Project,
    *,
    separator: str | None = None,
    settings: FeatureSettings | None = None,
    genres: Sequence[str] = (),
    pool: WorkerPool,
    on_event: Callable[[Event], None],
    not_separated: Mapping[int, str] | None = None,
) -> LabelledData:
    """Compute what features are missing, and assemble the tensors of the labelled segments.

    A labelled segment without stems is left out, and stands among the problems.

    Parameters
    ----------
    genres : sequence of str
        Names of the genres that take part; none names all.
    not_separated : Mapping[int, str], optional
        Why segments could not be separated just now (`SeparationSummary.failed`); otherwise
        separating them is the remedy that is told.

    Raises
    ------
    SeparationError
        Where no segment has stems by the separator.
    ExperimentError
        Where no segment has a genre, the project has no genre of a name in `genres`, or a genre
        named there has no segment.
    """
    settings = settings or FeatureSettings()
    chosen = choose_separator(project, separator)
    rows = _labelled_rows(project, chosen, settings, genres)
    ready, bare = _check_stems(project, rows, chosen, not_separated or {})
    watch = Stopwatch(pool.n_workers)
    titles = {row.task: row.title for row in ready}
    failed = extract_missing(titles, pool, on_event, watch)
    remember_rate(project, FEATURES_STAGE, watch.seconds_each())
    usable = [row for row in ready if has_features(row.task)]
    left_out = _describe_left_out(project, ready, usable, failed)
    problems = (*bare, *left_out)
    paths = [features_path(row.task) for row in usable]
    for path in paths:
        touch(path)
    tensors = _assemble(paths, project.cache.root)
    return _describe(project, chosen, usable, tensors, problems)


def planned_data(
    project: Project, *, separator: str, settings: FeatureSettings, genres: Sequence[str] = ()
) -> LabelledData:
    """Return the data as `extract_features` would if nothing failed; nothing is computed."""
    rows = _labelled_rows(project, separator, settings, genres)
    tensors = tensors_folder([features_path(row.task) for row in rows], project.cache.root)
    return _describe(project, separator, rows, tensors, ())


def export_features(data: LabelledData, path: Path, settings: FeatureSettings) -> Path:
    """Write the tensors with labels and provenance as one ``.npz`` at `path`; return `path`."""
    export_npz(
        data.load(),
        labels=[segment.label for segment in data.segments],
        genres=data.genres,
        segment_ids=[str(segment.segment_id) for segment in data.segments],
        provenance={
            "separator": data.separator,
            "features": attrs.asdict(settings),
            "key": data.key,
            "titles": [data.titles[segment.segment_id] for segment in data.segments],
        },
        path=path,
    )
    return path


def _describe(
    project: Project,
    separator: str,
    rows: Sequence[_Row],
    tensors: Path,
    problems: tuple[Problem, ...],
) -> LabelledData:
    labels = sorted({row.genre_id for row in rows})
    names = {genre.id: genre.name for genre in project.genres.list()}
    return LabelledData(
        tensors=tensors,
        key=tensors.name,
        separator=separator,
        segments=tuple(
            LabelledSegment(
                segment_id=row.segment_id,
                song_id=row.track_id,
                artist=row.artist,
                label=labels.index(row.genre_id),
            )
            for row in rows
        ),
        genres=tuple(names[label] for label in labels),
        titles={row.segment_id: row.title for row in rows},
        unlabelled=sum(segment.genre_id is None for _, segment in tracked_segments(project)),
        problems=problems,
    )


@attrs.frozen(kw_only=True)
class _Row:
    task: FeatureTask
    segment_id: int
    track_id: int
    genre_id: int
    artist: str | None
    title: str


def _labelled_rows(
    project: Project, separator: str, settings: FeatureSettings, genres: Sequence[str]
) -> list[_Row]:
    rows = [
        _Row(
            task=feature_task(project, track, segment, separator, settings),
            segment_id=segment.id,
            track_id=track.id,
            genre_id=segment.genre_id,
            artist=track.artist,
            title=track.title,
        )
        for track, segment in participants(project, genres)
        if segment.genre_id is not None
    ]
    there = {row.genre_id for row in rows}
    empty = [genre.name for genre in chosen_genres(project, genres) if genre.id not in there]
    if genres and empty:
        raise ExperimentError(
            f"{project.folder}: no segment has the genre {', '.join(map(repr, empty))}, which the "
            "experiment names.",
            remedy="Name the genre of segments, or choose other genres.",
        )
    if not rows:
        raise ExperimentError(
            f"{project.folder}: no segment has a genre yet.",
            remedy="Import the files again with --layout folders, or from a CSV table with the "
            "columns path,genre: tracks and segments without a genre take theirs from it.",
        )
    return rows


def _check_stems(
    project: Project, rows: list[_Row], separator: str, not_separated: Mapping[int, str]
) -> tuple[list[_Row], list[Problem]]:
    """Return the rows whose stems or features are there, and a problem for each other."""
    ready = [row for row in rows if has_features(row.task) or has_stems(row.task.separation)]
    remedy = f"Run `sepgenre separate {project.folder} --separator {separator}` first."
    unknown = f"It has no stems by separator {separator!r}. {remedy}"
    there = {row.segment_id for row in ready}
    problems = [
        Problem(path=row.task.separation.path, reason=not_separated.get(row.segment_id, unknown))
        for row in rows
        if row.segment_id not in there
    ]
    if not ready:
        what = f"{project.folder}: no labelled segment has stems by separator {separator!r}"
        if rows[0].segment_id in not_separated:
            # Its reason ends with its own remedy.
            raise SeparationError(f"{what}. {problems[0].path}: {problems[0].reason}")
        raise SeparationError(f"{what}.", remedy=remedy)
    return ready, problems


def extract_missing(
    titles: Mapping[FeatureTask, str],
    pool: WorkerPool,
    on_event: Callable[[Event], None],
    watch: Stopwatch,
) -> dict[FeatureTask, Problem]:
    """Extract what is missing of these tasks; return a problem for each that failed."""
    missing = [task for task in titles if not has_features(task)]
    problems: dict[FeatureTask, Problem] = {}
    for done, outcome in enumerate(pool.run(extract_segment_features, missing), start=1):
        watch.tick()
        title = titles[outcome.task]
        if outcome.error is not None:
            problem = Problem.from_error(outcome.task.separation.path, outcome.error)
            problems[outcome.task] = problem
            on_event(ItemFailed(stage=STAGE, item=title, reason=problem.reason))
        on_event(Progressed(stage=STAGE, done=done, total=len(missing), item=title))
    return problems


def _describe_left_out(
    project: Project, ready: list[_Row], usable: list[_Row], failed: Mapping[FeatureTask, Problem]
) -> tuple[Problem, ...]:
    """Return why each of `ready` that is not `usable` is left out, where any is usable.

    Raises
    ------
    ExperimentError
        Where none is.
    """
    there = {row.task for row in usable}
    vanished = "Its features were removed from the cache meanwhile. Extract them again."
    problems = tuple(
        failed.get(row.task, Problem(path=row.task.separation.path, reason=vanished))
        for row in ready
        if row.task not in there
    )
    if not usable:
        raise ExperimentError(
            f"{project.folder}: the features of no segment could be computed. "
            f"{problems[0].path}: {problems[0].reason}"
        )
    return problems


def _assemble(paths: list[Path], cache_root: Path) -> Path:
    folder = tensors_folder(paths, cache_root)
    assemble_tensors(paths, folder)
    return folder
