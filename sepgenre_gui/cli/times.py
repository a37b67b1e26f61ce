"""Times as people write them: seconds, or mm:ss.mmm."""

from __future__ import annotations

import re

from sepgenre_training.errors import ConfigurationError

_CLOCK = re.compile(r"(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:\.\d{0,9})?)")


def parse_time(text: str) -> float:
    """Return the seconds that `text` says: ``83.5``, ``1:23.5`` or ``1:02:03``.

    Raises
    ------
    ConfigurationError
        Where it is none of these.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ConfigurationError(
            f"{text!r} is no time.", remedy="Write seconds (83.5) or minutes (1:23.5)."
        )
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)


def format_time(seconds: float) -> str:
    """Return `seconds` as mm:ss.mmm, with hours where there are any."""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    clock = f"{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
    return f"{hours}:{clock}" if hours else clock
