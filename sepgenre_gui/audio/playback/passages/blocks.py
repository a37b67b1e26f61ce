"""Decoded samples of the loaded file, at any place, with the blocks used last kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sepgenre_gui.audio.playback.source import PlaybackSource, Source
from sepgenre_training.audio import Reader, open_reader, printable
from sepgenre_training.errors import AudioError

Frames = npt.NDArray[np.float32]
"""shape=(frames, channels): interleaved, as devices take it."""

BLOCK_FRAMES = 32_768

_KEPT_BYTES = 32_000_000
_KEPT_BYTES_OF_FORWARD_DECODER = 192_000_000
# Nine minutes of stereo: going back costs a decode from the file's start, so it is done once.
_SEEKABLE_FORMATS = ("WAV", "WAVEX", "W64", "RF64", "AIFF", "AU", "CAF", "FLAC")
_SEEKABLE_MP3_HZ = 32_000


class Interrupted(Exception):  # noqa: N818 - not an error: newer work is waiting
    """Reading was given up because something newer waits; nothing is lost, so try it again."""


class NotReady(Exception):  # noqa: N818 - not an error: what is read is still being written
    """What is to be read is not there yet; nothing is lost, so try it again later."""


class Blocks(Protocol):
    """Samples of what is loaded, at any place."""

    @property
    def source(self) -> Source:
        """What is loaded."""
        ...

    @property
    def n_channels(self) -> int:
        """The channels of the frames that `read` returns."""
        ...

    def read(self, start: int, n_frames: int) -> Frames:
        """Return `n_frames` from `start` on [shape=(n_frames, n_channels)].

        Before the start and beyond the end the first and last frame are held, so that whatever
        fades across the edges has no step in it.

        Raises
        ------
        AudioError
            Where a file is gone, damaged, or not what it was.
        Interrupted, NotReady
            Nothing has happened; the same read may succeed later.
        """
        ...

    def close(self) -> None:
        """Release the files."""
        ...


class DecodedBlocks:
    """Reads the file through `sepgenre_training.audio`, a block at a time.

    Parameters
    ----------
    source : PlaybackSource
        The file.
    interrupted : callable
        Asked between blocks of a long decode; where it says True, `read` raises `Interrupted`.
    """

    def __init__(
        self, source: PlaybackSource, *, interrupted: Callable[[], bool] = lambda: False
    ) -> None:
        self.source = source
        self._interrupted = interrupted
        self._reader: Reader | None = None
        self._kept: OrderedDict[int, Frames] = OrderedDict()
        self._next = 0
        self._seeks = True

    @property
    def n_channels(self) -> int:
        """The file's channels."""
        return self.source.n_channels

    def read(self, start: int, n_frames: int) -> Frames:
        """Return `n_frames` from `start` on [shape=(n_frames, channels)].

        Before the start and beyond the end of the file its first and last frame are held, so
        that whatever fades across the edges has no step in it.

        Raises
        ------
        AudioError
            Where the file is gone, damaged, or not what was examined.
        Interrupted
            See the class.
        """
        end = start + n_frames
        first, last = max(start, 0), min(end, self.source.n_samples)
        if first >= last:
            edge = 0 if end <= 0 else self.source.n_samples - 1
            return np.repeat(self.read(edge, 1), n_frames, axis=0)
        numbers = range(first // BLOCK_FRAMES, (last - 1) // BLOCK_FRAMES + 1)
        joined = np.concatenate([self._block(number) for number in numbers])
        frames = joined[first - numbers[0] * BLOCK_FRAMES :][: last - first]
        if first == start and last == end:
            return frames
        return np.pad(frames, ((first - start, end - last), (0, 0)), mode="edge")

    def close(self) -> None:
        """Release the file."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _block(self, number: int) -> Frames:
        block = self._kept.get(number)
        if block is None:
            block = self._decode(number)
        self._kept.move_to_end(number)
        return block

    def _decode(self, number: int) -> Frames:
        if self._reader is None:
            self._reader = self._open()
        if not self._seeks:
            self._next = self._next if self._next <= number else 0
            while self._next < number:
                # The reader would pass over these blocks anyway; kept, they need it no more.
                self._read_block(self._next)
                if self._interrupted():
                    raise Interrupted
        return self._read_block(number)

    def _read_block(self, number: int) -> Frames:
        assert self._reader is not None
        start = number * BLOCK_FRAMES
        n_frames = min(BLOCK_FRAMES, self.source.n_samples - start)
        frames = np.ascontiguousarray(self._reader.read(start, n_frames).T)
        if len(frames) < n_frames:
            raise self._changed(
                f"ends at {(start + len(frames)) / self.source.sample_rate_hz:.2f} s"
            )
        self._next = number + 1
        self._kept[number] = frames
        self._kept.move_to_end(number)
        budget = _KEPT_BYTES if self._seeks else _KEPT_BYTES_OF_FORWARD_DECODER
        while len(self._kept) * BLOCK_FRAMES * self.source.n_channels * 4 > budget:
            self._kept.popitem(last=False)
        return frames

    def _open(self) -> Reader:
        reader = open_reader(self.source.path, decoder=self.source.decoder)
        found = reader.sample_rate_hz, reader.channels
        if found != (self.source.sample_rate_hz, self.source.n_channels):
            reader.close()
            raise self._changed(f"has {found[0]} Hz and {found[1]} channels now")
        self._seeks = _seeks(reader)
        self._next = 0
        return reader

    def _changed(self, how: str) -> AudioError:
        return AudioError(
            f"{printable(self.source.path)}: is not the file that was imported (it {how}).",
            remedy="Put the original file back, or import this one anew.",
        )


def _seeks(reader: Reader) -> bool:
    """Say whether `reader` reaches a place without decoding from the file's start."""
    if reader.decoder != "libsndfile":
        return False
    if reader.format == "MP3":
        return reader.channels == 2 and reader.sample_rate_hz >= _SEEKABLE_MP3_HZ
    return reader.format in _SEEKABLE_FORMATS
