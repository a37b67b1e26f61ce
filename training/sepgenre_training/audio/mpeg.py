"""The length of an MPEG audio file, counted frame by frame without decoding.

libsndfile believes the header of an MP3, and where there is none it guesses from the first
frame's bit rate, so it may read a part only. Walking the frame headers tells the length that
the file really holds, on every machine and in 0.2 s for an hour of music.
"""

from __future__ import annotations

import functools
import mmap
from pathlib import Path

import attrs

# ISO 11172-3, 2.4.2.3 and ISO 13818-3: bit rates of layer III in kbit/s, by header index.
_KBPS_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_VERSION_1 = 3
_LAYER_3 = 1
_ID3_HEADER_BYTES = 10
# Version, layer and sampling rate are constant in one stream.
_STREAM_MASK = 0xFFFE0C00


@attrs.frozen(kw_only=True)
class _Frame:
    n_bytes: int
    n_samples: int
    stream: int


def count_samples(path: Path) -> int | None:
    """Return the samples per channel that the frames of an MP3 hold, encoder padding included.

    Parameters
    ----------
    path : Path
        A file that is not empty.

    Returns
    -------
    int or None
        None where there is no layer III stream with stated bit rates. The first frame may hold
        a header in place of music, so the count exceeds the music by up to three frames.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        position = _after_id3(data)
        stream: int | None = None
        n_samples = 0
        while (position := data.find(b"\xff", position)) != -1:
            frame = _frame_at(data, position)
            if frame is None or not _belongs(data, position, frame, stream):
                position += 1
            else:
                stream = frame.stream
                n_samples += frame.n_samples if position + frame.n_bytes <= len(data) else 0
                position += frame.n_bytes
    return n_samples or None


def _after_id3(data: mmap.mmap) -> int:
    """Return the position behind an ID3v2 tag, whose pictures may look like frames."""
    head = data[:_ID3_HEADER_BYTES]
    if len(head) < _ID3_HEADER_BYTES or head[:3] != b"ID3":
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return _ID3_HEADER_BYTES + size


def _belongs(data: mmap.mmap, position: int, frame: _Frame, stream: int | None) -> bool:
    """Return whether `frame` is one of the stream's; the first needs a second behind it."""
    if stream is not None:
        return frame.stream == stream
    following = _frame_at(data, position + frame.n_bytes)
    return following is not None and following.stream == frame.stream


def _frame_at(data: mmap.mmap, position: int) -> _Frame | None:
    return _frame_of(int.from_bytes(data[position : position + 4], "big"))


# A stream has some dozens of different headers, and thousands of frames.
@functools.lru_cache(maxsize=4096)
def _frame_of(word: int) -> _Frame | None:
    version, layer = word >> 19 & 3, word >> 17 & 3
    bit_rate_index, rate_index = word >> 12 & 15, word >> 10 & 3
    if word >> 21 != 0x7FF or layer != _LAYER_3 or version not in _RATES_HZ:
        return None
    if bit_rate_index in (0, 15) or rate_index == 3:
        return None
    rate_hz = _RATES_HZ[version][rate_index]
    n_samples = 1152 if version == _VERSION_1 else 576
    kbps = (_KBPS_V1 if version == _VERSION_1 else _KBPS_V2)[bit_rate_index]
    n_bytes = n_samples // 8 * kbps * 1000 // rate_hz + (word >> 9 & 1)
    return _Frame(n_bytes=n_bytes, n_samples=n_samples, stream=word & _STREAM_MASK)
