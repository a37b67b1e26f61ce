"""Files of stems: 32-bit float WAV or RF64, read by window while they may still be growing.

libsndfile fixes a file's length when it opens it, so a growing file would have to be opened anew
for each part; here the header says only where the samples begin.
"""

from __future__ import annotations

import struct
from pathlib import Path

import attrs
import numpy as np

from sepgenre_gui.audio.playback.passages.blocks import Frames
from sepgenre_training.audio import printable
from sepgenre_training.errors import AudioError

_FLOAT_FORMAT, _EXTENSIBLE_FORMAT = 3, 0xFFFE
_REMEDY = "Separate the track again; the damaged file is replaced."


@attrs.frozen(kw_only=True)
class _Header:
    channels: int
    sample_rate_hz: int
    data_offset: int


class FloatWav:
    """An open file of stems.

    Parameters
    ----------
    path : Path
        32-bit float WAV or RF64.

    Raises
    ------
    AudioError
        Where it cannot be opened, or is another kind of file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            # A buffer would keep bytes from before they were written.
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise self._unusable(f"{error.strerror}") from error
        try:
            header = self._read_header()
        except AudioError:
            self._file.close()
            raise
        self.channels = header.channels
        self.sample_rate_hz = header.sample_rate_hz
        self._data_offset = header.data_offset

    def read(self, start: int, n_frames: int) -> Frames:
        """Return `n_frames` from `start` on [shape=(n_frames, channels)].

        Raises
        ------
        AudioError
            Where the file ends before them, or cannot be read.
        """
        frames = np.empty((n_frames, self.channels), "<f4")
        frame_bytes = 4 * self.channels
        n_read = self._fill(self._data_offset + start * frame_bytes, frames.data.cast("B"))
        if n_read < frames.nbytes:
            end_s = (start + n_read // frame_bytes) / self.sample_rate_hz
            raise self._unusable(f"they end at {end_s:.2f} s")
        return frames

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _fill(self, offset: int, target: memoryview) -> int:
        """Read into `target` and return how many bytes there were."""
        n_read = 0
        try:
            self._file.seek(offset)
            while n_read < len(target):
                n_more = self._file.readinto(target[n_read:])
                if not n_more:
                    break
                n_read += n_more
        except OSError as error:
            raise self._unusable(f"{error.strerror}") from error
        return n_read

    def _bytes(self, offset: int, n_bytes: int) -> bytes:
        data = bytearray(n_bytes)
        if self._fill(offset, memoryview(data)) < n_bytes:
            raise self._unusable("their header is cut off")
        return bytes(data)

    def _read_header(self) -> _Header:
        riff = self._bytes(0, 12)
        if riff[:4] not in (b"RIFF", b"RF64") or riff[8:] != b"WAVE":
            raise self._unusable("they are no WAV file")
        channels = rate_hz = 0
        offset = 12
        while True:
            name, size = struct.unpack("<4sI", self._bytes(offset, 8))
            offset += 8
            if name == b"data":
                break
            if name == b"fmt ":
                channels, rate_hz = self._read_format(offset)
            offset += size + size % 2
        return _Header(channels=channels, sample_rate_hz=rate_hz, data_offset=offset)

    def _read_format(self, offset: int) -> tuple[int, int]:
        form, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", self._bytes(offset, 16))
        if form == _EXTENSIBLE_FORMAT:
            (form,) = struct.unpack("<H", self._bytes(offset + 24, 2))
        if form != _FLOAT_FORMAT or bits != 32:
            raise self._unusable("they are no 32-bit float WAV file")
        return channels, rate_hz

    def _unusable(self, how: str) -> AudioError:
        return AudioError(
            f"The stems in {printable(self._path)} cannot be played: {how}.", remedy=_REMEDY
        )
