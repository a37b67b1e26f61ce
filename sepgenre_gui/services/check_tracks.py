"""Check of the tracks' files: which are missing, changed or unreadable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState, Track
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool, in_order
from sepgenre_training.exchange.identification import CheckTask, Condition, check_file
from sepgenre_training.experiment.events import Event

STAGE = "check audio"

_STATES: Mapping[Condition, FileState] = MappingProxyType(
    {
        Condition.PRESENT: FileState.THERE,
        Condition.MISSING: FileState.MISSING,
        Condition.CHANGED: FileState.CHANGED,
        # As good as not there, and it is found again in the same way.
        Condition.UNREADABLE: FileState.MISSING,
    }
)


@attrs.frozen(kw_only=True)
class LostTrack:
    """A track whose file is not the one that was added, and why, as a sentence."""

    track: Track
    condition: Condition
    reason: str


def find_absent(project: Project) -> tuple[Track, ...]:
    """Return the tracks without a file at their path; quick, and blind to changed content."""
    return tuple(track for track in project.tracks.list() if not is_there(track.path))


def find_missing(
    project: Project, *, pool: WorkerPool, on_event: Callable[[Event], None]
) -> tuple[LostTrack, ...]:
    """Return the tracks whose file is missing, changed or unreadable, in the project's order.

    Every file is read whole and hashed, in the workers of `pool`. What is found stands with the
    tracks from then on, unless the project is open read-only.
    """
    tracks = project.tracks.list()
    tasks = [CheckTask(path=track.path, content_hash=track.content_hash) for track in tracks]
    lost: list[LostTrack] = []
    states: dict[int, FileState] = {}
    for done, outcome in enumerate(in_order(pool.run(check_file, tasks)), start=1):
        track = tracks[outcome.position]
        condition, reason = outcome.value or (Condition.UNREADABLE, str(outcome.error))
        if condition is not Condition.PRESENT:
            lost.append(LostTrack(track=track, condition=condition, reason=reason))
        states[track.id] = _STATES[condition]
        on_event(Progressed(stage=STAGE, done=done, total=len(tasks), item=track.title))
    news = {track.id: states[track.id] for track in tracks if track.file_state != states[track.id]}
    if news and not project.read_only:
        project.tracks.set_file_states(news)
    return tuple(lost)


def is_there(path: Path) -> bool:
    """Return whether there is something at `path`; not where it cannot be reached."""
    try:
        return path.exists()
    except OSError:
        return False
