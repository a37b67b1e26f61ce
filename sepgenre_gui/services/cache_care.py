"""Care of a project's cache: what it takes, clearing it, and keeping it within a limit."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_training.audio.files import printable
from sepgenre_training.cache_room import FOREIGN, Freed, clear, measure, shrink
from sepgenre_training.errors import ConfigurationError, ProjectError

DEFAULT_LIMIT_GB = 20.0
"""The limit of the cache until the person chooses another; 0 is none."""

BYTES_PER_GB = 1_000_000_000

# Clocks of file systems run behind by some milliseconds, and FAT counts in twos of seconds.
_CLOCK_SLACK_S = 2.0


@attrs.frozen(kw_only=True)
class KindDescription:
    """What a kind of cached files is.

    Attributes
    ----------
    kind : str
        Its folder.
    name : str
        For people.
    what : str
        A sentence that says what it is.
    regain : str
        A sentence that says what getting it back costs.
    is_removable : bool
        False of what SepGenre did not make.
    """

    kind: str
    name: str
    what: str
    regain: str
    is_removable: bool = True


@attrs.frozen(kw_only=True)
class CacheShare:
    """What one kind takes of the cache."""

    description: KindDescription
    n_files: int
    n_bytes: int


@attrs.frozen(kw_only=True)
class ClearTask:
    """The kinds to clear in the cache at `root`; for a worker, as `clear_kinds` takes it."""

    root: Path
    kinds: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ShrinkTask:
    """The cache at `root` and the limit to keep it within; for a worker, as `shrink_to` takes it.

    `since` in s since the epoch: what was used then or later stays.
    """

    root: Path
    limit_gb: float = attrs.field(default=DEFAULT_LIMIT_GB, validator=attrs.validators.ge(0.0))
    since: float


_DESCRIPTIONS = (
    KindDescription(
        kind="stems",
        name="Stems",
        what="Bass, drums, other and vocals of each segment.",
        regain="Separated anew when next needed: seconds to a minute for each segment.",
    ),
    KindDescription(
        kind="features",
        name="Features",
        what="Mel spectrograms of each segment and its stems.",
        regain="Computed anew from the stems: about a second for each segment.",
    ),
    KindDescription(
        kind="tensors",
        name="Tensors",
        what="The features of all labelled segments, as the networks read them.",
        regain="Put together anew from the features: seconds.",
    ),
    KindDescription(
        kind="peaks",
        name="Waveforms",
        what="The peaks of each track, from which its waveform is drawn.",
        regain="Read anew when a track is opened: a second or two for each.",
    ),
    KindDescription(
        kind="previews",
        name="Previews",
        what="Spectrograms of the stems, for the screen that shows and plays them.",
        regain="Computed anew when the screen shows them: about a second for each segment.",
    ),
)
_OTHER = KindDescription(
    kind=FOREIGN,
    name="Other files",
    what="Files in the cache folder that SepGenre did not make.",
    regain="SepGenre leaves them alone.",
    is_removable=False,
)


def describe_kind(kind: str) -> KindDescription:
    """Return what the cached files of `kind` are; kinds that are not known can be removed too."""
    for description in (*_DESCRIPTIONS, _OTHER):
        if description.kind == kind:
            return description
    return KindDescription(
        kind=kind,
        name=printable(kind).capitalize(),
        what="Files that SepGenre computed.",
        regain="Computed anew when next needed.",
    )


def measure_cache(root: Path) -> tuple[CacheShare, ...]:
    """Return what the cache at `root` takes: the usual kinds first, then others that are there.

    Reads every folder of the cache, which takes a while where it is large.
    """
    uses = {use.kind: use for use in measure(root)}
    usual = tuple(description.kind for description in _DESCRIPTIONS)
    others = sorted(uses.keys() - {*usual}, key=lambda kind: (kind == FOREIGN, kind))
    return tuple(
        CacheShare(
            description=describe_kind(kind),
            n_files=uses[kind].n_files if kind in uses else 0,
            n_bytes=uses[kind].n_bytes if kind in uses else 0,
        )
        for kind in (*usual, *others)
    )


def clear_kinds(task: ClearTask) -> Freed:
    """Remove all cached files of some kinds; see `clear_cache`, which asks the project first."""
    return clear(task.root, task.kinds)


def shrink_to(task: ShrinkTask) -> Freed:
    """Remove what was used longest ago until the cache is within its limit; 0 is none.

    What was used since, and what running work has not finished, stays.
    """
    limit_bytes = round(task.limit_gb * BYTES_PER_GB)
    if not limit_bytes:
        return Freed(n_entries=0, n_bytes=0, n_bytes_left=_n_bytes(task.root))
    return shrink(task.root, limit_bytes, task.since - _CLOCK_SLACK_S)


def clear_cache(project: Project, kinds: Collection[str] | None = None) -> Freed:
    """Remove what the cache holds of `kinds`, by default of all; nothing works with it meanwhile.

    Only what can be computed again goes: never an edit, a label, a run, or a file of the person's.

    Raises
    ------
    ConfigurationError
        Where there is no such kind.
    ProjectError
        Where the project is open read-only: whoever has it open may be using the files.
    """
    require_clearable(project)
    known = [
        share.description.kind
        for share in measure_cache(project.cache.root)
        if share.description.is_removable
    ]
    for kind in kinds or ():
        if kind not in known:
            raise ConfigurationError(
                f"{project.folder}: the cache has no kind of files called {kind!r}.",
                remedy=f"Choose of these: {', '.join(known)}.",
            )
    chosen = tuple(known if kinds is None else kinds)
    return clear_kinds(ClearTask(root=project.cache.root, kinds=chosen))


def keep_within_limit(
    project: Project, since: float, *, limit_gb: float = DEFAULT_LIMIT_GB
) -> Freed:
    """Remove what was used longest ago until the cache is within its limit.

    To be called after a job, in the job's thread: a large cache takes a while to measure.

    Parameters
    ----------
    since : float
        When the job began, in s since the epoch: what it used or made stays, even over the limit.
    limit_gb : float
        The limit, such as `Preferences.cache_limit_gb`; 0 is none.

    Returns
    -------
    Freed
        Of a project that is open read-only, nothing is removed.
    """
    if project.read_only:
        limit_gb = 0.0
    return shrink_to(ShrinkTask(root=project.cache.root, limit_gb=limit_gb, since=since))


def require_clearable(project: Project) -> None:
    """Raise where the cache is not this process's to clear.

    Raises
    ------
    ProjectError
        Where the project is open read-only.
    """
    if project.read_only:
        raise ProjectError(
            f"{project.folder}: is open read-only, and whoever has it open may use its cache.",
            remedy="Close it there, open it for writing, then clear the cache.",
        )


def _n_bytes(root: Path) -> int:
    return sum(use.n_bytes for use in measure(root) if use.kind != FOREIGN)


def format_bytes(n_bytes: int) -> str:
    """Return a size in words, in powers of 1000, as disks are sold."""
    size, unit = float(n_bytes), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 999.5:
            break
        size, unit = size / 1000.0, larger
    digits = 0 if unit == "bytes" or size >= 99.95 else 1
    return f"{size:.{digits}f} {unit}"
