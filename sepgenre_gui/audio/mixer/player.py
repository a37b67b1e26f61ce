"""The mixer's player: the transport of curation, with lanes, gains and meters."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sepgenre_gui.audio.mixer.blocks import LaneBlocks
from sepgenre_gui.audio.mixer.desk import Desk
from sepgenre_gui.audio.mixer.gains import MIN_LANE_DB, peak_levels
from sepgenre_gui.audio.mixer.mixing import LaneMixing
from sepgenre_gui.audio.mixer.source import MixSource
from sepgenre_gui.audio.playback import AudioOutput
from sepgenre_gui.audio.playback.device.mixing import Mixing
from sepgenre_gui.audio.playback.medium import Medium
from sepgenre_gui.audio.playback.passages.blocks import Blocks
from sepgenre_gui.audio.playback.player import Transport
from sepgenre_gui.audio.playback.source import Source

_METER_S = 0.05


class MixPlayer(Transport[MixSource]):
    """Plays the lanes of one mix at a time, in step to the sample; see `Transport`.

    Parameters
    ----------
    output : AudioOutput
        The devices.
    on_change : callable
        Called after state, problem or the list of devices has changed, in whatever thread.
    """

    def __init__(
        self, *, output: AudioOutput, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self._desk = Desk()
        medium = Medium(open_blocks=self._open_blocks, make_mixing=self._make_mixing)
        super().__init__(output=output, on_change=on_change, medium=medium)

    def load(self, source: MixSource | None) -> None:
        """Take `source` for what to play (None: nothing); what plays is stopped.

        All of it counts as ready until `set_ready` says otherwise; gains stay as they are.
        """
        self._desk.set_ready(source, 0 if source is None else source.n_samples)
        super().load(source)

    def set_gains(self, gains: Mapping[str, float]) -> None:
        """Give lanes other linear gains, heard within the device's latency.

        Lanes that are not named keep theirs; a lane that was never named has 1. Gains last for
        all that is played, as the volume does.
        """
        self._desk.set_gains(gains)

    def set_ready(self, n_samples: int) -> None:
        """Say that the first `n_samples` of all lanes are in their files.

        Playing that comes to the end of that waits in silence, and goes on when there is more.
        Call it after `load` and before `play` where files are still being written.
        """
        self._desk.set_ready(self._source, n_samples)
        self._awake.set()

    def levels(self) -> dict[str, float]:
        """Return each lane's peak in dBFS (at least -90) in the 50 ms around what is heard now.

        It is taken after the lane's gain and before the volume of all; of silence it is -90.
        """
        source = self._source
        if source is None:
            return {}
        heard = self._engine.outlet.heard
        if heard is None or not heard[0].runs or heard[0].voice.source is not source:
            return dict.fromkeys(source.keys, MIN_LANE_DB)
        voice, frame = heard[0].voice, heard[1]
        mixing = voice.mixing
        assert isinstance(mixing, LaneMixing)
        reach = _METER_S / 2 * voice.device_hz
        lanes = voice.kept(round(frame - reach), round(frame + reach))
        return dict(zip(source.keys, peak_levels(lanes, mixing.gains_at(frame)), strict=True))

    def _open_blocks(self, source: MixSource, *, interrupted: Callable[[], bool]) -> Blocks:
        return LaneBlocks(source, desk=self._desk, interrupted=interrupted)

    def _make_mixing(self, source: Source, channels: int, rate_hz: int) -> Mixing:
        assert isinstance(source, MixSource)
        return LaneMixing(source, channels=channels, rate_hz=rate_hz, desk=self._desk)
