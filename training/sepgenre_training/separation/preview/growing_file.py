"""A stems file that can be read while it is written: its header states the final length."""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

import numpy as np

from sepgenre_training.cache import replacing, unfinished_name
from sepgenre_training.separation.stem_files import wav_container
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.unfinished import note, settle

_SAMPLE_BYTES = 4
_IEEE_FLOAT = 3
_UNKNOWN_SIZE = 0xFFFF_FFFF
_CHUNK = struct.Struct("<4sI")
_FMT = struct.Struct("<HHIIHH")
_FACT = struct.Struct("<I")
_DS64 = struct.Struct("<QQQI")


class GrowingStems:
    """Writes the stems of one track, chunk by chunk, beside the file that they will be.

    A context manager. From its start the file has its final size, and what is not yet written
    reads as zeros. Without `finish` it vanishes in the end.

    Parameters
    ----------
    finished : Path
        The file's final name.
    n_samples, channels, sample_rate_hz : int
        Of each stem.

    Attributes
    ----------
    path : Path
        The growing file: float32 WAV, or RF64 beyond 4 GB, all stems and channels interleaved.
    n_ready_samples : int
        How many samples of every stem are there, for any reader.
    """

    def __init__(
        self, finished: Path, *, n_samples: int, channels: int, sample_rate_hz: int
    ) -> None:
        self._finished = finished
        finished.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: another process may grow the same stems.
        self.path = unfinished_name(finished)
        self.n_ready_samples = 0
        n_channels = len(STEM_NAMES) * channels
        header = wav_header(n_samples, n_channels, sample_rate_hz)
        note(self.path)
        # Unbuffered: what was written is there for a reader.
        self._file = self.path.open("xb", buffering=0)
        try:
            self._file.truncate(len(header) + n_samples * n_channels * _SAMPLE_BYTES)
            self._write(header)
        except BaseException:
            self._remove()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    def write(self, stems: Mapping[str, Audio]) -> None:
        """Append the next samples of every stem, [shape=(channels, samples)]."""
        stacked = np.concatenate([stems[name] for name in STEM_NAMES])
        self._write(np.ascontiguousarray(stacked.T, dtype="<f4").tobytes())
        self.n_ready_samples += stacked.shape[1]

    def finish(self) -> None:
        """Give the file, which is complete, its final name."""
        # Without it a power failure could leave zeros, which look like silence.
        os.fsync(self._file.fileno())
        self._file.close()
        try:
            self.path.replace(self._finished)
        except PermissionError:
            # Windows renames no file that a window reads.
            with replacing(self._finished) as temporary:
                shutil.copyfile(self.path, temporary)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        # A disk that is nearly full takes the beginning.
        while left:
            left = left[self._file.write(left) :]

    def _remove(self) -> None:
        self._file.close()
        # On Windows a reader keeps it until the cache is next cleaned.
        with suppress(OSError):
            self.path.unlink()
        settle(self.path)


def wav_header(n_samples: int, n_channels: int, sample_rate_hz: int) -> bytes:
    """Return what stands before the samples of a float32 WAV file (RF64 beyond 4 GB).

    Libraries write the length when they close a file; this one is stated before. (EBU Tech 3306
    for RF64.)
    """
    frame_bytes = n_channels * _SAMPLE_BYTES
    n_bytes = n_samples * frame_bytes
    is_wav = wav_container(n_bytes) == "WAV"
    rate_bytes = sample_rate_hz * frame_bytes
    form = _FMT.pack(
        _IEEE_FLOAT, n_channels, sample_rate_hz, rate_bytes, frame_bytes, 8 * _SAMPLE_BYTES
    )
    fact = _FACT.pack(n_samples if is_wav else _UNKNOWN_SIZE)
    chunks = _chunk(b"fmt ", form) + _chunk(b"fact", fact)
    if is_wav:
        size = len(b"WAVE") + len(chunks) + _CHUNK.size + n_bytes
        opening = _CHUNK.pack(b"RIFF", size) + b"WAVE"
        return opening + chunks + _CHUNK.pack(b"data", n_bytes)
    size = len(b"WAVE") + _CHUNK.size + _DS64.size + len(chunks) + _CHUNK.size + n_bytes
    opening = _CHUNK.pack(b"RF64", _UNKNOWN_SIZE) + b"WAVE"
    sizes = _chunk(b"ds64", _DS64.pack(size, n_bytes, n_samples, 0))
    return opening + sizes + chunks + _CHUNK.pack(b"data", _UNKNOWN_SIZE)


def _chunk(name: bytes, content: bytes) -> bytes:
    return _CHUNK.pack(name, len(content)) + content
