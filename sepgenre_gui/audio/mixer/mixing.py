"""Mixing lanes by their gains, in the audio callback: what is set is heard at once."""

from __future__ import annotations

import attrs
import numpy as np

from sepgenre_gui.audio.mixer.desk import Desk
from sepgenre_gui.audio.mixer.source import MixSource
from sepgenre_gui.audio.playback.device.mixing import Lanes, fit_channels
from sepgenre_gui.audio.playback.passages.blocks import Frames
from sepgenre_gui.audio.playback.passages.passage import fade_in_weights

RAMP_S = 0.02
"""How long a lane takes from one gain to the next."""

HISTORY_S = 1.0
"""More than any latency: what is heard now is still in memory, for meters."""

_PIECE_NUMBERS = 500
# numpy gives up the interpreter for more than 500 numbers at once, see `copy_frames`.
_CHANGES_KEPT = 64


@attrs.frozen
class _Change:
    """From the voice's `frame` on, the lanes go over to `gains`."""

    frame: int
    gains: tuple[float, ...]


class LaneMixing:
    """The sum of the lanes, each by its gain; a change of gain is a ramp of 20 ms.

    The ramp is a raised cosine: where one lane falls while another rises, their weights sum to
    one, so going from the mixture to the stems that sum to it leaves the sound as it is. A ramp
    that has begun is played out before the next one begins.

    Parameters
    ----------
    source : MixSource
        The mix.
    channels, rate_hz : int
        The device's.
    desk : Desk
        Holds the gains.
    """

    def __init__(self, source: MixSource, *, channels: int, rate_hz: int, desk: Desk) -> None:
        self.n_lanes = len(source.lanes)
        self.history_s = HISTORY_S
        self._keys = source.keys
        self._source_channels = source.n_channels
        self._channels = channels
        self._desk = desk
        self._n_piece = _PIECE_NUMBERS // channels
        self._n_ramp = round(RAMP_S * rate_hz)
        self._weights = fade_in_weights(self._n_ramp)
        self._lane_weights = np.zeros((self._n_piece, 1), np.float32)
        self._scaled = np.zeros((self._n_piece, channels), np.float32)
        self._changes: tuple[_Change, ...] = ()
        self.begin(0)

    def prepare(self, frames: Frames) -> Frames:
        """Return `frames` with the device's channels in each lane."""
        if self._source_channels == self._channels:
            return frames
        each = frames.reshape(len(frames) * self.n_lanes, self._source_channels)
        return fit_channels(each, self._channels).reshape(len(frames), -1)

    def begin(self, frame: int) -> None:
        """Go over to the gains that are wanted: nothing is heard yet that could jump."""
        self._seen = self._desk.gains
        self._to = self._from = self._wanted()
        self._ramped = self._n_ramp
        self._changes = (_Change(frame, self._to),)

    def mix(self, out: Frames, lanes: Lanes, frame: int) -> None:
        """Fill `out` with the sum of the lanes; see `Mixing`."""
        done = 0
        while done < len(out):
            done += self._mix_piece(out[done:], lanes[:, done:], frame + done)

    def gains_at(self, frame: float) -> tuple[float, ...]:
        """Return the gains in force at the voice's `frame`, in the order of the lanes.

        Any thread may ask.
        """
        changes = self._changes
        gains = changes[0].gains
        for change in changes:
            if change.frame <= frame:
                gains = change.gains
        return gains

    def _mix_piece(self, out: Frames, lanes: Lanes, frame: int) -> int:
        """Mix the first frames, at most 500 numbers of one lane, and return how many."""
        if self._ramped >= self._n_ramp and self._desk.gains is not self._seen:
            self._turn(frame)
        n_frames = min(len(out), self._n_piece)
        ramps = self._ramped < self._n_ramp
        if ramps:
            n_frames = min(n_frames, self._n_ramp - self._ramped)
        out = out[:n_frames]
        out[:] = 0
        for lane, before, after in zip(lanes, self._from, self._to, strict=True):
            if ramps and before != after:
                self._add_ramp(out, lane[:n_frames], before, after)
            elif after == 1.0:
                np.add(out, lane[:n_frames], out=out)
            elif after != 0.0:
                scaled = np.multiply(lane[:n_frames], after, out=self._scaled[:n_frames])
                np.add(out, scaled, out=out)
        self._ramped += n_frames if ramps else 0
        return n_frames

    def _add_ramp(self, out: Frames, lane: Frames, before: float, after: float) -> None:
        n_frames = len(out)
        weights = self._lane_weights[:n_frames]
        ramp = self._weights[self._ramped : self._ramped + n_frames]
        np.multiply(ramp, after - before, out=weights)
        np.add(weights, before, out=weights)
        scaled = np.multiply(lane, weights, out=self._scaled[:n_frames])
        np.add(out, scaled, out=out)

    def _turn(self, frame: int) -> None:
        self._seen = self._desk.gains
        wanted = self._wanted()
        if wanted == self._to:
            return
        self._from, self._to = self._to, wanted
        self._ramped = 0
        self._changes = (*self._changes[1 - _CHANGES_KEPT :], _Change(frame, wanted))

    def _wanted(self) -> tuple[float, ...]:
        gains = self._seen
        return tuple(gains.get(key, 1.0) for key in self._keys)
