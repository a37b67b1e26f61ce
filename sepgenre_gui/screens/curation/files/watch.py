"""Whether the tracks' files are still what was added: looked at in a worker, kept in the project.

All files are looked for once, when the project is opened. The content of the track at hand is
compared with its hash each time a person comes to it, for nothing less shows that it is the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.audio.presence import find_present
from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState, Track
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_training.exchange.identification import CheckTask, Condition, check_file

STATES: Mapping[Condition, FileState] = MappingProxyType(
    {
        Condition.PRESENT: FileState.THERE,
        Condition.MISSING: FileState.MISSING,
        Condition.CHANGED: FileState.CHANGED,
        # As good as not there, and found again in the same way.
        Condition.UNREADABLE: FileState.MISSING,
    }
)
# Who steps through the table does not want every file on the way to be read.
_REST_MS = 300
_AT_ONCE = 250
"""So many tracks are stored and shown in hundredths of a second; the window goes on between."""


class FileWatch(QObject):
    """Finds out which files are gone or changed.

    Signals
    -------
    states_changed : dict of int to FileState
        These tracks' files are in other states than the project said; it says so now.
    lost(track_id, reason)
        The file that was looked at is not the one that was added; `reason` is a sentence.
    """

    states_changed = Signal(object)
    lost = Signal(int, str)

    def __init__(self, project: Project, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._lane = Lane("files", deliver=bridge.deliver)
        self._ticket: Ticket[Any] | None = None
        self._next: Track | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._check_next)
        self._waiting: dict[int, FileState] = {}
        self._storing = QTimer(self)
        self._storing.setSingleShot(True)
        self._storing.setInterval(0)
        self._storing.timeout.connect(self._store_some)

    def look_for_all(self) -> None:
        """Find the tracks whose files are gone; those that are back are read and compared."""
        tracks = self._project.tracks.list()
        if tracks:
            paths = tuple(track.path for track in tracks)
            self._lane.submit(find_present, paths, on_value=partial(self._take_present, tracks))

    def check(self, track: Track | None) -> None:
        """Compare the file of `track` with what was added; forget the one asked about before."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
        self._next = track
        if track is None:
            self._rest.stop()
        else:
            self._rest.start()

    def close(self) -> None:
        """End the worker."""
        self._rest.stop()
        self._storing.stop()
        self._lane.close()

    def _check_next(self) -> None:
        if self._next is not None:
            self._ticket = self._submit(self._next, first=True)

    def _submit(self, track: Track, *, first: bool = False) -> Ticket[Any]:
        task = CheckTask(path=track.path, content_hash=track.content_hash)
        return self._lane.submit(
            check_file, task, on_value=partial(self._take_condition, track), first=first
        )

    def _take_present(self, tracks: tuple[Track, ...], found: tuple[bool, ...]) -> None:
        gone = {}
        for track, is_there in zip(tracks, found, strict=True):
            if not is_there:
                gone[track.id] = FileState.MISSING
            elif track.file_state is FileState.MISSING:
                self._submit(track)
        self._keep(gone)

    def _take_condition(self, track: Track, found: tuple[Condition, str]) -> None:
        condition, reason = found
        self._keep({track.id: STATES[condition]})
        if condition is not Condition.PRESENT:
            self.lost.emit(track.id, reason)

    def _keep(self, states: Mapping[int, FileState]) -> None:
        """Store what is news; where a whole drive is gone, some at a time."""
        if self._project.read_only:
            return
        known = self._project.tracks.file_states()
        news = {
            track_id: state
            for track_id, state in states.items()
            if track_id in known and known[track_id] is not state
        }
        # What is known by now of these tracks is newer than what waits.
        for track_id in states:
            self._waiting.pop(track_id, None)
        self._waiting.update(news)
        if len(self._waiting) > _AT_ONCE:
            self._storing.start()
        else:
            self._store_some()

    def _store_some(self) -> None:
        some = dict(itertools.islice(self._waiting.items(), _AT_ONCE))
        if not some:
            return
        for track_id in some:
            del self._waiting[track_id]
        self._project.tracks.set_file_states(some)
        self.states_changed.emit(some)
        if self._waiting:
            self._storing.start()
