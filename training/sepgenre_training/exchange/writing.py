"""Writing and reading annotation files, as tasks that any worker process can run."""

from __future__ import annotations

from pathlib import Path

import attrs

from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.cache import replacing
from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.annotation import AnnotatedTrack, SegmentFile
from sepgenre_training.exchange.formats.registry import FORMATS, FormatName, detect_format


@attrs.frozen(kw_only=True)
class Written:
    """A file that holds what was asked for.

    Attributes
    ----------
    is_new : bool
        False where it was there already, with the same content.
    warning : str
        A sentence, where something is odd about it.
    """

    path: Path
    is_new: bool
    warning: str = ""


@attrs.frozen(kw_only=True)
class AnnotationTask:
    """One annotation file to write.

    Attributes
    ----------
    tracks : tuple of AnnotatedTrack
        One, but for a format that holds several in a file.
    overwrite : bool
        Whether a file of other content at `path` is replaced.
    """

    tracks: tuple[AnnotatedTrack, ...]
    format: FormatName
    path: Path
    overwrite: bool = False


@attrs.frozen(kw_only=True)
class ReadingTask:
    """One annotation file to read; without a format, `detect_format` says which it has."""

    path: Path
    format: FormatName | None = None


@attrs.frozen(kw_only=True)
class ReadFile:
    """An annotation file, read: its format, and what it says."""

    format: FormatName
    content: SegmentFile


def write_annotation(task: AnnotationTask) -> Written:
    """Write the file of `task`, unless the same is there already.

    Raises
    ------
    DatasetError
        Where a file of other content is there, and may not be overwritten.
    OSError
        Where it cannot be written.
    """
    data = FORMATS[task.format].write(task.tracks).encode("utf-8")
    if task.path.is_file() and task.path.read_bytes() == data:
        return Written(path=task.path, is_new=False)
    if not task.overwrite:
        refuse_existing(task.path)
    with replacing(task.path) as temporary:
        temporary.write_bytes(data)
    return Written(path=task.path, is_new=True)


def read_annotation(task: ReadingTask) -> ReadFile:
    """Read the file of `task`; DatasetError where it cannot be read as such."""
    name = task.format or detect_format(task.path)
    return ReadFile(format=name, content=FORMATS[name].read(task.path))


def refuse_existing(path: Path) -> None:
    """Raise DatasetError where something is at `path` already.

    Raises
    ------
    DatasetError
        So that a person's file is never replaced unasked.
    """
    try:
        path.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise DatasetError(
            f"{printable(path)}: cannot be written ({reason_of(error)}).",
            remedy="Choose a place in which you may write.",
        ) from error
    raise DatasetError(
        f"{printable(path)}: is there already, with other content.",
        remedy="Choose another place, or say --overwrite to replace it.",
    )
