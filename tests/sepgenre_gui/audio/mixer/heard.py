"""What a mixer plays and what is heard of it: a mix of real music, and its place in a recording."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from sepgenre_gui.audio.mixer import MixSource
from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_training.separation.stems import Audio
from tests.sepgenre_gui.audio.playback.listener import Listener
from tests.sepgenre_gui.audio.playback.sounds import Frames, sounding

_FADE = 220


@attrs.frozen
class Separated:
    """A stretch of real music, its stems by `hpss`, and the mix of all five lanes."""

    mixture: Frames
    stems: Mapping[str, Audio]
    source: MixSource


def stems_only(source: MixSource) -> dict[str, float]:
    return {key: float(key != "mixture") for key in source.keys}


def aligned(heard: Frames, wanted: Frames) -> Frames:
    """Return the part of the recording where `wanted` is heard, found by its loudest stretch."""
    first, _ = sounding(heard)
    loudest = int(np.abs(wanted).sum(axis=1)[_FADE:-_FADE].argmax()) + _FADE
    errors = [
        np.abs(heard[first + shift + loudest - 50 :][:100] - wanted[loudest - 50 :][:100]).max()
        for shift in range(-20, 400)
    ]
    begin = first + int(np.argmin(errors)) - 20
    return heard[begin : begin + len(wanted)]


def play(listener: Listener, source: MixSource, gains: Mapping[str, float]) -> None:
    listener.player.load(source)
    listener.player.set_gains(gains)
    listener.player.play(0)
    listener.wait_for_position(source.n_samples // 2)
    listener.wait_for(PlaybackState.STOPPED)
