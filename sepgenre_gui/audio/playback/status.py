"""What the player tells: its state, its trouble, its diagnostics."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum

import attrs

from sepgenre_training.errors import SepgenreError


class PlaybackState(Enum):
    """What the player does, or has been asked to do."""

    STOPPED = "stopped"
    PLAYING = "playing"
    PAUSED = "paused"
    SCRUBBING = "scrubbing"
    UNAVAILABLE = "unavailable"
    """There is nothing to play on; a slow watch looks for a device, and `play` tries at once.

    What was asked to be played begins when the device is there; what it cut off waits.
    """


class PlaybackError(SepgenreError):
    """There is no PortAudio, no device, or none that plays."""


@attrs.frozen(kw_only=True)
class PlaybackProblem:
    """A trouble, told once: `message` says what is wrong, `remedy` what the person can do."""

    message: str
    remedy: str

    @classmethod
    def of(cls, error: SepgenreError) -> PlaybackProblem:
        """Return the problem that `error` tells."""
        return cls(message=error.message, remedy=error.remedy)


@attrs.frozen(kw_only=True)
class Diagnostics:
    """What a diagnostics page shows.

    Attributes
    ----------
    underruns : int
        How often the device ran dry, as it reports; it counts too few rather than too many.
    gaps : int
        How often decoding was late, so that silence was put in.
    device : str or None
        The device in use, by name; None while no stream is open.
    rate_hz, source_rate_hz : int or None
        Rates of the open stream and of the loaded file; where they differ, it is resampled.
    latency_s : float or None
        The stream's latency, from callback to sound.
    ahead_s : float
        How much sound is decoded ahead.
    block_frames : int
        The frames that the device asked for last.
    longest_wait_s : float
        The longest time between two requests of the device while the stream was open; where it
        nears `latency_s`, gaps are near.
    """

    underruns: int
    gaps: int
    device: str | None
    rate_hz: int | None
    source_rate_hz: int | None
    latency_s: float | None
    ahead_s: float
    block_frames: int
    longest_wait_s: float


class Status:
    """State and problem, shared by the window's thread and the feeding thread.

    What the person asks for shows at once (`intend`). What the feeding thread finds out counts
    only where nothing newer has been asked for since (`settle`).

    Parameters
    ----------
    on_change : callable
        Called, in whatever thread, after each change.
    """

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._lock = threading.Lock()
        self._state = PlaybackState.STOPPED
        self._problem: PlaybackProblem | None = None
        self._serial = 0

    @property
    def state(self) -> PlaybackState:
        """What the player does, or has been asked to do."""
        return self._state

    @property
    def problem(self) -> PlaybackProblem | None:
        """The trouble at hand."""
        return self._problem

    def intend(self, state: PlaybackState | None) -> int:
        """Show what was asked for (None: no other state); return the request's serial number."""
        with self._lock:
            self._serial += 1
            serial = self._serial
            changed = state is not None and state is not self._state
            if state is not None:
                self._state = state
        if changed:
            self._on_change()
        return serial

    def settle(self, state: PlaybackState, serial: int) -> None:
        """Show what came of the request `serial`, unless a newer one has been made."""
        with self._lock:
            changed = serial == self._serial and state is not self._state
            if changed:
                self._state = state
        if changed:
            self._on_change()

    def tell(self, problem: PlaybackProblem | None) -> None:
        """Show `problem`, or that there is none; the same trouble again is no news."""
        with self._lock:
            changed = problem != self._problem
            if changed:
                self._problem = problem
        if changed:
            self._on_change()

    def notify(self) -> None:
        """Say that something else has changed, such as the list of devices."""
        self._on_change()
