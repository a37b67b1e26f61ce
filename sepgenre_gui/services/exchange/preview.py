"""Preview of an import: what is in files and folders, and what the project knows of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.import_tracks import ImportPlan, plan_import
from sepgenre_training.datasets.entry import LayoutName, Listing, Problem
from sepgenre_training.datasets.layout import read_layout
from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.formats.registry import FormatName
from sepgenre_training.exchange.formats.text_file import read_text
from sepgenre_training.exchange.writing import ReadingTask, read_annotation

Layout = LayoutName | Literal["auto"]

_LABEL_SUFFIXES = frozenset({".jams", ".textgrid", ".txt"})
_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_DELIMITERS = (",", ";", "\t")


@attrs.frozen(kw_only=True)
class PreviewTask:
    """What to look at: files and folders, how to read them, and the project they are for."""

    project_folder: Path
    paths: tuple[Path, ...]
    layout: Layout = "auto"


@attrs.frozen(kw_only=True)
class AnnotationPreview:
    """A file of segments.

    Attributes
    ----------
    path : Path
        The file.
    format : str or None
        What it looks like; None where it cannot be read.
    n_segments : int
        How many of its lines can be read; to which tracks they belong, the import finds out.
    problems : tuple of str
        Why the others cannot, or why the file cannot; sentences.
    of_one_track : bool
        Whether it belongs to the track that has its name, where no other is said.
    """

    path: Path
    format: FormatName | None = None
    n_segments: int = 0
    problems: tuple[str, ...] = ()
    of_one_track: bool = False


@attrs.frozen(kw_only=True)
class ImportPreview:
    """What an import would do.

    Attributes
    ----------
    plan : ImportPlan
        The audio files.
    annotations : tuple of AnnotationPreview
        The files of segments.
    new_genres : tuple of str
        Genres that the project does not have yet, in the order in which they would be made.
    """

    plan: ImportPlan
    annotations: tuple[AnnotationPreview, ...] = ()
    new_genres: tuple[str, ...] = ()


def preview_import(task: PreviewTask) -> ImportPreview:
    """Look at what `task` names, without decoding any audio and without changing anything.

    A file or folder that cannot be read does not keep the others out.

    Raises
    ------
    DatasetError
        Where there is neither audio nor a file of segments.
    ProjectError
        Where the project cannot be read.
    """
    annotated = {path: None for path in task.paths if is_annotation(path)}
    others = [path for path in dict.fromkeys(task.paths) if path not in annotated]
    read = [_read_annotation(path) for path in annotated]
    listing = _read_listing(others, task.layout, may_be_empty=bool(annotated))
    with Project.open(task.project_folder, read_only=True) as project:
        tracks = project.tracks.list()
        plan = plan_import(listing, {track.path: track.content_hash for track in tracks})
        unlabelled = {track.path for track in tracks if track.genre_id is None}
        names = [*_genres_of(plan, unlabelled), *(name for _, genres in read for name in genres)]
        return ImportPreview(
            plan=plan,
            annotations=tuple(preview for preview, _ in read),
            new_genres=_new_among(names, project),
        )


def is_annotation(path: Path) -> bool:
    """Return whether `path` is a file of segments: labels, or a table that names no ``path``.

    A table with a column ``path`` lists tracks, and may give each a segment. A table of segments,
    such as an export writes, has ``start_s`` and says by ``file`` where they belong.
    """
    suffix = path.suffix.lower()
    if suffix in _LABEL_SUFFIXES:
        return path.is_file()
    if suffix not in _TABLE_SUFFIXES or not path.is_file():
        return False
    try:
        text = read_text(path)
    except DatasetError:
        # Told when it is read as a list of tracks.
        return False
    first = next((line for line in text.splitlines() if line.strip()), "")
    headers = [
        {cell.strip().strip('"').strip().lower() for cell in first.split(delimiter)}
        for delimiter in _DELIMITERS
    ]
    return any("start_s" in names for names in headers) and not any("path" in n for n in headers)


def _read_annotation(path: Path) -> tuple[AnnotationPreview, tuple[str, ...]]:
    try:
        read = read_annotation(ReadingTask(path=path))
    except DatasetError as error:
        reason = Problem.from_error(path, error).reason
        return AnnotationPreview(path=path, problems=(reason,)), ()
    content = read.content
    problems = [f"Line {each.line}: {each.reason.rstrip('.')}." for each in content.problems]
    preview = AnnotationPreview(
        path=path,
        format=read.format,
        n_segments=len(content.lines),
        problems=tuple(problems),
        of_one_track=any(line.file is None and not line.content_hash for line in content.lines),
    )
    return preview, tuple(line.genre for line in content.lines if line.genre)


def _read_listing(paths: Sequence[Path], layout: Layout, *, may_be_empty: bool) -> Listing:
    if not paths and may_be_empty:
        return Listing(layout="folders")
    try:
        return read_layout(paths, layout)
    except DatasetError as error:
        if len(paths) <= 1 and not may_be_empty:
            raise
        return _read_each(paths, layout, error, may_be_empty=may_be_empty)


def _read_each(
    paths: Sequence[Path], layout: Layout, error: DatasetError, *, may_be_empty: bool
) -> Listing:
    """List those of `paths` that can be listed; the others are problems."""
    usable: list[Path] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            read_layout([path], layout)
        except DatasetError as reason:
            problems.append(Problem.from_error(path, reason))
        else:
            usable.append(path)
    if usable:
        listing = read_layout(usable, layout)
        return attrs.evolve(listing, problems=(*problems, *listing.problems))
    if may_be_empty:
        return Listing(layout="folders", problems=tuple(problems))
    raise error


def _genres_of(plan: ImportPlan, unlabelled: set[Path]) -> Iterable[str]:
    """Yield the names of genres that tracks or segments of `plan` would get."""
    for file in plan.files:
        gets_genre = file.known_hash is None or file.real_path in unlabelled
        for number, entry in enumerate(file.entries):
            if entry.genre and (entry.start_s is not None or (gets_genre and number == 0)):
                yield entry.genre


def _new_among(names: Iterable[str], project: Project) -> tuple[str, ...]:
    once = dict.fromkeys(name.strip() for name in names if name.strip())
    new: dict[str, str] = {}
    for name in once:
        if project.genres.find(name) is None:
            new.setdefault(name.casefold(), name)
    return tuple(new.values())
