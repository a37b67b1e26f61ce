"""Export: segments as annotation files for other programs, and as audio files of their own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_training.audio.files import printable
from sepgenre_training.cache import UNFINISHED_PREFIX
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import Outcome, WorkerPool, in_order
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.datasets.walking import absolute
from sepgenre_training.errors import ProjectError
from sepgenre_training.exchange.annotation import AnnotatedSegment, AnnotatedTrack
from sepgenre_training.exchange.audio_clip import AudioFormatName, ClipTask, write_clip
from sepgenre_training.exchange.formats.registry import FORMATS, FormatName
from sepgenre_training.exchange.naming import annotation_paths, clip_paths
from sepgenre_training.exchange.writing import AnnotationTask, Written, write_annotation
from sepgenre_training.experiment.events import Event

STAGE = "export"
TABLE_NAME = "segments.csv"
"""Name of the table, where only its folder is given."""

_ABANDONED_S = 60.0
# Writing one file takes a second or less, so what is older was left by a process that was killed.


@attrs.frozen(kw_only=True)
class ExportSummary:
    """What an export wrote.

    Attributes
    ----------
    written : tuple of Path
        New files, and those that replaced others.
    unchanged : tuple of Path
        Files that were there already with the same content, as after an export that was
        interrupted.
    segments : int
        How many segments the files of both kinds hold.
    problems : tuple of Problem
        Files that were not written, each with its reason.
    remarks : tuple of Problem
        Files that were written although something is odd about them.
    """

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    segments: int
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def export_annotations(
    project: Project,
    to: FormatName,
    out: Path,
    *,
    overwrite: bool = False,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> ExportSummary:
    """Write all segments of `project` in the format `to`.

    Parameters
    ----------
    to : {"csv", "jams", "audacity", "raven", "textgrid"}
        csv is one table; the others have a file for each track with segments, named like its
        audio. Of tracks of the same name, the files also have the beginning of the content hash
        in their names.
    out : Path
        The folder; for csv also the file.
    overwrite : bool
        Whether files of other content are replaced. Without it, they are told as problems.

    Raises
    ------
    ProjectError
        Where the project has no segments, or `out` is not what it has to be.
    """
    tracks = annotated_tracks(project)
    out = absolute(out)
    if FORMATS[to].of_one_track:
        paths = annotation_paths(tracks, out, FORMATS[to].ending)
        tasks = [
            AnnotationTask(tracks=(track,), format=to, path=path, overwrite=overwrite)
            for track, path in zip(tracks, paths, strict=True)
        ]
    else:
        is_file = out.suffix.lower() == FORMATS[to].ending and not out.is_dir()
        path = out if is_file else out / TABLE_NAME
        tasks = [AnnotationTask(tracks=tracks, format=to, path=path, overwrite=overwrite)]
    _check_places(project, [task.path for task in tasks])
    counts = {task.path: sum(len(track.segments) for track in task.tracks) for task in tasks}
    return _summarise(in_order(pool.run(write_annotation, tasks)), counts, on_event)


def export_audio(
    project: Project,
    out: Path,
    *,
    audio_format: AudioFormatName = "wav",
    rate_hz: int | None = None,
    genre_folders: bool = True,
    overwrite: bool = False,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> ExportSummary:
    """Write each segment of `project` as an audio file, named by its track's title and its start.

    Parameters
    ----------
    out : Path
        The folder.
    audio_format : {"wav", "flac", "ogg"}
        32-bit float, 24 bits, or lossy Vorbis.
    rate_hz : int, optional
        The rate to write; by default each track's own, and then the very samples of the track.
    genre_folders : bool
        Whether each genre has a folder below `out`.
    overwrite : bool
        Whether files of other content are replaced. Without it, they are told as problems.

    Raises
    ------
    ProjectError
        Where the project has no segments, or `out` is a file.
    """
    clips = [(track, segment) for track in annotated_tracks(project) for segment in track.segments]
    paths = clip_paths(clips, absolute(out), f".{audio_format}", genre_folders=genre_folders)
    tasks = [
        ClipTask(
            track=attrs.evolve(track, segments=()),
            segment=segment,
            rate_hz=rate_hz or track.sample_rate_hz,
            format=audio_format,
            path=path,
            overwrite=overwrite,
        )
        for (track, segment), path in zip(clips, paths, strict=True)
    ]
    _check_places(project, paths)
    return _summarise(in_order(pool.run(write_clip, tasks)), dict.fromkeys(paths, 1), on_event)


def annotated_tracks(project: Project) -> tuple[AnnotatedTrack, ...]:
    """Return the tracks of `project` that have segments, with them.

    Raises
    ------
    ProjectError
        Where there are none.
    """
    genres = {genre.id: genre.name for genre in project.genres.list()}
    segments: dict[int, list[AnnotatedSegment]] = {}
    for segment in project.segments.list():
        segments.setdefault(segment.track_id, []).append(
            AnnotatedSegment(
                start_sample=segment.start_sample,
                n_samples=segment.n_samples,
                genre=genres.get(segment.genre_id or 0),
                origin=segment.origin.value,
            )
        )
    if not segments:
        raise ProjectError(
            f"{project.folder}: has no segments to export.",
            remedy=f"Mark some: `sepgenre segments {project.folder} suggest`.",
        )
    return tuple(
        AnnotatedTrack(
            path=track.path,
            title=track.title,
            artist=track.artist,
            content_hash=track.content_hash,
            decoder=track.decoder,
            sample_rate_hz=track.sample_rate_hz,
            n_samples=track.n_samples,
            segments=tuple(segments[track.id]),
        )
        for track in project.tracks.list()
        if track.id in segments
    )


def _check_places(project: Project, paths: Sequence[Path]) -> None:
    """Refuse places that are no folders, or in which the project's own audio would be replaced."""
    for folder in sorted({path.parent for path in paths}):
        existing = next((place for place in (folder, *folder.parents) if place.exists()), folder)
        if existing.is_file():
            raise ProjectError(
                f"{printable(existing)}: is a file, so nothing can be written into it.",
                remedy="Choose a folder.",
            )
        _remove_abandoned(folder, paths[0].suffix)
    tracks = {track.path for track in project.tracks.list()}
    for path in paths:
        if path in tracks or Path(os.path.realpath(path)) in tracks:
            raise ProjectError(
                f"{printable(path)}: is a track of the project, and would be replaced.",
                remedy="Choose another folder.",
            )


