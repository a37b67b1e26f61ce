"""The places suggested for tracks: computed before a person asks, for this track and the next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.services.suggest_segments import suggestion_task
from sepgenre_training.segmentation.task import SuggestedSegment, suggest_for_track

_Key = tuple[str, float]
_Starts = tuple[int, ...]

_KEPT = 256
# Who goes on at once has not looked at the track, and needs its waveform first.
_PREPARE_AFTER_MS = 1_000
_LOOKING = "Looking for the best place"


class Suggesting(QObject):
    """Looks for the best places of tracks in a worker of its own, one track after another.

    Signals
    -------
    suggested : tuple of int
        Starts of the places in the track at hand, the best first; told once for each `ask`.
    failed : BaseException
        The track at hand, for which somebody asked, cannot be read, or the worker died.
    progressed(what, done, total)
        Somebody waits, as a text; an empty one where that has ended.
    """

    suggested = Signal(object)
    failed = Signal(object)
    progressed = Signal(str, int, int)

    def __init__(self, project: Project, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project, self._bridge = project, bridge
        self._lane: Lane | None = None
        self._known: OrderedDict[_Key, _Starts] = OrderedDict()
        self._unreadable: set[_Key] = set()
        self._track: Track | None = None
        self._to_prepare: tuple[Track, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PREPARE_AFTER_MS)
        self._timer.timeout.connect(self._go_on)
        self._running: tuple[_Key, Ticket[tuple[SuggestedSegment, ...]]] | None = None
        self._is_awaited = False

    @property
    def n_known(self) -> int:
        """Of how many tracks the places are known."""
        return len(self._known)

    def set_track(self, track: Track | None, to_prepare: Sequence[Track] = ()) -> None:
        """Take another track in hand.

        Parameters
        ----------
        to_prepare : sequence of Track
            Whose places are looked for unasked, once the person has stayed for a second: those
            for which they will likely be wanted soon, in this order.
        """
        self._track, self._to_prepare = track, tuple(to_prepare)
        self._set_awaited(awaited=False)
        wanted = {self._key(each) for each in self._wanted()}
        if self._running is not None and self._running[0] not in wanted:
            self._stop()
        self._timer.start()

    def ask(self) -> None:
        """Have the places of the track at hand told, as soon as they are found."""
        track = self._track
        if track is None:
            return
        key = self._key(track)
        known = self._known.get(key)
        if known is not None:
            self.suggested.emit(known)
            return
        self._unreadable.discard(key)
        self._set_awaited(awaited=True)
        if self._running is not None and self._running[0] != key:
            self._stop()
        self._go_on()

    def close(self) -> None:
        """End the worker."""
        self._track, self._to_prepare = None, ()
        self._timer.stop()
        if self._lane is not None:
            self._lane.close()

    def _wanted(self) -> list[Track]:
        if self._is_awaited and self._track is not None:
            return [self._track, *self._to_prepare]
        return [*self._to_prepare]

    def _key(self, track: Track) -> _Key:
        return track.content_hash, self._project.segments.length_s

    def _go_on(self) -> None:
        if self._running is not None:
            return
        for track in self._wanted():
            key = self._key(track)
            if key not in self._known and key not in self._unreadable:
                self._begin(track, key)
                return

    def _begin(self, track: Track, key: _Key) -> None:
        if self._lane is None:
            self._lane = Lane("suggestions", deliver=self._bridge.deliver)
        ticket = self._lane.submit(
            suggest_for_track,
            suggestion_task(track, key[1]),
            on_value=partial(self._take, key),
            on_error=partial(self._fail, key),
        )
        self._running = (key, ticket)

    def _stop(self) -> None:
        if self._running is not None:
            self._running[1].cancel()
            self._running = None

    def _take(self, key: _Key, found: tuple[SuggestedSegment, ...]) -> None:
        self._running = None
        self._known[key] = tuple(each.start_sample for each in found)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        if self._is_awaited and self._track is not None and key == self._key(self._track):
            self._set_awaited(awaited=False)
            self.suggested.emit(self._known[key])
        self._go_on()

    def _fail(self, key: _Key, error: BaseException) -> None:
        self._running = None
        # Not looked for again until somebody asks: it would fail again and again.
        self._unreadable.add(key)
        if self._is_awaited and self._track is not None and key == self._key(self._track):
            self._set_awaited(awaited=False)
            self.failed.emit(error)
        self._go_on()

    def _set_awaited(self, *, awaited: bool) -> None:
        if awaited != self._is_awaited:
            self._is_awaited = awaited
            self.progressed.emit(_LOOKING if awaited else "", 0, 0)
