"""The lanes' samples, at any place, side by side: files of stems, and what was separated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import attrs
import numpy as np

from sepgenre_gui.audio.mixer.desk import Desk
from sepgenre_gui.audio.mixer.float_wav import FloatWav
from sepgenre_gui.audio.mixer.source import LaneAudio, MixSource
from sepgenre_gui.audio.playback.passages.blocks import DecodedBlocks, Frames, NotReady
from sepgenre_gui.audio.playback.source import PlaybackSource
from sepgenre_training.audio import DecoderName, printable
from sepgenre_training.errors import AudioError


class _WindowReader(Protocol):
    def read(self, start: int, n_frames: int) -> Frames: ...

    def close(self) -> None: ...


@attrs.frozen
class _FileKey:
    """What lanes that are read together have in common."""

    path: Path
    decoder: DecoderName | None
    channels: int
    start_sample: int


class LaneBlocks:
    """Reads all lanes of a mix; lanes that lie in one file are read at once.

    Files of stems are read by window, and never beyond what the desk says is ready; the system
    keeps what was read in memory. Others are decoded as a player of files does.

    Parameters
    ----------
    source : MixSource
        The mix.
    desk : Desk
        Says how much is ready.
    interrupted : callable
        Asked between blocks of a long decode; where it says True, `read` raises `Interrupted`.
    """

    def __init__(
        self, source: MixSource, *, desk: Desk, interrupted: Callable[[], bool] = lambda: False
    ) -> None:
        self.source = source
        self.n_channels = len(source.lanes) * source.n_channels
        self._desk = desk
        self._interrupted = interrupted
        self._readers: dict[_FileKey, _WindowReader] = {}
        self._lanes_of: dict[_FileKey, list[int]] = {}
        for number, lane in enumerate(source.lanes):
            self._lanes_of.setdefault(_key_of(lane), []).append(number)

    def read(self, start: int, n_frames: int) -> Frames:
        """Return `n_frames` of all lanes from `start` on [shape=(n_frames, n_channels)].

        Before the start and beyond the end of the mix its first and last frame are held.

        Raises
        ------
        AudioError
            Where a file is gone, damaged, or not what was described.
        Interrupted
            See the class.
        NotReady
            Where not all of it is written yet.
        """
        end = start + n_frames
        first, last = max(start, 0), min(end, self.source.n_samples)
        if first >= last:
            edge = 0 if end <= 0 else self.source.n_samples - 1
            return np.repeat(self.read(edge, 1), n_frames, axis=0)
        if last > self._desk.n_ready(self.source):
            raise NotReady
        try:
            frames = self._read_within(first, last - first)
        except AudioError:
            # The next attempt opens the files anew: they may have been replaced.
            self.close()
            raise
        if first == start and last == end:
            return frames
        return np.pad(frames, ((first - start, end - last), (0, 0)), mode="edge")

    def close(self) -> None:
        """Release the files."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def _read_within(self, start: int, n_frames: int) -> Frames:
        n_channels = self.source.n_channels
        frames = np.empty((n_frames, self.n_channels), np.float32)
        for key, numbers in self._lanes_of.items():
            if key not in self._readers:
                self._readers[key] = self._open(key)
            read = self._readers[key].read(key.start_sample + start, n_frames)
            for number in numbers:
                channel = self.source.lanes[number].first_channel
                target = frames[:, number * n_channels : (number + 1) * n_channels]
                target[:] = read[:, channel : channel + n_channels]
        return frames

    def _open(self, key: _FileKey) -> _WindowReader:
        if key.decoder is not None:
            track = PlaybackSource(
                path=key.path,
                decoder=key.decoder,
                sample_rate_hz=self.source.sample_rate_hz,
                n_samples=key.start_sample + self.source.n_samples,
                n_channels=key.channels,
            )
            return DecodedBlocks(track, interrupted=self._interrupted)
        stems = FloatWav(key.path)
        found = stems.sample_rate_hz, stems.channels
        if found != (self.source.sample_rate_hz, key.channels):
            stems.close()
            raise AudioError(
                f"The stems in {printable(key.path)} have {found[0]} Hz and {found[1]} channels, "
                f"not {self.source.sample_rate_hz} Hz and {key.channels} channels.",
                remedy="Separate the track again; the file is replaced.",
            )
        return stems


def _key_of(lane: LaneAudio) -> _FileKey:
    return _FileKey(lane.path, lane.decoder, lane.file_channels, lane.start_sample)
