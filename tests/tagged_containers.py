"""Files of formats that no encoder here writes, built box by box: MP4, WMA, Monkey's Audio.

What they hold is no audio, but a payload that has to stay where the container says it is.
"""

from __future__ import annotations

import struct
from pathlib import Path
from uuid import UUID

PAYLOAD = bytes(range(256)) * 40
"""What stands in place of the compressed audio."""

RATE_HZ, CHANNELS, DURATION_S = 44_100, 2, 10


def write_mp4(path: Path) -> Path:
    """Write an MP4 file of one sound track, whose chunk offset leads to `PAYLOAD`.

    ISO/IEC 14496-12. The index stands before the payload, as in files made for streaming: tags
    that grow move the payload, and the offset has to follow.
    """
    kind = _box(b"ftyp", b"M4A \x00\x00\x00\x00M4A isom")
    length = len(_index(0))
    path.write_bytes(kind + _index(len(kind) + length + 8) + _box(b"mdat", PAYLOAD))
    return path


def payload_of_mp4(path: Path) -> bytes:
    """Return the bytes to which the chunk offset leads."""
    content = path.read_bytes()
    (offset,) = struct.unpack_from(">I", content, content.index(b"stco") + 12)
    return content[offset : offset + len(PAYLOAD)]


def write_asf(path: Path) -> Path:
    """Write an ASF file, as WMA files are: a header with its properties, and a data object.

    Advanced Systems Format Specification 1.2, sections 3.1, 3.2 and 5.1.
    """
    identifier = UUID(int=7).bytes_le
    duration = DURATION_S * 10_000_000
    properties = _object(
        "8cabdca1-a947-11cf-8ee4-00c00c205365",
        identifier
        + struct.pack("<QQQQQQIIII", 0, 0, 1, duration, duration, 0, 2, 512, 512, 64_000),
    )
    header = _object(
        "75b22630-668e-11cf-a6d9-00aa0062ce6c", struct.pack("<IBB", 1, 1, 2) + properties
    )
    data = _object(
        "75b22636-668e-11cf-a6d9-00aa0062ce6c", identifier + struct.pack("<QH", 20, 257) + PAYLOAD
    )
    path.write_bytes(header + data)
    return path


def write_ape(path: Path) -> Path:
    """Write a file of Monkey's Audio: its descriptor, its header, and `PAYLOAD`."""
    descriptor = b"MAC " + struct.pack("<HHIIIIIII", 3_990, 0, 52, 24, 0, 0, len(PAYLOAD), 0, 0)
    descriptor += bytes(16)
    frames = DURATION_S * RATE_HZ // 73_728
    header = struct.pack("<HHIIIHHI", 2_000, 0, 73_728, 1, frames + 1, 16, CHANNELS, RATE_HZ)
    path.write_bytes(descriptor + header + PAYLOAD)
    return path


def _index(offset: int) -> bytes:
    # AAC LC of 44.1 kHz and two channels, ISO/IEC 14496-1 and 14496-3.
    config = b"\x05\x02\x12\x10"
    decoder = b"\x04\x11\x40\x15" + bytes(3) + struct.pack(">II", 64_000, 64_000) + config
    stream = b"\x03\x19\x00\x01\x00" + decoder + b"\x06\x01\x02"
    entry = bytes(6) + struct.pack(">H8xHHII", 1, CHANNELS, 16, 0, RATE_HZ << 16)
    sound = _box(b"mp4a", entry + _full_box(b"esds", stream))
    table = _box(
        b"stbl",
        _full_box(b"stsd", struct.pack(">I", 1) + sound)
        + _full_box(b"stco", struct.pack(">II", 1, offset)),
    )
    handler = _full_box(b"hdlr", struct.pack(">4x4s13x", b"soun"))
    length = struct.pack(">IIIIHH", 0, 0, RATE_HZ, DURATION_S * RATE_HZ, 0, 0)
    media = _box(b"mdia", _full_box(b"mdhd", length) + handler + _box(b"minf", table))
    movie = _full_box(b"mvhd", struct.pack(">IIII80x", 0, 0, 1_000, DURATION_S * 1_000))
    return _box(b"moov", movie + _box(b"trak", media))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _full_box(kind: bytes, content: bytes) -> bytes:
    return _box(kind, bytes(4) + content)


def _object(identifier: str, content: bytes) -> bytes:
    return UUID(identifier).bytes_le + struct.pack("<Q", 24 + len(content)) + content
