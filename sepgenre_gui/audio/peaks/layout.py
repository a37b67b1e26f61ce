"""How a pyramid lies in its file: a header, then one block of int16 for each level."""

from __future__ import annotations

import mmap
import struct
from functools import cached_property

import attrs
from attrs import validators

VERSION = 1

BASE_SAMPLES = 256
"""Samples that a bin of the lowest level stands for; fewer are read from the audio itself."""

FACTOR = 4
"""Bins of one level that a bin of the next stands for."""

FULL_SCALE = 16_384
"""The int16 that stands for a sample of 1.0.

A power of two, so that no rounding is added, and half of the range: float files and decoded MP3
go beyond full scale, by 6 dB at most before the peaks are cut here.
"""

_TOP_BINS = 1024
"""The highest level has no more: any window is wide enough for them."""

_MAGIC = b"SGpeaks\x01"
_HEADER = struct.Struct("<8s3q")
_READY = struct.Struct("<q")
_READY_AT = _HEADER.size - _READY.size
_HEADER_BYTES = 64
_ITEM_BYTES = 2


@attrs.frozen(kw_only=True)
class Layout:
    """The sizes and places of the levels of one pyramid.

    A level is an array [shape=(n_channels, 2, bins)] of little-endian int16: minima, maxima.
    Bin `i` of level `l` stands for the samples from ``i * bin_samples(l)`` on.
    """

    n_samples: int = attrs.field(validator=validators.ge(1))
    n_channels: int = attrs.field(validator=validators.ge(1))

    @cached_property
    def level_bins(self) -> tuple[int, ...]:
        """Return the number of bins of each level, finest first."""
        bins = [-(-self.n_samples // BASE_SAMPLES)]
        while bins[-1] > _TOP_BINS:
            bins.append(-(-bins[-1] // FACTOR))
        return tuple(bins)

    @property
    def n_bytes(self) -> int:
        """Return the size of the file."""
        return self.offset(len(self.level_bins))

    def offset(self, level: int) -> int:
        """Return where in the file `level` begins."""
        rows = 2 * self.n_channels
        return _HEADER_BYTES + _ITEM_BYTES * rows * sum(self.level_bins[:level])

    def row_offset(self, level: int, row: int) -> int:
        """Return where in the file a row of `level` begins: minima, maxima of each channel."""
        return self.offset(level) + _ITEM_BYTES * row * self.level_bins[level]

    @staticmethod
    def bin_samples(level: int) -> int:
        """Return how many samples a bin of `level` stands for."""
        return BASE_SAMPLES * int(FACTOR**level)

    def level_for(self, samples_per_bin: float) -> int:
        """Return the coarsest level that still resolves `samples_per_bin`, or the finest."""
        levels = range(len(self.level_bins) - 1, 0, -1)
        return next((level for level in levels if self.bin_samples(level) <= samples_per_bin), 0)

    def header(self, n_ready_samples: int) -> bytes:
        """Return the header of a pyramid of which `n_ready_samples` are there."""
        packed = _HEADER.pack(_MAGIC, self.n_samples, self.n_channels, n_ready_samples)
        return packed.ljust(_HEADER_BYTES, b"\0")

    def read_ready(self, mapped: mmap.mmap) -> int | None:
        """Return how many samples are there; None where the file has not this layout."""
        if len(mapped) != self.n_bytes:
            return None
        magic, n_samples, n_channels, ready = _HEADER.unpack(mapped[: _HEADER.size])
        matches = (magic, n_samples, n_channels) == (_MAGIC, self.n_samples, self.n_channels)
        return int(ready) if matches else None

    @staticmethod
    def pack_ready(n_ready_samples: int) -> tuple[int, bytes]:
        """Return the place and the bytes that state how many samples are there."""
        return _READY_AT, _READY.pack(n_ready_samples)
