"""The genre in a file's tags: read and written by mutagen, all other tags left as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mutagen
from mutagen.apev2 import APEv2
from mutagen.asf import ASFTags
from mutagen.id3 import ID3, TCON, ID3FileType
from mutagen.mp4 import MP4Tags

from sepgenre_training.audio.files import printable
from sepgenre_training.errors import AudioError

_KEYS: dict[type[Any], str] = {MP4Tags: "\xa9gen", ASFTags: "WM/Genre", APEv2: "Genre"}
# Everything else that mutagen knows, but ID3, has Vorbis comments.
_VORBIS_KEY = "genre"
_ID3_FRAME = "TCON"


def read_genre_tag(path: Path) -> tuple[str, ...]:
    """Return the genres that the tags of `path` name, as they are written; there may be none.

    Raises
    ------
    AudioError
        Where its tags cannot be read, or its format has none.
    """
    tags = _open(path).tags
    if tags is None:
        return ()
    if isinstance(tags, ID3):
        return tuple(str(text) for frame in tags.getall(_ID3_FRAME) for text in frame.text)
    values = tags.get(_key(tags), [])
    return tuple(str(value) for value in ([values] if isinstance(values, str) else values))


def write_genre_tag(path: Path, genres: tuple[str, ...]) -> None:
    """Let the tags of `path` name `genres`, and no other; none removes the genre.

    The audio and all other tags stay as they are. ID3 stays of its version.

    Raises
    ------
    AudioError
        Where its tags cannot be read or written.
    """
    file = _open(path)
    try:
        if file.tags is None:
            if not genres:
                return
            file.add_tags()
        if isinstance(file.tags, ID3):
            _write_id3(file, genres)
        else:
            _write_plain(file, genres)
    except (mutagen.MutagenError, OSError, ValueError) as error:
        raise _unusable(path, "written", error) from error


def _write_id3(file: Any, genres: tuple[str, ...]) -> None:
    tags = file.tags
    tags.delall(_ID3_FRAME)
    if genres:
        tags.add(TCON(encoding=3, text=list(genres)))
    version = 3 if tags.version[:2] == (2, 3) else 4
    if version == 4 and tags.version[:2] != (2, 4):
        tags.update_to_v24()
    if version == 3:
        # Version 2.3 knows no UTF-8, and one value: several are separated by a slash.
        for frame in tags.getall(_ID3_FRAME):
            frame.encoding = 1
    file.save(v2_version=version)


def _write_plain(file: Any, genres: tuple[str, ...]) -> None:
    key = _key(file.tags)
    if genres:
        file.tags[key] = list(genres)
    elif key in file.tags:
        del file.tags[key]
    file.save()


def _open(path: Path) -> Any:
    try:
        file = mutagen.File(path)
        if isinstance(file, ID3FileType) or isinstance(getattr(file, "tags", None), ID3):
            # As it is written: by default, frames of version 2.3 become those of 2.4.
            file = type(file)(path, translate=False)
    except (mutagen.MutagenError, OSError, ValueError) as error:
        raise _unusable(path, "read", error) from error
    if file is None:
        raise AudioError(
            f"{printable(path)}: files of this format have no tags that are known here.",
            remedy="Convert it to FLAC or MP3, or use playlists.",
        )
    return file


def _key(tags: Any) -> str:
    return next((key for kind, key in _KEYS.items() if isinstance(tags, kind)), _VORBIS_KEY)


def _unusable(path: Path, done: str, error: Exception) -> AudioError:
    return AudioError(
        f"{printable(path)}: its tags cannot be {done} ({error}).",
        remedy="Check that it is no broken file, and that you may write to it.",
    )
