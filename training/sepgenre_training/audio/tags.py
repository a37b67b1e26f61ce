"""Title, artist and album from a file's tags, whatever container they come in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
import mutagen

# ID3 frames in WAV and AIFF come without mutagen's common names.
_ID3_FRAMES = {"title": "TIT2", "artist": "TPE1", "album": "TALB"}


@attrs.frozen(kw_only=True)
class Tags:
    """What the tags say; None where absent or blank."""

    title: str | None = None
    artist: str | None = None
    album: str | None = None


def read_tags(path: Path, fallback: Mapping[str, str]) -> Tags:
    """Return the tags of `path`.

    Parameters
    ----------
    path : Path
        An audio file. Damaged tags count as absent: they are no reason to refuse the audio.
    fallback : Mapping[str, str]
        What the decoder found under ``title``, ``artist``, ``album``; used where mutagen, which
        knows no INFO chunk of WAV, finds nothing.
    """
    try:
        found = mutagen.File(path, easy=True)
    except (mutagen.MutagenError, ValueError):
        found = None
    stored = found.tags if found is not None and found.tags is not None else {}
    values = {}
    for name, frame in _ID3_FRAMES.items():
        values[name] = _text(stored.get(name)) or _text(stored.get(frame))
        values[name] = values[name] or _text(fallback.get(name))
    return Tags(**values)


def _text(value: object) -> str | None:
    """Return a tag's values, joined where there are several, or None where all are blank."""
    if value is None:
        return None
    parts = [value] if isinstance(value, str) else getattr(value, "text", value)
    if not isinstance(parts, list):
        return None
    words = [str(part).replace("\0", "; ").strip() for part in parts]
    return "; ".join(word for word in words if word) or None
