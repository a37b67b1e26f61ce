"""The feed: keeps what is to be heard next decoded ahead, and hands it to the stream in time."""

from __future__ import annotations

from collections.abc import Callable

from sepgenre_gui.audio.playback.device.mixing import MakeMixing, mix_directly
from sepgenre_gui.audio.playback.device.outlet import Outlet
from sepgenre_gui.audio.playback.device.voice import Voice
from sepgenre_gui.audio.playback.passages.passage import FADE_S, Passage
from sepgenre_gui.audio.playback.source import Source

_READY_S = 0.15
"""How much is decoded before a voice is heard, beside what fills the device's buffer at once."""

_HUSH_S = 0.25
"""What played before falls silent where the new place takes longer to decode."""

_EDGE_S = 0.3
"""With less than this left of what is ready, it is faded out at its end, to wait for more."""

_READY_AGAIN_S = 0.5
"""How much must be ready before a voice that waited is heard again."""

_TURN_MARGIN_S = 0.15
_GRAINS_AHEAD_S = 0.03
_FEED_S = 0.05
_FEED_GRAINS_S = 0.01


class Feed:
    """Holds one voice at a time; called by the feeding thread alone, but for `voice`.

    Parameters
    ----------
    outlet : Outlet
        Where it is heard.
    now : callable
        The clock, in seconds.
    make_mixing : MakeMixing
        What makes the device's frames of what is decoded.
    """

    def __init__(
        self, outlet: Outlet, now: Callable[[], float], make_mixing: MakeMixing = mix_directly
    ) -> None:
        self._outlet = outlet
        self._now = now
        self._make_mixing = make_mixing
        self._source: Source | None = None
        self._passage: Passage | None = None
        self._voice: Voice | None = None
        self._is_live = False
        self._is_armed = False
        self._has_waited = False
        self._replaced: tuple[Voice, int] | None = None
        self._asked_at = 0.0

    @property
    def voice(self) -> Voice | None:
        """The voice that plays, is paused, or is being prepared."""
        return self._voice

    @property
    def is_armed(self) -> bool:
        """Whether the voice has been handed over to the stream."""
        return self._is_armed

    @property
    def is_heard_out(self) -> bool:
        """Whether the voice has been heard to its end."""
        heard = self._outlet.heard
        voice = self._voice
        if voice is None or heard is None or not voice.is_complete:
            return False
        anchor, _ = heard
        return anchor.voice is voice and not anchor.runs

    @property
    def is_turning(self) -> bool:
        """Whether a voice is being prepared that is to follow another one at a given frame."""
        return self._replaced is not None

    @property
    def ahead_s(self) -> float:
        """How much sound is decoded ahead."""
        voice = self._voice
        return 0.0 if voice is None else voice.n_ahead / voice.device_hz

    def ask(self, source: Source, passage: Passage, *, is_live: bool = False) -> None:
        """Have `passage` heard as soon as it is ready; what plays goes on until then.

        A live passage, such as grains, is decoded only just in time.
        """
        self._source = source
        self._passage = passage
        self._voice = None
        self._is_live = is_live
        self._is_armed = False
        self._has_waited = False
        self._replaced = None
        self._asked_at = self._now()

    def ask_again(self) -> None:
        """Have the voice that was paused heard again."""
        self._is_armed = False
        self._replaced = None
        self._asked_at = self._now()

    def find_turn(self) -> tuple[int, float] | None:
        """Return a frame of the playing voice soon to be heard, and the sample there.

        None while another change is under way.
        """
        voice = self._voice
        if voice is None or not self._is_armed or not self._outlet.is_settled:
            return None
        margin = min(round(_TURN_MARGIN_S * voice.device_hz), voice.n_ahead)
        at = voice.n_read + margin
        return at, voice.sample_at(at)

    def replace(self, source: Source, passage: Passage, at: int) -> None:
        """Have `passage` heard from frame `at` of the playing voice on."""
        voice = self._voice
        assert voice is not None
        self.ask(source, passage)
        self._replaced = (voice, at)

    def drop(self) -> None:
        """Fade out, and forget the voice."""
        self._outlet.switch(None)
        self._voice = None
        self._passage = None
        self._is_armed = False
        self._replaced = None

    def advance(self) -> float:
        """Decode what is due; return after how many seconds to come again.

        Raises
        ------
        AudioError, Interrupted
            As reading does.
        PlaybackError
            Where no stream can be opened or started.
        """
        assert self._source is not None
        stream = self._outlet.open(self._source.sample_rate_hz, is_live=self._is_live)
        if self._voice is None:
            assert self._passage is not None
            self._voice = Voice(
                self._passage,
                source=self._source,
                device_hz=stream.rate_hz,
                channels=stream.channels,
                may_pause=self._is_live,
                mixing=self._make_mixing(self._source, stream.channels, stream.rate_hz),
            )
        if self._is_live:
            return self._advance_live(self._voice)
        return self._refill(self._voice) if self._is_armed else self._prepare(self._voice)

    def _prepare(self, voice: Voice) -> float:
        if not voice.is_filled:
            is_late = self._now() - self._asked_at > _HUSH_S
            if is_late and not self._has_waited and (not self._replaced or voice.is_waiting):
                self._replaced = None
                self._outlet.switch(None)
            voice.fill()
        needed_s = _READY_AGAIN_S if self._has_waited else _READY_S
        needed_s += self._outlet.priming_s
        if voice.n_ahead >= needed_s * voice.device_hz or voice.is_filled:
            self._hand_over(voice)
        return _FEED_S if voice.is_waiting else 0.0

    def _refill(self, voice: Voice) -> float:
        if voice.is_filled:
            return _FEED_S
        voice.fill()
        if not voice.is_waiting:
            return 0.0
        if voice.n_ahead < _EDGE_S * voice.device_hz:
            at = voice.n_written - round(FADE_S * voice.device_hz)
            self._outlet.switch(None, of=voice, at=at)
            self._is_armed = False
            self._has_waited = True
        return _FEED_S

    def _advance_live(self, voice: Voice) -> float:
        ahead = self._outlet.block_frames + round(_GRAINS_AHEAD_S * voice.device_hz)
        while voice.n_ahead < ahead:
            voice.fill(ahead)
        if not self._is_armed:
            self._hand_over(voice)
        return _FEED_GRAINS_S

    def _hand_over(self, voice: Voice) -> None:
        of, at = self._replaced or (None, 0)
        self._outlet.switch(voice, of=of, at=at)
        self._replaced = None
        self._has_waited = False
        self._is_armed = True