def _remove_abandoned(folder: Path, suffix: str) -> None:
    """Remove what an export that was killed left half-written in `folder`."""
    for path in folder.glob(f"{UNFINISHED_PREFIX}*{suffix}"):
        # Another process may remove it first, or hold it open (Windows).
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_S and path.is_file():
                path.unlink()


def _summarise(
    outcomes: Iterator[Outcome[Any, Written]],
    counts: Mapping[Path, int],
    on_event: Callable[[Event], None],
) -> ExportSummary:
    written: list[Path] = []
    unchanged: list[Path] = []
    problems: list[Problem] = []
    remarks: list[Problem] = []
    for done, outcome in enumerate(outcomes, start=1):
        path = outcome.task.path
        if outcome.value is None:
            problem = Problem.from_error(path, outcome.error)
            problems.append(problem)
            on_event(ItemFailed(stage=STAGE, item=path.name, reason=problem.reason))
        else:
            (written if outcome.value.is_new else unchanged).append(path)
            if outcome.value.warning:
                remarks.append(Problem(path=path, reason=outcome.value.warning))
        on_event(Progressed(stage=STAGE, done=done, total=len(counts), item=path.name))
    return ExportSummary(
        written=tuple(written),
        unchanged=tuple(unchanged),
        segments=sum(counts[path] for path in (*written, *unchanged)),
        problems=tuple(problems),
        remarks=tuple(remarks),
    )
