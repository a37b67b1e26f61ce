"""The feeding thread's work: carries out orders, feeds the stream, watches the device."""

from __future__ import annotations

from collections.abc import Callable

from sepgenre_gui.audio.playback.device.outlet import Outlet
from sepgenre_gui.audio.playback.device.output import AudioOutput
from sepgenre_gui.audio.playback.feed import Feed
from sepgenre_gui.audio.playback.medium import FILES, Medium
from sepgenre_gui.audio.playback.passages.blocks import Blocks, Interrupted
from sepgenre_gui.audio.playback.passages.grains import Pointer, ScrubPassage
from sepgenre_gui.audio.playback.passages.plan import Plan, Region
from sepgenre_gui.audio.playback.patience import Patience
from sepgenre_gui.audio.playback.playhead import Playhead
from sepgenre_gui.audio.playback.source import Source
from sepgenre_gui.audio.playback.status import PlaybackError, PlaybackProblem, PlaybackState, Status
from sepgenre_gui.audio.playback.watch import DeviceWatch
from sepgenre_training.errors import AudioError

_IDLE_LOOK_S = 0.5


class Engine:
    """Carries out orders; every method is the feeding thread's alone.

    Parameters
    ----------
    output : AudioOutput
        Opens the streams.
    status : Status
        Where state and problem are told.
    pointer : Pointer
        Where the person scrubs.
    wake : callable
        Makes the feeding thread call `step` soon.
    has_orders : callable
        Whether newer orders wait; a long decode is interrupted then.
    medium : Medium
        How what is loaded is read and mixed.
    """

    def __init__(
        self,
        output: AudioOutput,
        status: Status,
        pointer: Pointer,
        *,
        wake: Callable[[], None],
        has_orders: Callable[[], bool],
        medium: Medium = FILES,
    ) -> None:
        self._serial = 0
        self.outlet = Outlet(output, wake)
        self.feed = Feed(self.outlet, output.now, medium.make_mixing)
        self.playhead = Playhead(self.outlet, self.feed)
        self._output = output
        self._watch = DeviceWatch(output)
        self._status = status
        self._pointer = pointer
        self._patience = Patience(output.now, has_orders)
        self._medium = medium
        self._mode = PlaybackState.STOPPED
        self._mode_later = PlaybackState.STOPPED
        self._source: Source | None = None
        self._blocks: Blocks | None = None
        self._plan: Plan | None = None
        self._loop_wanted: Region | None = None

    def load(self, source: Source | None) -> None:
        """Go over to another source; what plays is stopped."""
        self.feed.drop()
        if self._blocks is not None:
            self._blocks.close()
        self._source = self.playhead.source = source
        self._blocks = None
        if source is not None:
            self._blocks = self._medium.open_blocks(source, interrupted=self._patience.is_over)
        self._plan = None
        self.playhead.home = self.playhead.rest = 0
        if self._mode is not PlaybackState.UNAVAILABLE:
            self._status.tell(None)
        self._enter_idle(PlaybackState.STOPPED)

    def play(self, plan: Plan, home: int) -> None:
        """Play `plan`; stopping returns to `home`."""
        if self._blocks is None or plan.source is not self._source:
            return
        self._plan = plan
        self.playhead.home = home
        self.playhead.rest = plan.begin
        self._loop_wanted = None
        self.feed.ask(plan.source, plan.passage(self._blocks))
        self._enter(PlaybackState.PLAYING)

    def pause(self) -> None:
        """Fade out and keep the place."""
        if self._mode is not PlaybackState.PLAYING:
            return
        voice = self.feed.voice
        if voice is not None:
            self.playhead.rest = round(voice.sample_at(voice.n_read))
        self.outlet.switch(None)
        self._enter_idle(PlaybackState.PAUSED)

    def resume(self) -> None:
        """Go on where it was paused, or where the device was lost."""
        if self._plan is None or self._mode is PlaybackState.PLAYING:
            return
        if self.feed.voice is None:
            self._go_on()
        else:
            self.feed.ask_again()
            self._enter(PlaybackState.PLAYING)

    def stop(self) -> None:
        """Fade out and return to where playing began."""
        self.feed.drop()
        self.playhead.rest = self.playhead.home
        self._enter_idle(PlaybackState.STOPPED)

    def seek(self, sample: int) -> None:
        """Go on from `sample`, or begin there at the next resume."""
        if self._source is None:
            return
        self.playhead.home = self._source.clamp(sample)
        if self._plan is not None and self._mode is PlaybackState.PLAYING:
            self.play(self._plan.moved(sample), self.playhead.home)
        elif self._mode is not PlaybackState.SCRUBBING:
            self.feed.drop()
            self.playhead.rest = self.playhead.home

    def set_loop_region(self, loop: Region) -> None:
        """Move the loop that plays or is paused."""
        if self._plan is None or self._plan.loop is None:
            return
        if self._mode is PlaybackState.PLAYING:
            self._loop_wanted = loop
            return
        self._plan = self._plan.looped(loop, self.playhead.position)
        if self._mode is not PlaybackState.SCRUBBING:
            self.playhead.rest = self._plan.begin
            self.feed.drop()

    def scrub(self) -> None:
        """Sound the pointer's place until `end_scrub`."""
        if self._source is None or self._blocks is None or self._mode is PlaybackState.SCRUBBING:
            return
        if self._mode is not PlaybackState.UNAVAILABLE:
            self._mode_later = self._mode
        self.playhead.rest = self._pointer.sample
        self.feed.ask(self._source, ScrubPassage(self._blocks, self._pointer), is_live=True)
        self._enter(PlaybackState.SCRUBBING)

    def end_scrub(self) -> None:
        """Go on from the pointer's place with what was done before."""
        self.playhead.rest = self.playhead.home = self._pointer.sample
        if self._mode is not PlaybackState.SCRUBBING:
            return
        self.feed.drop()
        self._enter_later()

    def rescan(self) -> None:
        """Look at the devices anew, unless one of them is playing."""
        if self._mode is PlaybackState.UNAVAILABLE:
            self._watch.begin(in_s=0.0)
        elif self._mode is not PlaybackState.PLAYING and self._mode is not PlaybackState.SCRUBBING:
            self._release_stream()
            self._output.scan()
            self._status.notify()

    def close(self) -> None:
        """Fall silent and release device and file."""
        self.feed.drop()
        self.outlet.close(drain=True)
        if self._blocks is not None:
            self._blocks.close()

    def carry_out(self, order: Callable[[], None], serial: int) -> None:
        """Do what the person asked for in the request `serial`, by one of the methods above."""
        self._serial = serial
        try:
            order()
        except PlaybackError as error:
            self._lose_device(error)

    def step(self) -> float | None:
        """Do what is due; return after how many seconds the next step is (None: when woken)."""
        self._patience.begin_step()
        try:
            wait_s = self._try_step()
        except Interrupted:
            wait_s = 0.0
        except PlaybackError as error:
            self._lose_device(error)
            wait_s = 0.0
        except AudioError as error:
            self.stop()
            self._status.tell(PlaybackProblem.of(error))
            wait_s = 0.0
        # Again, since the request that led here may have been followed by another one.
        self._status.settle(self._mode, self._serial)
        return wait_s

    def _try_step(self) -> float | None:
        self.outlet.check()
        if self.outlet.is_outdated:
            self._change_device()
        if self._mode is PlaybackState.UNAVAILABLE:
            return self._look_for_device()
        if self._mode in (PlaybackState.PLAYING, PlaybackState.SCRUBBING):
            self._move_loop()
            wait_s = self.feed.advance()
            if self.feed.is_armed:
                self._status.tell(None)
            if self.feed.is_heard_out:
                self.stop()
            return wait_s
        if self.outlet.stream is None:
            return None
        if self._patience.has_idled_long:
            self._release_stream()
        return _IDLE_LOOK_S

    def _move_loop(self) -> None:
        loop, plan = self._loop_wanted, self._plan
        if loop is None or plan is None or self._blocks is None:
            return
        turn = self.feed.find_turn()
        if turn is None and (self.feed.is_armed or self.feed.is_turning):
            return
        at, sample = turn or (None, self.playhead.place)
        self._loop_wanted = None
        self._plan = plan.looped(loop, round(sample))
        self.playhead.rest = self._plan.begin
        passage = self._plan.passage(self._blocks)
        if at is None:
            self.feed.ask(plan.source, passage)
        else:
            self.feed.replace(plan.source, passage, at)

    def _release_stream(self) -> None:
        self.playhead.rest = self.playhead.place
        self.feed.drop()
        self.outlet.close(drain=True)

    def _change_device(self) -> None:
        was = self._mode
        self._release_stream()
        if was is PlaybackState.PLAYING:
            self._go_on()
        elif was is PlaybackState.SCRUBBING:
            self._mode = self._mode_later
            self.scrub()

    def _look_for_device(self) -> float:
        wait_s = self._watch.look()
        if wait_s is not None:
            return wait_s
        self._status.tell(None)
        self._enter_later()
        return 0.0

    def _lose_device(self, error: PlaybackError) -> None:
        was_heard = self.outlet.heard is not None
        self.playhead.rest = self.playhead.place
        self.feed.drop()
        self.outlet.close()
        if self._mode in (PlaybackState.PLAYING, PlaybackState.PAUSED, PlaybackState.STOPPED):
            self._mode_later = self._mode
        self._mode_later = self._watch.begin_after(self._mode_later, was_heard=was_heard)
        self._status.tell(PlaybackProblem.of(error))
        self._enter(PlaybackState.UNAVAILABLE)

    def _go_on(self) -> None:
        if self._plan is not None:
            self.play(self._plan.moved(self.playhead.rest), self.playhead.home)

    def _enter_later(self) -> None:
        if self._mode_later is PlaybackState.PLAYING:
            self._go_on()
        else:
            self._enter(self._mode_later)

    def _enter(self, mode: PlaybackState) -> None:
        self._mode = mode
        self._patience.begin_idling()

    def _enter_idle(self, mode: PlaybackState) -> None:
        """Be stopped or paused; without a device that is so once one has been found."""
        if self._mode is PlaybackState.UNAVAILABLE:
            self._mode_later = mode
        else:
            self._enter(mode)
