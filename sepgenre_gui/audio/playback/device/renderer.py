"""The audio callback's work: copy frames, cross-fade from voice to voice, count."""

from __future__ import annotations

import attrs
import numpy as np

from sepgenre_gui.audio.playback.device.voice import Voice
from sepgenre_gui.audio.playback.passages.blocks import Frames
from sepgenre_gui.audio.playback.passages.passage import FADE_S, fade_in_weights

_ANCHORS_KEPT = 64
_GAIN_RAMP_S = 0.02
_PIECE_FRAMES = 250
# numpy gives up the interpreter for more than 500 numbers at once, see `copy_frames`.
_LEAD_IN_S = 0.05
# Sound servers swallow the first milliseconds of a stream (20 were measured).


@attrs.frozen
class Anchor:
    """From the device's `frame` on, `voice` sounds from its own `voice_frame` on.

    Where it does not run (paused, at its end, waiting for the decoder) it stays there.
    """

    frame: int
    voice: Voice
    voice_frame: int
    runs: bool


@attrs.frozen(eq=False)
class Switch:
    """A request to go over to `voice` (None: silence), by a cross-fade.

    With `of` and `at`, at that frame of the voice that sounds until then; else at once.
    """

    voice: Voice | None
    of: Voice | None = None
    at: int = 0


class Renderer:
    """Gives the device its frames. The audio callback's thread alone calls `render`.

    What other threads read (`anchors`, `n_frames`, `gaps`) is replaced as a whole, and what they
    ask for (`request`, `gain`) lies in one slot each: nobody holds a lock.

    Parameters
    ----------
    rate_hz, channels : int
        The stream's.
    gain : float
        The first gain.
    """

    def __init__(self, *, rate_hz: int, channels: int, gain: float) -> None:
        self.request: Switch | None = None
        self.gain = gain
        self.n_frames = 0
        self.gaps = 0
        self.anchors: tuple[Anchor, ...] = ()
        self._done: Switch | None = None
        self._voice: Voice | None = None
        self._from: Voice | None = None
        self._runs = False
        self._starving = False
        self._gain = gain
        self._n_lead_in = round(_LEAD_IN_S * rate_hz)
        self._n_fade = round(FADE_S * rate_hz)
        self._fade_position = self._n_fade
        self._fade_in = fade_in_weights(self._n_fade)
        self._fade_out = np.ascontiguousarray(self._fade_in[::-1])
        self._scratch = np.zeros((self._n_fade, channels), np.float32)
        n_ramp = round(_GAIN_RAMP_S * rate_hz)
        self._ramp = fade_in_weights(n_ramp)

    @property
    def is_settled(self) -> bool:
        """Whether the latest request has been carried out, its fade included."""
        return self.request is self._done and self._fade_position >= self._n_fade

    def render(self, out: Frames) -> None:
        """Fill all of `out` [shape=(frames, channels)]."""
        filled = 0
        while filled < len(out):
            filled += self._render_part(out[filled:], self.n_frames + filled)
        self._apply_gain(out)
        self.n_frames += len(out)

    def _render_part(self, out: Frames, frame: int) -> int:
        """Fill the first frames of `out`, and return how many."""
        if frame < self._n_lead_in:
            n_silent = min(len(out), self._n_lead_in - frame)
            out[:n_silent] = 0
            return n_silent
        if self._fade_position < self._n_fade:
            return self._render_fade(out[: self._n_fade - self._fade_position], frame)
        request = self.request
        if request is self._done or request is None:
            return self._take(out, frame)
        current = self._voice
        if current is not None and request.of is current:
            n_before = request.at - current.n_read
            if n_before > 0 and current.n_ahead > 0:
                return self._take(out[: min(n_before, current.n_ahead)], frame)
            if n_before < 0 and request.voice is not None:
                request.voice.skip(-n_before)
        self._begin(request, frame)
        return 0

    def _begin(self, request: Switch, frame: int) -> None:
        self._done = request
        if request.voice is self._voice:
            return
        self._from, self._voice = self._voice, request.voice
        self._fade_position = 0
        self._starving = False
        if self._voice is not None:
            self._voice.begin()
            self._anchor(frame, self._voice, runs=True)

    def _render_fade(self, out: Frames, frame: int) -> int:
        weights = slice(self._fade_position, self._fade_position + len(out))
        old = self._scratch[: len(out)]
        n_old = 0 if self._from is None else self._from.take(old)
        old[n_old:] = 0
        old *= self._fade_out[weights]
        n_new = 0 if self._voice is None else self._voice.take(out)
        out[n_new:] = 0
        out *= self._fade_in[weights]
        out += old
        self._fade_position += len(out)
        if self._fade_position >= self._n_fade:
            if self._voice is None and self._from is not None:
                self._anchor(frame + len(out), self._from, runs=False)
            self._from = None
        return len(out)

    def _take(self, out: Frames, frame: int) -> int:
        voice = self._voice
        if voice is None:
            out[:] = 0
            return len(out)
        if self._starving and voice.n_ahead > 0:
            self._starving = False
            self._anchor(frame, voice, runs=True)
        n_taken = voice.take(out)
        out[n_taken:] = 0
        if n_taken < len(out) and not self._starving:
            self._starving = True
            self._anchor(frame + n_taken, voice, runs=False)
            if not (voice.is_complete or voice.may_pause or voice.is_waiting):
                self.gaps += 1
        return len(out)

    def _anchor(self, frame: int, voice: Voice, *, runs: bool) -> None:
        anchor = Anchor(frame, voice, voice.n_read, runs)
        self.anchors = (*self.anchors[1 - _ANCHORS_KEPT :], anchor)

    def _apply_gain(self, out: Frames) -> None:
        target = self.gain
        n_ramp = 0
        if target != self._gain:
            n_ramp = min(len(out), len(self._ramp))
            ramp = self._ramp[:n_ramp] if n_ramp == len(self._ramp) else fade_in_weights(n_ramp)
            out[:n_ramp] *= self._gain + (target - self._gain) * ramp
            self._gain = target
        if target != 1.0:
            for first in range(n_ramp, len(out), _PIECE_FRAMES):
                out[first : first + _PIECE_FRAMES] *= target
