"""Segments as JAMS: one JSON file for each track, checked against the schema of the format.

The library `jams` loads scipy and pandas, so this runs in worker processes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sepgenre_training import __version__
from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.errors import DatasetError
from sepgenre_training.exchange.annotation import (
    WITHOUT_A_GENRE,
    AnnotatedTrack,
    LineProblem,
    SegmentFile,
    SegmentLine,
)

NAMESPACE = "tag_open"
"""Any text as a tag of a span of time; read is ``segment_open`` too."""

_NAMESPACES = (NAMESPACE, "segment_open")
_SANDBOX = ("sample_rate_hz", "origins")


def format_jams(track: AnnotatedTrack) -> str:
    """Return the segments of `track` as JAMS: one annotation, an observation for each segment.

    Times are written with all digits of a float64, so that they give back the sample. Path and
    content hash stand in the file's identifiers, the origins in the annotation's sandbox.

    Raises
    ------
    jams.SchemaError
        Where the result is no valid JAMS; no track gives one.
    """
    import jams

    file = jams.JAMS()
    file.file_metadata.title = track.title
    file.file_metadata.artist = track.artist or ""
    file.file_metadata.duration = track.duration_s
    file.file_metadata.identifiers.update(file=str(track.path), content_hash=track.content_hash)
    annotation = jams.Annotation(namespace=NAMESPACE, time=0.0, duration=track.duration_s)
    annotation.annotation_metadata.annotation_tools = f"SepGenre {__version__}"
    for segment in track.segments:
        annotation.append(
            time=track.start_s(segment),
            duration=segment.n_samples / track.sample_rate_hz,
            value=segment.genre or WITHOUT_A_GENRE,
        )
    annotation.sandbox.update(
        sample_rate_hz=track.sample_rate_hz,
        origins={str(segment.start_sample): segment.origin for segment in track.segments},
    )
    file.annotations.append(annotation)
    file.validate(strict=True)
    return json.dumps(file.__json__, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def read_jams(path: Path) -> SegmentFile:
    """Read the observations of the namespaces ``tag_open`` and ``segment_open``.

    Raises
    ------
    DatasetError
        Where it cannot be read, or is no valid JAMS.
    """
    file = _load(path)
    lines: list[SegmentLine] = []
    problems: list[LineProblem] = []
    named = _text(file.file_metadata.identifiers, "file")
    content_hash = _text(file.file_metadata.identifiers, "content_hash")
    for number, (observation, origin) in enumerate(_observations(file), start=1):
        start_s, length_s = float(observation.time), float(observation.duration)
        # JSON has no NaN, but Python's reader takes it, and the schema lets it pass.
        if not math.isfinite(start_s + length_s):
            reason = f"the time is {start_s} with a duration of {length_s}"
            problems.append(LineProblem(line=number, reason=reason))
            continue
        line = SegmentLine(
            line=number,
            start_s=start_s,
            length_s=length_s,
            file=named,
            content_hash=content_hash and content_hash.lower(),
            genre=observation.value.strip(),
            origin=origin,
        )
        lines.append(line)
    return SegmentFile(lines=tuple(lines), problems=tuple(problems))


def _load(path: Path) -> Any:
    import jams

    name = printable(path)
    try:
        # Opened here, because the library opens with the encoding of the machine.
        with path.open(encoding="utf-8-sig") as stream:
            return jams.load(stream, fmt="jams")
    except OSError as error:
        raise DatasetError(
            f"{name}: cannot be read ({reason_of(error)}).",
            remedy="Check the path and the file's permissions.",
        ) from error
    except (ValueError, TypeError, AttributeError, jams.JamsError) as error:
        # Of what is JSON but no JAMS, the library raises whatever its constructors raise.
        raise DatasetError(
            f"{name}: is no valid JAMS file ({_first_line(error)}).",
            remedy="Save it with the library jams, which checks what it writes.",
        ) from error


def _observations(file: Any) -> Iterator[tuple[Any, str | None]]:
    """Yield the observations that can be segments, each with its origin where it is known."""
    for annotation in file.annotations:
        if annotation.namespace not in _NAMESPACES:
            continue
        rate_hz, origins = (vars(annotation.sandbox).get(key) for key in _SANDBOX)
        known = isinstance(rate_hz, int) and isinstance(origins, dict)
        for observation in annotation.data:
            is_known = known and math.isfinite(observation.time)
            start_sample = round(observation.time * rate_hz) if is_known else None
            origin = origins.get(str(start_sample)) if is_known else None
            yield observation, origin if isinstance(origin, str) else None


def _text(values: Any, key: str) -> str | None:
    # Objects of the library hold what a file says as attributes, of any type.
    value = vars(values).get(key)
    return value if isinstance(value, str) and value else None


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__
