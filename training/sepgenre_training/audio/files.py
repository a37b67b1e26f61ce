"""Audio files before they are decoded: names, hashes, and what is no usable file at all."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from sepgenre_training.errors import AudioError

LIBSNDFILE_SUFFIXES = frozenset(
    {".aif", ".aifc", ".aiff", ".au", ".caf", ".flac", ".mp3", ".oga", ".ogg", ".opus", ".rf64"}
    | {".snd", ".w64", ".wav", ".wave"}
)
"""Suffixes that libsndfile reads by itself, in lower case."""

FFMPEG_SUFFIXES = frozenset(
    {".aac", ".ac3", ".ape", ".m4a", ".m4b", ".mka", ".mp2", ".mpc", ".tta", ".webm", ".wma", ".wv"}
)
"""Suffixes that need ffmpeg, in lower case."""

AUDIO_SUFFIXES = LIBSNDFILE_SUFFIXES | FFMPEG_SUFFIXES
"""Suffixes that count as audio when a folder is walked; compare with ``suffix.lower()``."""


def printable(path: Path | str) -> str:
    r"""Return `path` as text that any UTF-8 stream accepts; stray bytes appear as ``\udcff``."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def is_utf8(path: Path | str) -> bool:
    """Return whether the name of `path`, and of its folders, is valid Unicode text."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def reason_of(error: OSError | ValueError) -> str:
    """Return an operating system's error in words, without the path that it repeats."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text.rstrip(".")


def require_audio_file(path: Path) -> None:
    """Raise where `path` cannot hold audio, whatever a decoder would say.

    Raises
    ------
    AudioError
        Where the name is not valid UTF-8, or the file is missing, a broken link, a folder or
        other special file, empty, or may not be read.
    """
    name = printable(path)
    if not is_utf8(path):
        raise AudioError(
            f"{name}: the name is not valid UTF-8, so it cannot be stored or shown.",
            remedy="Rename the file, or the folder that has the damaged name.",
        )
    status = _status(path)
    if stat.S_ISDIR(status.st_mode):
        raise AudioError(
            f"{name}: is a folder, not an audio file.",
            remedy="Choose the files in it, or read it as a data set.",
        )
    if not stat.S_ISREG(status.st_mode):
        raise AudioError(
            f"{name}: is a device, pipe or socket, not an audio file.",
            remedy="Copy the audio to an ordinary file.",
        )
    if not os.access(path, os.R_OK):
        raise AudioError(
            f"{name}: may not be read (permission denied).",
            remedy="Give yourself permission to read it, or copy it to a folder of your own.",
        )
    if status.st_size == 0:
        raise AudioError(
            f"{name}: is empty (0 bytes).",
            remedy="Copy or download it again; the last copy did not finish.",
        )


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except FileNotFoundError:
        raise _absent(path) from None
    except (OSError, ValueError) as error:
        raise AudioError(
            f"{printable(path)}: cannot be reached ({reason_of(error)}).",
            remedy="Check the path and the permissions of its folders.",
        ) from error


def _absent(path: Path) -> AudioError:
    name = printable(path)
    if path.is_symlink():
        return AudioError(
            f"{name}: is a link to {printable(path.readlink())}, which does not exist.",
            remedy="Bring the linked file back, or replace the link by the file.",
        )
    return AudioError(
        f"{name}: does not exist.",
        remedy="Check the name, connect the drive that holds it, or locate the moved file.",
    )


def content_hash(path: Path) -> str:
    """Return the SHA-256 (hex) of the bytes of `path`.

    Raises
    ------
    AudioError
        Where the file is missing, empty, no ordinary file, or cannot be read.
    """
    require_audio_file(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise AudioError(
            f"{printable(path)}: reading it failed ({reason_of(error)}).",
            remedy="Check the drive, or copy the file to another one.",
        ) from error
