"""Whether installed weights are the published ones: hashed once, then known by size and time."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import attrs

from sepgenre_training.cache import replacing
from sepgenre_training.separation.weights.manifest import WeightsFile, WeightsManifest
from sepgenre_training.separation.weights.reading import Watch, sha256_of

STAMP_NAME = "verified.json"


class WeightsState(enum.Enum):
    """How a set of weights stands."""

    READY = "ready"
    """All files are there, and are the published ones."""

    MISSING = "missing"
    """None of the files is there."""

    PARTIAL = "partial"
    """Some of the files are there, or a part of the download."""

    CORRUPT = "corrupt"
    """All files are there, and at least one is not the published one or cannot be read."""


@attrs.frozen(kw_only=True)
class WeightsStatus:
    """How a set of weights stands, and why.

    Attributes
    ----------
    name : str
        The separator that needs it.
    state : WeightsState
        How it stands.
    folder : Path
        Where its files are, or would be.
    reasons : tuple of str
        What is wrong, one sentence for each file; empty where it is ready.
    remark : str
        What is worth telling beside the state: a place that cannot be used, or a download that
        stopped; empty otherwise.
    """

    name: str
    state: WeightsState
    folder: Path
    reasons: tuple[str, ...] = ()
    remark: str = ""


def inspect_folder(
    manifest: WeightsManifest, folder: Path, *, full: bool, watch: Watch
) -> WeightsStatus:
    """Return how the files of `manifest` in `folder` stand.

    Files that were hashed before and have the size and time they had then are not read again,
    unless `full`. What was found is noted in the folder where that can be written.
    """

    def status(state: WeightsState, *reasons: str) -> WeightsStatus:
        return WeightsStatus(name=manifest.name, state=state, folder=folder, reasons=reasons)

    missing = [file.name for file in manifest.files if not (folder / file.name).is_file()]
    if len(missing) == len(manifest.files):
        return status(WeightsState.MISSING, f"{folder}: holds none of the files.")
    if missing:
        return status(WeightsState.PARTIAL, *(f"{folder / name}: is missing." for name in missing))
    before = _measure(manifest, folder)
    if not full and _read_stamp(folder) == before:
        return status(WeightsState.READY)
    reasons = [_fault(file, folder / file.name, watch) for file in manifest.files]
    faults = tuple(reason for reason in reasons if reason)
    # A stamp that cannot be written costs a second of hashing each time, and nothing else.
    with suppress(OSError):
        if faults or _measure(manifest, folder) != before:
            (folder / STAMP_NAME).unlink(missing_ok=True)
        else:
            _write_stamp(folder, before)
    return status(WeightsState.CORRUPT if faults else WeightsState.READY, *faults)


def _fault(file: WeightsFile, path: Path, watch: Watch) -> str:
    """Return what is wrong with the file at `path`, or an empty string."""
    try:
        size = path.stat().st_size
        if size == 0:
            return f"{path}: is empty."
        if file.size_bytes is not None and size != file.size_bytes:
            return f"{path}: has {size:,} bytes instead of {file.size_bytes:,}."
        if file.sha256 is None:
            return ""
        found = sha256_of(path, watch)
    except OSError as error:
        return f"{path}: cannot be read ({error.strerror})."
    if found != file.sha256:
        return f"{path}: is not the published file (SHA-256 {found} instead of {file.sha256})."
    return ""


Measures = Mapping[str, Mapping[str, object]]


def _measure(manifest: WeightsManifest, folder: Path) -> Measures:
    # With the hashes: what another version of the manifest was content with counts for nothing.
    measures = {}
    for file in manifest.files:
        found = (folder / file.name).stat()
        measures[file.name] = {
            "size": found.st_size,
            "mtime_ns": found.st_mtime_ns,
            "sha256": file.sha256,
        }
    return measures


def _read_stamp(folder: Path) -> Measures | None:
    try:
        stamp = json.loads((folder / STAMP_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    files = stamp.get("files") if isinstance(stamp, dict) else None
    return files if isinstance(files, dict) else None


def _write_stamp(folder: Path, measures: Measures) -> None:
    with replacing(folder / STAMP_NAME) as temporary:
        temporary.write_text(json.dumps({"files": measures}, indent=2) + "\n", encoding="utf-8")
