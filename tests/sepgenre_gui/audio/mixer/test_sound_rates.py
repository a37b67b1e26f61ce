"""Lanes as they are really heard on a device that has another rate."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import soxr

from sepgenre_gui.audio.mixer import MixPlayer
from sepgenre_gui.audio.playback import AudioOutput
from tests.sepgenre_gui.audio.mixer.heard import aligned, play
from tests.sepgenre_gui.audio.mixer.stems import RATE_HZ, frames_of, noise_stems, solo, write_mix
from tests.sepgenre_gui.audio.playback.listener import Listener, in_time
from tests.virtual_sink import VirtualSink, priority

_FADE = 220


def _load_at_one_rate() -> Any:
    """Import sounddevice as if the device refused all rates but its own."""
    import sounddevice

    def open_stream(**arguments: Any) -> Any:
        if arguments["samplerate"] != RATE_HZ:
            raise sounddevice.PortAudioError("Invalid sample rate", -9997)
        return sounddevice.OutputStream(**arguments)

    names = ("PortAudioError", "query_devices", "query_hostapis", "default")
    kept = {name: getattr(sounddevice, name) for name in (*names, "_initialize", "_terminate")}

    def query_devices() -> list[dict[str, Any]]:
        return [{**info, "default_samplerate": RATE_HZ} for info in sounddevice.query_devices()]

    return SimpleNamespace(**{**kept, "OutputStream": open_stream, "query_devices": query_devices})


def test_lanes_are_in_step_on_a_device_of_another_rate(sink: VirtualSink, tmp_path: Path) -> None:
    def make_player(output: AudioOutput, **others: Any) -> MixPlayer:
        return MixPlayer(output=AudioOutput(load=_load_at_one_rate), **others)

    stems = noise_stems(2.0)
    stems["vocals"] = -stems["drums"]
    source = write_mix(tmp_path / "stems.wav", stems, rate_hz=48_000)

    @in_time
    def check(listener: Listener, keys: tuple[str, ...]) -> None:
        play(listener, source, solo(source, *keys))
        rate_hz = listener.player.diagnostics.rate_hz
        heard = listener.heard()
        bass = soxr.resample(frames_of(stems["bass"]), 48_000, RATE_HZ, quality="HQ")
        assert rate_hz == RATE_HZ
        assert np.abs(aligned(heard, bass)[_FADE:-_FADE] - bass[_FADE:-_FADE]).max() < 1e-4

    with priority():
        listener = Listener(sink, make_player)
        check(listener=listener, keys=("hpss/bass", "hpss/drums", "hpss/vocals"))
        listener.player.close()
