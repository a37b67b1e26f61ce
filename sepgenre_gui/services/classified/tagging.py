"""Genres as tags: into copies of files, or, asked for, into the files, with a way back."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.project import Project
from sepgenre_training.audio.files import content_hash, printable, reason_of
from sepgenre_training.audio.genre_tag import read_genre_tag, write_genre_tag
from sepgenre_training.cache import replacing
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.errors import AudioError, ProjectError
from sepgenre_training.exchange.naming import distinct_names, file_name

COPY_STAGE, TAG_STAGE = "copy with tags", "write tags"

BACKUP_FOLDER = "tag-backups"
"""In the project's folder: one JSON file for each time that originals were tagged."""

_FORMAT, _VERSION = "SepGenre tag backup", 1

OnEvent = Callable[[Any], None]


@attrs.frozen(kw_only=True)
class TaggingSummary:
    """What was tagged.

    Attributes
    ----------
    paths : tuple of Path
        Files whose tag is written or restored now, copies where they are copies.
    unsure : int
        Tracks that were left out because their verdict is unsure.
    problems : tuple of Problem
    backup : Path or None
        Where the old tags are.
    """

    paths: tuple[Path, ...] = ()
    unsure: int = 0
    problems: tuple[Problem, ...] = ()
    backup: Path | None = None


