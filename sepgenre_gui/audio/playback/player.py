"""The player: what the window calls. Calls return at once; a thread of its own does the work."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from sepgenre_gui.audio.playback.device.output import AudioOutput
from sepgenre_gui.audio.playback.engine import Engine
from sepgenre_gui.audio.playback.medium import FILES, Medium
from sepgenre_gui.audio.playback.passages.grains import Pointer
from sepgenre_gui.audio.playback.passages.plan import make_plan, make_region
from sepgenre_gui.audio.playback.source import PlaybackSource, Source
from sepgenre_gui.audio.playback.status import (
    Diagnostics,
    PlaybackProblem,
    PlaybackState,
    Status,
)

MIN_VOLUME_DB = -90.0
MAX_VOLUME_DB = 6.0

_CLOSING_S = 3.0
_AFTER_FAULT_S = 1.0
_FAULT = PlaybackProblem(
    message="Playback failed by a fault of the program; its log says more.",
    remedy="Save the log for a report, and start the program again.",
)
_log = logging.getLogger(__name__)

SourceT = TypeVar("SourceT", bound=Source)


def _ignore_change() -> None:
    return


class Transport(Generic[SourceT]):
    """Plays one source at a time on the chosen device.

    Positions are samples of the source. Calls come from one thread, the window's; they neither
    decode nor touch the device. What was asked for shows in `state` at once; where it turns out
    impossible, `state` changes again and `problem` says why.

    Parameters
    ----------
    output : AudioOutput
        The devices.
    on_change : callable
        Called after state, problem or the list of devices has changed, in whatever thread.
    medium : Medium
        What kind of source it plays.
    """

    def __init__(
        self,
        *,
        output: AudioOutput,
        on_change: Callable[[], None] = _ignore_change,
        medium: Medium = FILES,
    ) -> None:
        self._output = output
        self._source: SourceT | None = None
        self._volume_db = 0.0
        self._is_dragging = False
        self._pointer = Pointer(now=output.now)
        self._status = Status(on_change)
        self._orders: queue.SimpleQueue[tuple[Callable[[], None], int]] = queue.SimpleQueue()
        self._awake = threading.Event()
        self._is_closing = False
        self._engine = Engine(
            output,
            self._status,
            self._pointer,
            wake=self._awake.set,
            has_orders=lambda: not self._orders.empty(),
            medium=medium,
        )
        self._thread = threading.Thread(target=self._run, name="playback", daemon=True)
        self._thread.start()

    @property
    def state(self) -> PlaybackState:
        """What is being done, or was asked for last."""
        return self._status.state

    @property
    def problem(self) -> PlaybackProblem | None:
        """The trouble at hand; the same object until it is over or another one comes."""
        return self._status.problem

    @property
    def source(self) -> SourceT | None:
        """What is loaded."""
        return self._source

    @property
    def position(self) -> int:
        """The sample that is heard now (the device's latency is accounted for).

        After a seek the place heard before goes on until the new one is heard. Paused, it is
        where playing will go on; stopped, where playing began.
        """
        return self._engine.playhead.position

    @property
    def volume_db(self) -> float:
        """The volume; 0 dB leaves the samples as they are. It lasts for all that is played."""
        return self._volume_db

    @volume_db.setter
    def volume_db(self, volume_db: float) -> None:
        self._volume_db = min(max(volume_db, MIN_VOLUME_DB), MAX_VOLUME_DB)
        silent = self._volume_db <= MIN_VOLUME_DB
        self._engine.outlet.gain = 0.0 if silent else 10 ** (self._volume_db / 20)

    @property
    def diagnostics(self) -> Diagnostics:
        """Numbers for a diagnostics page, as of now."""
        outlet = self._engine.outlet
        stream = outlet.stream
        return Diagnostics(
            underruns=outlet.underruns,
            gaps=outlet.gaps,
            device=None if stream is None else stream.device.name,
            rate_hz=None if stream is None else stream.rate_hz,
            source_rate_hz=None if self._source is None else self._source.sample_rate_hz,
            latency_s=None if stream is None else stream.latency_s,
            ahead_s=self._engine.feed.ahead_s,
            block_frames=outlet.block_frames,
            longest_wait_s=outlet.longest_wait_s,
        )

    def load(self, source: SourceT | None) -> None:
        """Take `source` for what to play (None: nothing); what plays is stopped."""
        self._source = source
        self._is_dragging = False
        self._order(lambda: self._engine.load(source), PlaybackState.STOPPED)

    def play(
        self,
        start_sample: int,
        *,
        end_sample: int | None = None,
        loop: bool = False,
        pre_roll_s: float = 0.0,
    ) -> None:
        """Play from `start_sample`; without a loaded file, do nothing.

        Parameters
        ----------
        start_sample : int
            Where to begin; `stop` returns there.
        end_sample : int, optional
            Where to end; by default the file's end.
        loop : bool
            Whether to play from `start_sample` to `end_sample` again and again.
        pre_roll_s : float
            How much is heard before `start_sample`, once.
        """
        source = self._source
        if source is None:
            return
        plan = make_plan(source, start_sample, end=end_sample, loop=loop, pre_roll_s=pre_roll_s)
        home = source.clamp(start_sample)
        self._is_dragging = False
        self._order(lambda: self._engine.play(plan, home), PlaybackState.PLAYING, tries=True)

    def pause(self) -> None:
        """Fade out and keep the place."""
        if self.state is PlaybackState.PLAYING:
            self._order(self._engine.pause, PlaybackState.PAUSED)

    def resume(self) -> None:
        """Go on where it was paused, or where the device went away."""
        if self.state in (PlaybackState.PAUSED, PlaybackState.UNAVAILABLE):
            self._order(self._engine.resume, PlaybackState.PLAYING, tries=True)

    def stop(self) -> None:
        """Fade out; the playhead returns to where playing began."""
        self._is_dragging = False
        self._order(self._engine.stop, PlaybackState.STOPPED)

    def seek(self, sample: int) -> None:
        """Go on from `sample`; paused or stopped, move the playhead there."""
        self._order(lambda: self._engine.seek(sample), None)

    def set_loop_region(self, start_sample: int, end_sample: int) -> None:
        """Move the loop that plays or is paused; what plays goes on where it lies within."""
        if self._source is not None:
            loop = make_region(self._source, start_sample, end_sample)
            self._order(lambda: self._engine.set_loop_region(loop), None)

    def scrub(self, sample: int) -> None:
        """Let `sample` be heard; call it at each movement of the pointer."""
        source = self._source
        if source is None:
            return
        self._pointer.move(source.clamp(sample), afresh=not self._is_dragging)
        if not self._is_dragging:
            self._is_dragging = True
            self._order(self._engine.scrub, PlaybackState.SCRUBBING)

    def end_scrub(self) -> None:
        """Go on with what was done before the scrubbing, at the place reached."""
        if self._is_dragging:
            self._is_dragging = False
            self._order(self._engine.end_scrub, None)

    def refresh_devices(self) -> None:
        """Have the devices looked for, unless one is playing; `on_change` tells of the result."""
        self._order(self._engine.rescan, None)

    def close(self) -> None:
        """Fall silent, release device and file, end the thread; within seconds in any case."""
        self._is_closing = True
        self._awake.set()
        self._thread.join(_CLOSING_S)

    def _order(
        self, order: Callable[[], None], state: PlaybackState | None, *, tries: bool = False
    ) -> None:
        # Without a device only an attempt to play changes what is shown.
        if self.state is PlaybackState.UNAVAILABLE and not tries:
            state = None
        self._orders.put((order, self._status.intend(state)))
        self._awake.set()

    def _run(self) -> None:
        wait_s: float | None = None
        while not self._is_closing:
            self._awake.wait(wait_s)
            self._awake.clear()
            try:
                wait_s = self._work()
            except Exception:  # noqa: BLE001 - see below
                # A fault of the program must not leave a window that shows playing in silence.
                _log.exception("playback failed")
                self._status.tell(_FAULT)
                wait_s = _AFTER_FAULT_S
        self._engine.close()

    def _work(self) -> float | None:
        while not self._orders.empty():
            order, serial = self._orders.get_nowait()
            self._engine.carry_out(order, serial)
        return self._engine.step()


class Player(Transport[PlaybackSource]):
    """Plays one file at a time; see `Transport`."""
