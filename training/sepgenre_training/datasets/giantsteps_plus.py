"""The layout of the GiantSteps+ EDM key data set: ``audio/``, ``keys_gs+/`` and ``meta/``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import attrs

from sepgenre_training.audio.files import reason_of
from sepgenre_training.datasets.entry import DatasetEntry, Listing, Problem
from sepgenre_training.datasets.walking import absolute, walk_audio

_KEYS = "keys_gs+"
# `<Beatport id> <Artist - Title (Mix)>`
_NAME = re.compile(r"(?P<id>\d+)\s+(?P<artist>.+?)\s+-\s+(?P<title>.+)")


@attrs.frozen(kw_only=True)
class _Meta:
    title: str | None = None
    artist: str | None = None
    genre: str | None = None


def is_giantsteps_plus(folder: Path) -> bool:
    """Return whether `folder` holds ``keys_gs+/``."""
    return (folder / _KEYS).is_dir()


def read_giantsteps_plus(root: Path) -> Listing:
    """List the tracks in ``audio/``.

    Parameters
    ----------
    root : Path
        The folder that holds ``audio/``, ``keys_gs+/`` and ``meta/``, whose files share names.

    Returns
    -------
    Listing
        The genre is the first of ``genres``; title and artist come from the file's name where
        ``meta/`` lacks them. A key or metadata without audio is a problem.
    """
    root = absolute(root)
    walk = walk_audio(root / "audio") if (root / "audio").is_dir() else None
    problems = list(walk.problems if walk else ())
    entries: list[DatasetEntry] = []
    n_without_genre = 0
    for path in walk.files if walk else ():
        meta = _read_meta(root / "meta" / f"{path.stem}.json", problems)
        key = _read_key(root / _KEYS / f"{path.stem}.txt", problems)
        named = _NAME.fullmatch(path.stem)
        n_without_genre += meta.genre is None
        entries.append(
            DatasetEntry(
                path=path,
                title=meta.title or (named["title"] if named else None),
                artist=meta.artist or (named["artist"] if named else None),
                genre=meta.genre,
                key=key,
            )
        )
    problems.extend(_without_audio(root, {entry.path.stem for entry in entries}))
    notes = (f"{n_without_genre} tracks have no genre in meta/.",) if n_without_genre else ()
    return Listing(
        layout="giantsteps", entries=tuple(entries), problems=tuple(problems), notes=notes
    )


def _without_audio(root: Path, names: set[str]) -> list[Problem]:
    annotated = {path.stem for path in (root / _KEYS).glob("*.txt")}
    annotated |= {path.stem for path in (root / "meta").glob("*.json")}
    return [
        Problem(path=root / "audio" / f"{name}.mp3", reason="Annotated, but the audio is missing.")
        for name in sorted(annotated - names)
        if not name.startswith(".")
    ]


def _read_key(path: Path, problems: list[Problem]) -> str | None:
    try:
        words = path.read_text(encoding="utf-8-sig").split()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path=path, reason=f"Not readable ({reason_of(error)})."))
        return None
    return " ".join(words) or None


def _read_meta(path: Path, problems: list[Problem]) -> _Meta:
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
        artists = [artist for artist in document.get("artists") or [] if artist.get("name")]
        # Remixers share the list; a cover of one artist's song is that artist's.
        mains = [one for one in artists if str(one.get("type", "artist")).lower() == "artist"]
        genres = [str(one["name"]).strip() for one in document.get("genres") or []]
        return _Meta(
            title=str(document.get("title") or document.get("name") or "").strip() or None,
            artist=", ".join(str(one["name"]).strip() for one in mains or artists) or None,
            genre=next((genre for genre in genres if genre), None),
        )
    except FileNotFoundError:
        return _Meta()
    except OSError as error:
        problems.append(Problem(path=path, reason=f"Not readable ({reason_of(error)})."))
    except (ValueError, KeyError, TypeError, AttributeError):
        problems.append(Problem(path=path, reason="Not the metadata of a track; passed over."))
    return _Meta()