def copy_with_tags(
    files: Iterable[ClassifiedFile], classes: Sequence[str], folder: Path, *, on_event: OnEvent
) -> TaggingSummary:
    """Copy each file that has a sure verdict into ``folder/<genre>``, and tag the copy.

    A copy appears only when it is complete. What is there already under its name stays.

    Raises
    ------
    OSError
        Where `folder` cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen, unsure = _sure(files)
    folders = distinct_names([(file_name(name),) for name in classes])
    names = distinct_names(
        [
            (file_name(path.stem), f"{file_name(path.stem)} [{digest[:8]}]")
            for path, _, digest in chosen
        ]
    )
    copies, problems = [], []
    for done, ((path, label, _), name) in enumerate(zip(chosen, names, strict=True), start=1):
        copy = folder / folders[label] / f"{name}{path.suffix}"
        try:
            _copy(path, copy, classes[label])
            copies.append(copy)
        except (AudioError, OSError) as error:
            problems.append(_told(path, error, COPY_STAGE, on_event))
        on_event(Progressed(stage=COPY_STAGE, done=done, total=len(chosen), item=name))
    return TaggingSummary(paths=tuple(copies), unsure=unsure, problems=tuple(problems))


def tag_originals(
    project: Project, files: Iterable[ClassifiedFile], classes: Sequence[str], *, on_event: OnEvent
) -> TaggingSummary:
    """Write the genre of each sure verdict into the file itself, after a backup of all old tags.

    A file that was changed since it was classified is left as it is. So is one that is a track of
    the project: its segments and stems belong to its present content.

    Raises
    ------
    OSError
        Where the backup cannot be written; then no file is touched.
    """
    chosen, unsure = _sure(files)
    before: dict[Path, tuple[str, ...]] = {}
    problems: list[Problem] = []
    tracks = {track.path for track in project.tracks.list()}
    for path, _, digest in chosen:
        try:
            _require_no_track(path, tracks)
            _require_same_content(path, digest)
            before[path] = read_genre_tag(path)
        except (AudioError, OSError) as error:
            problems.append(_told(path, error, TAG_STAGE, on_event))
    genres = {path: classes[label] for path, label, _ in chosen if path in before}
    if not genres:
        return TaggingSummary(unsure=unsure, problems=tuple(problems))
    backup = _write_backup(project, before, genres)
    tagged = []
    for done, (path, genre) in enumerate(genres.items(), start=1):
        try:
            _write(project, path, (genre,))
            tagged.append(path)
        except (AudioError, OSError) as error:
            problems.append(_told(path, error, TAG_STAGE, on_event))
        on_event(Progressed(stage=TAG_STAGE, done=done, total=len(genres), item=path.name))
    return TaggingSummary(
        paths=tuple(tagged), unsure=unsure, problems=tuple(problems), backup=backup
    )


def list_backups(project: Project) -> tuple[Path, ...]:
    """Return the backups of tags, the oldest first."""
    return tuple(sorted((project.folder / BACKUP_FOLDER).glob("*.json")))


def restore_tags(
    project: Project, backup: Path | None = None, *, on_event: OnEvent
) -> TaggingSummary:
    """Give the files of a backup (the newest) the genres back that they had before.

    A file whose genre is neither the old one nor the one that was written then was edited since:
    it is left as it is, and told.

    Raises
    ------
    ProjectError
        Where there is no backup, or it cannot be read.
    """
    backup = backup or _newest(project)
    entries = _read_backup(backup)
    restored, problems = [], []
    for done, (path, before, after) in enumerate(entries, start=1):
        try:
            _restore(project, path, before, after)
            restored.append(path)
        except (AudioError, OSError) as error:
            problems.append(_told(path, error, TAG_STAGE, on_event))
        on_event(Progressed(stage=TAG_STAGE, done=done, total=len(entries), item=path.name))
    return TaggingSummary(paths=tuple(restored), problems=tuple(problems), backup=backup)


def _sure(files: Iterable[ClassifiedFile]) -> tuple[list[tuple[Path, int, str]], int]:
    chosen, unsure = [], 0
    for file in files:
        if file.is_unsure:
            unsure += 1
        elif file.verdict is not None and file.content_hash is not None:
            chosen.append((file.path, file.verdict, file.content_hash))
    return chosen, unsure


def _copy(path: Path, copy: Path, genre: str) -> None:
    if os.path.lexists(copy):
        raise AudioError(
            f"{printable(copy)}: is there already.",
            remedy="Choose another folder for the copies, or move that file away.",
        )
    with replacing(copy) as temporary:
        shutil.copyfile(path, temporary)
        write_genre_tag(temporary, (genre,))


def _require_no_track(path: Path, tracks: Collection[Path]) -> None:
    if path in tracks:
        raise AudioError(
            f"{printable(path)}: is a track of the project, whose stems belong to its present "
            "content.",
            remedy="Write the tag into a copy: --tag-copies.",
        )


def _require_same_content(path: Path, digest: str) -> None:
    if content_hash(path) != digest:
        raise AudioError(
            f"{printable(path)}: was changed since it was classified.",
            remedy="Classify it again, then write its tag.",
        )


def _restore(project: Project, path: Path, before: tuple[str, ...], after: str) -> None:
    present = read_genre_tag(path)
    if present == before:
        return
    if present != (after,):
        raise AudioError(
            f"{printable(path)}: its genre is {', '.join(present) or 'none'} by now, not the "
            f"{after!r} that was written.",
            remedy="Somebody has edited it since: change it by hand where that is wanted.",
        )
    _write(project, path, before)


def _write(project: Project, path: Path, genres: tuple[str, ...]) -> None:
    old = content_hash(path)
    write_genre_tag(path, genres)
    # The audio is the same: what was said of it holds.
    project.classified_files.rehash(path, old, content_hash(path))


def _write_backup(
    project: Project, before: dict[Path, tuple[str, ...]], genres: dict[Path, str]
) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    path = project.folder / BACKUP_FOLDER / f"tags-{moment}.json"
    content = {
        "format": _FORMAT,
        "version": _VERSION,
        "files": [
            {"path": str(file), "before": list(before[file]), "after": genre}
            for file, genre in genres.items()
        ],
    }
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
        # On the disk before the first original is touched.
        stream.flush()
        os.fsync(stream.fileno())
    return path


def _newest(project: Project) -> Path:
    backups = list_backups(project)
    if not backups:
        raise ProjectError(
            f"{project.folder}: no tags of originals were written, so there is no backup.",
            remedy="Tags are written by `sepgenre classify PROJECT FILES --write-tags`.",
        )
    return backups[-1]


def _read_backup(path: Path) -> list[tuple[Path, tuple[str, ...], str]]:
    try:
        return _entries(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ProjectError(
            f"{printable(path)}: cannot be read ({reason_of(error)}).", remedy="Check its name."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ProjectError(
            f"{printable(path)}: is no backup of tags that can be read ({error}).",
            remedy=f"Choose a file of the project's folder {BACKUP_FOLDER!r}.",
        ) from error


def _entries(content: Any) -> list[tuple[Path, tuple[str, ...], str]]:
    if (content["format"], content["version"]) != (_FORMAT, _VERSION):
        raise ValueError("another format")
    return [
        (Path(each["path"]), tuple(map(str, each["before"])), str(each["after"]))
        for each in content["files"]
    ]


def _told(path: Path, error: AudioError | OSError, stage: str, on_event: OnEvent) -> Problem:
    problem = Problem.from_error(path, error)
    on_event(ItemFailed(stage=stage, item=printable(path.name), reason=problem.reason))
    return problem
