"""Audio files known by their content: whether one is still what it was, and which one it is."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import attrs

from sepgenre_training.audio.files import content_hash, printable
from sepgenre_training.audio.info import DecoderName
from sepgenre_training.audio.libsndfile import LibsndfileReader, UnrecognisedError
from sepgenre_training.errors import AudioError


class Condition(enum.Enum):
    """What became of a file that was added."""

    PRESENT = "present"
    """It has the content that was added."""

    MISSING = "missing"
    """There is no file at its path: it was moved, renamed or removed, or its drive is away."""

    CHANGED = "changed"
    """The file at its path has another content; segments belong to the old one."""

    UNREADABLE = "unreadable"
    """There is something at its path that cannot be read."""


@attrs.frozen(kw_only=True)
class CheckTask:
    """A file, and the SHA-256 (hex) that its content had when it was added."""

    path: Path
    content_hash: str


@attrs.frozen(kw_only=True)
class Sought:
    """What the head of a file tells of audio that is sought; values as in `AudioInfo`."""

    decoder: DecoderName
    sample_rate_hz: int
    channels: int
    n_samples: int


@attrs.frozen(kw_only=True)
class IdentificationTask:
    """A file that may be one of `sought`; where that is None, it is hashed anyway."""

    path: Path
    sought: frozenset[Sought] | None


def check_file(task: CheckTask) -> tuple[Condition, str]:
    """Return what became of the file of `task`, and the reason as a sentence.

    The whole file is read, because nothing less shows that it is the same.
    """
    try:
        if content_hash(task.path) == task.content_hash:
            return Condition.PRESENT, ""
    except AudioError as error:
        reason = str(error).removeprefix(f"{printable(task.path)}: ")
        return _state_of(task.path), f"The file {reason}"
    return (
        Condition.CHANGED,
        "The file has changed since it was added; its segments belong to the old audio.",
    )


def identify_file(task: IdentificationTask) -> str | None:
    """Return the content hash of the file of `task`; None where its head rules it out.

    Raises
    ------
    AudioError
        Where it cannot be read.
    """
    if task.sought is not None and not _may_be(task.path, task.sought):
        return None
    return content_hash(task.path)


def _state_of(path: Path) -> Condition:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Condition.MISSING
    except OSError:
        return Condition.UNREADABLE
    return Condition.CHANGED if status.st_size == 0 else Condition.UNREADABLE


def _may_be(path: Path, sought: Iterable[Sought]) -> bool:
    try:
        reader = LibsndfileReader(path)
    except UnrecognisedError:
        return any(each.decoder == "ffmpeg" for each in sought)
    with closing(reader):
        declared = reader.declared_n_samples or 0
        return any(
            # ffmpeg may read what libsndfile reads otherwise.
            each.decoder == "ffmpeg"
            or (
                (each.sample_rate_hz, each.channels) == (reader.sample_rate_hz, reader.channels)
                # A file may decode to fewer samples than it declares, never to more.
                and each.n_samples <= declared
            )
            for each in sought
        )
