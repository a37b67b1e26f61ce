"""Names of exported files: valid on every system, and no two the same on any."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from sepgenre_training.exchange.annotation import AnnotatedSegment, AnnotatedTrack

HASH_DIGITS = 8
"""Of a content hash, in the names of files that would else be the same."""

UNLABELLED_FOLDER = "no genre"
"""Where the audio of segments without a genre goes."""

_UNUSABLE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u0080-\u009f\u2028\u2029\ud800-\udfff]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
# Windows takes these for devices, whatever follows the point.

_MOST_BYTES = 150
# File systems allow 255 bytes; a start, a hash and a suffix follow, and `replacing` adds some.


def file_name(text: str) -> str:
    """Return `text` as part of a file's name that Windows, macOS and Linux all take.

    Characters that one of them refuses become ``-``; points and spaces at the ends are dropped;
    what is longer than 150 bytes of UTF-8 is cut. A name without any character becomes ``-``.
    """
    name = _UNUSABLE.sub("-", unicodedata.normalize("NFC", text)).strip(" .")
    name = name.encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").strip(" .")
    return f"-{name}" if _RESERVED.match(name) or not name else name


def name_key(name: str) -> str:
    """Return what two names share that are one on some file system: case and composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def distinct_names(choices: Sequence[Sequence[str]]) -> list[str]:
    """Return a name for each of `choices`, no two of them equal, in capitals or not.

    Parameters
    ----------
    choices : Sequence[Sequence[str]]
        For each file the names it may have, from the shortest to the most specific. All files
        that would share a name take their next one, so that names do not depend on the order.
        Where no choice is left, a number is added.
    """
    levels = [0] * len(choices)
    while True:
        names = [choice[level] for choice, level in zip(choices, levels, strict=True)]
        counts = Counter(map(name_key, names))
        clashing = [
            index
            for index, name in enumerate(names)
            if counts[name_key(name)] > 1 and levels[index] + 1 < len(choices[index])
        ]
        if not clashing:
            return _numbered(names)
        for index in clashing:
            levels[index] += 1


def annotation_paths(tracks: Sequence[AnnotatedTrack], folder: Path, ending: str) -> list[Path]:
    """Return for each of `tracks` the file in `folder` that is named like its audio.

    Where several have one name, the beginning of the content hash follows it in brackets.
    """
    choices = []
    for track in tracks:
        stem = file_name(track.path.stem)
        short = track.content_hash[:HASH_DIGITS]
        choices.append((stem, f"{stem} [{short}]", f"{stem} [{track.content_hash}]"))
    return [folder / f"{name}{ending}" for name in distinct_names(choices)]


def clip_paths(
    clips: Sequence[tuple[AnnotatedTrack, AnnotatedSegment]],
    folder: Path,
    ending: str,
    *,
    genre_folders: bool,
) -> list[Path]:
    """Return for each of `clips` a file named by its track's title and its start.

    Where several would have one name, the beginning of the track's content hash follows it.
    """
    folders = _genre_folders([segment for _, segment in clips]) if genre_folders else {}
    choices = []
    for track, segment in clips:
        name = f"{file_name(track.title)} {_clock(track, segment)}"
        short = track.content_hash[:HASH_DIGITS]
        # Two segments of one track may start within one millisecond.
        exact = f"{name} [{short} {segment.start_sample}]"
        choices.append((name, f"{name} [{short}]", exact))
    return [
        folder / folders.get(segment.genre, "") / f"{name}{ending}"
        for (_, segment), name in zip(clips, distinct_names(choices), strict=True)
    ]


def _genre_folders(segments: Sequence[AnnotatedSegment]) -> Mapping[str | None, str]:
    genres = sorted({segment.genre for segment in segments}, key=lambda genre: genre or "")
    choices = [(UNLABELLED_FOLDER if genre is None else file_name(genre),) for genre in genres]
    return dict(zip(genres, distinct_names(choices), strict=True))


def _clock(track: AnnotatedTrack, segment: AnnotatedSegment) -> str:
    """Return the start as part of a file's name, such as ``01m23.500s``."""
    milliseconds = round(segment.start_sample * 1000 / track.sample_rate_hz)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes:02d}m{rest // 1000:02d}.{rest % 1000:03d}s"


def _numbered(names: Sequence[str]) -> list[str]:
    taken = set(map(name_key, names))
    seen: set[str] = set()
    numbered = []
    for name in names:
        unused, number = name, 1
        while name_key(unused) in seen or (number > 1 and name_key(unused) in taken):
            number += 1
            unused = f"{name} ({number})"
        seen.add(name_key(unused))
        numbered.append(unused)
    return numbered
