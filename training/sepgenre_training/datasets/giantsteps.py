"""The layout of the GiantSteps key data set: clips ``<id>.LOFI.mp3`` with annotations beside."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import attrs

from sepgenre_training.audio.files import reason_of
from sepgenre_training.datasets.entry import DatasetEntry, Listing, Problem
from sepgenre_training.datasets.walking import absolute, walk_audio

_MARK = ".LOFI"
_KINDS = ("genre", "key", "jams")
_MD5 = re.compile(r"[0-9a-f]{32}")


@attrs.frozen(kw_only=True)
class Annotation:
    """What the data set says of one clip.

    Attributes
    ----------
    track_id : str
        The number that names the clip's files.
    genre, key : str or None
        From the files of that kind, else from the JAMS.
    artist, album, title : str or None
        From the JAMS; blank in the published release.
    md5 : str or None
        MD5 (hex) of the published mp3.
    """

    track_id: str
    genre: str | None = None
    key: str | None = None
    artist: str | None = None
    album: str | None = None
    title: str | None = None
    md5: str | None = None


def is_giantsteps(folder: Path) -> bool:
    """Return whether `folder` holds ``annotations/`` with genres, keys or JAMS."""
    return any((folder / "annotations" / kind).is_dir() for kind in _KINDS)


def read_giantsteps(root: Path) -> Listing:
    """List the annotated clips in ``audio/`` whose MD5 agrees.

    Parameters
    ----------
    root : Path
        The folder that holds ``annotations/``, ``audio/`` and perhaps ``md5/``. The audio is
        read to compare its MD5 where one is given, but not decoded.

    Returns
    -------
    Listing
        A clip that is missing or whose MD5 differs is a problem; a clip without annotations is
        listed without genre.
    """
    root = absolute(root)
    annotations, faults = read_annotations(root)
    walk = walk_audio(root / "audio") if (root / "audio").is_dir() else None
    clips = {_track_id(path): path for path in (walk.files if walk else ())}
    problems = [*faults, *(walk.problems if walk else ())]
    entries: list[DatasetEntry] = []
    missing: list[Annotation] = []
    for annotation in annotations:
        path = clips.pop(annotation.track_id, None)
        if path is None:
            missing.append(annotation)
        elif (reason := _md5_objection(path, annotation.md5)) is not None:
            problems.append(Problem(path=path, reason=reason))
        else:
            entries.append(_entry(path, annotation))
    problems.extend(_missing(root, annotation) for annotation in missing)
    entries.extend(DatasetEntry(path=path) for path in clips.values())
    notes = {
        f"{len(missing)} of {len(annotations)} annotated clips have no audio.": bool(missing),
        f"{len(clips)} clips have no annotation, so no genre.": bool(clips),
    }
    return Listing(
        layout="giantsteps",
        entries=tuple(sorted(entries, key=lambda entry: str(entry.path))),
        problems=tuple(problems),
        notes=tuple(note for note, applies in notes.items() if applies),
    )


def _missing(root: Path, annotation: Annotation) -> Problem:
    expected = root / "audio" / f"{annotation.track_id}{_MARK}.mp3"
    return Problem(path=expected, reason="Annotated, but the audio is missing.")


def read_annotations(root: Path) -> tuple[tuple[Annotation, ...], tuple[Problem, ...]]:
    """Return the annotations below `root` by ascending identifier, and the files at fault."""
    problems: list[Problem] = []
    texts: dict[str, dict[str, str]] = {}
    folders = [(kind, root / "annotations" / kind) for kind in _KINDS]
    for kind, folder in [*folders, ("md5", root / "md5")]:
        for path in sorted(folder.glob(f"*.{kind}")):
            if path.name.startswith("."):
                continue
            try:
                text = path.read_text(encoding="utf-8-sig").strip()
            except (OSError, UnicodeDecodeError) as error:
                problems.append(Problem(path=path, reason=f"Not readable ({reason_of(error)})."))
                continue
            texts.setdefault(_track_id(path), {})[kind] = text
    annotations = [
        _annotation(root, track_id, texts[track_id], problems)
        for track_id in sorted(texts, key=lambda name: (len(name), name))
        # A checksum alone says nothing of the music.
        if texts[track_id].keys() != {"md5"}
    ]
    return tuple(annotations), tuple(problems)


def _annotation(
    root: Path, track_id: str, texts: dict[str, str], problems: list[Problem]
) -> Annotation:
    jams: dict[str, str] = {}
    if "jams" in texts:
        try:
            jams = _read_jams(texts["jams"])
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            path = root / "annotations" / "jams" / f"{track_id}{_MARK}.jams"
            problems.append(Problem(path=path, reason="Not a JAMS document; passed over."))
    md5 = texts.get("md5", "").lower() or None
    if md5 is not None and _MD5.fullmatch(md5) is None:
        path = root / "md5" / f"{track_id}{_MARK}.md5"
        problems.append(Problem(path=path, reason="Not an MD5; the clip is not compared."))
        md5 = None
    title = jams.get("title", "")
    return Annotation(
        track_id=track_id,
        genre=texts.get("genre") or jams.get("genre") or None,
        key=texts.get("key") or jams.get("key") or None,
        artist=jams.get("artist") or None,
        album=jams.get("album") or None,
        # The published JAMS repeat their own file name as title.
        title=None if title.startswith(f"{track_id}{_MARK}") else title or None,
        md5=md5,
    )


def _read_jams(text: str) -> dict[str, str]:
    """Return key, genre and metadata of a JAMS document (versions 0.2 and 0.3)."""
    # The jams package refuses the published files, which are of version 0.2.
    document: dict[str, Any] = json.loads(text)
    found: dict[str, str] = {}
    for annotation in document["annotations"]:
        name = {"key_mode": "key", "tag_open": "genre"}.get(annotation["namespace"])
        if name is not None and annotation["data"]:
            found.setdefault(name, str(annotation["data"][0]["value"]).strip())
    if "key" in found:
        found["key"] = found["key"].replace(":", " ")
    metadata = document.get("file_metadata", {})
    for name, field in (("title", "title"), ("artist", "artist"), ("album", "release")):
        found[name] = str(metadata.get(field) or "").strip()
    return found


def _md5_objection(path: Path, md5: str | None) -> str | None:
    # Only the published mp3 has this checksum; a clip converted by the person has its own.
    if md5 is None or path.suffix.lower() != ".mp3":
        return None
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "md5").hexdigest()
    except OSError as error:
        return f"The file cannot be read ({reason_of(error)})."
    if found == md5:
        return None
    return (
        f"Its MD5 is {found}, the data set's is {md5}: another or a damaged file. Download it "
        "again, or delete its file in md5/ to use it all the same."
    )


def _entry(path: Path, annotation: Annotation) -> DatasetEntry:
    return DatasetEntry(
        path=path,
        title=annotation.title,
        artist=annotation.artist,
        album=annotation.album,
        genre=annotation.genre,
        key=annotation.key,
        md5=annotation.md5 if path.suffix.lower() == ".mp3" else None,
    )


def _track_id(path: Path) -> str:
    return path.stem.removesuffix(_MARK)
