"""The clock of playback: a place in a track, as it is read."""

from __future__ import annotations


def format_time(seconds: float) -> str:
    """Return a place in a track as ``mm:ss.mmm``."""
    milliseconds = round(seconds * 1000)
    return f"{milliseconds // 60_000:02d}:{milliseconds // 1000 % 60:02d}.{milliseconds % 1000:03d}"
