"""Mixing: how what is decoded becomes the device's channels, the last step in the callback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sepgenre_gui.audio.playback.passages.blocks import Frames
from sepgenre_gui.audio.playback.source import Source

Lanes = npt.NDArray[np.float32]
"""shape=(lanes, frames, channels): what runs side by side, each with the device's channels."""


class Mixing(Protocol):
    """Makes one voice's lanes the device's frames.

    Attributes
    ----------
    n_lanes : int
        How many lanes run side by side.
    history_s : float
        For how long what was taken is kept in memory, for meters.
    """

    n_lanes: int
    history_s: float

    def prepare(self, frames: Frames) -> Frames:
        """Return decoded frames as [shape=(frames, lanes * device's channels)].

        Called by the decoding thread.
        """
        ...

    def begin(self, frame: int) -> None:
        """Note that the voice is heard from its `frame` on, after silence or another voice."""
        ...

    def mix(self, out: Frames, lanes: Lanes, frame: int) -> None:
        """Fill `out` from as many frames of `lanes`, the first of which is the voice's `frame`.

        Called by the audio callback: it allocates nothing of size and keeps the interpreter.
        """
        ...


MakeMixing = Callable[[Source, int, int], Mixing]
"""Makes the mixing of a voice, for what is loaded and the device's channels and rate."""


class DirectMixing:
    """One lane, whose samples are left as they are.

    Parameters
    ----------
    channels : int
        The device's.
    """

    def __init__(self, channels: int) -> None:
        self.n_lanes = 1
        self.history_s = 0.0
        self._channels = channels

    def prepare(self, frames: Frames) -> Frames:
        """Return `frames` with the device's channels."""
        return fit_channels(frames, self._channels)

    def begin(self, frame: int) -> None:
        """Do nothing."""

    def mix(self, out: Frames, lanes: Lanes, frame: int) -> None:  # noqa: ARG002 - see `Mixing`
        """Copy the lane."""
        copy_frames(out, lanes[0])


def mix_directly(_source: Source, channels: int, _rate_hz: int) -> Mixing:
    """Return the mixing of a single file; see `MakeMixing`."""
    return DirectMixing(channels)


def copy_frames(target: Frames, source: Frames) -> None:
    """Copy equal shapes without giving up the interpreter.

    numpy gives it up for more than 500 numbers, and an audio thread waits long to get it back.
    """
    if len(source):
        target.data.cast("B")[:] = source.data.cast("B")


def fit_channels(frames: Frames, channels: int) -> Frames:
    """Return `frames` with as many channels as the device takes.

    One channel is given to every output; more than fit are mixed down to their mean.
    """
    if frames.shape[1] == channels:
        return frames
    mono = frames if frames.shape[1] == 1 else frames.mean(axis=1, keepdims=True, dtype=np.float32)
    return np.repeat(mono, channels, axis=1)
