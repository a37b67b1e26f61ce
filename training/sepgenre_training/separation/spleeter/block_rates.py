"""Streams of audio blocks: counted, resampled without gaps, cut to an exact length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.stems import Audio

# A resampler rounds its output length: half a sample at 44.1 kHz is nine at 768 kHz.
_MOST_MISSING_SAMPLES = 32


class CountedBlocks:
    """Passes blocks on and counts their samples.

    Attributes
    ----------
    n_samples : int
        Samples of each channel that have passed so far.
    n_channels : int
        Channels of the latest block; 0 before the first.
    """

    def __init__(self, blocks: Iterable[Audio]) -> None:
        self._blocks = blocks
        self.n_samples = 0
        self.n_channels = 0

    def __iter__(self) -> Iterator[Audio]:
        for block in self._blocks:
            self.n_samples += block.shape[-1]
            self.n_channels = block.shape[0]
            yield block


def resample_blocks(blocks: Iterable[Audio], from_hz: int, to_hz: int) -> Iterator[Audio]:
    """Resample successive blocks by soxr (quality HQ) as if they were one.

    Parameters
    ----------
    blocks : Iterable[Audio] [each shape=(channels, any number of samples)]
        In their order; the same channels in each.
    from_hz, to_hz : int
        Rates in Hz; where they are equal, the blocks themselves come back.

    Yields
    ------
    Audio [shape=(channels, samples)]
        float32, without delay; blocks of other lengths, some of them empty.
    """
    if from_hz == to_hz:
        yield from blocks
        return
    stream: soxr.ResampleStream | None = None
    n_channels = 0
    for block in blocks:
        if stream is None:
            n_channels = block.shape[0]
            stream = soxr.ResampleStream(from_hz, to_hz, n_channels, dtype="float32", quality="HQ")
        yield _resample(stream, block)
    if stream is not None:
        yield _resample(stream, np.zeros((n_channels, 0), dtype=np.float32), last=True)


def cut_to_length(blocks: Iterable[Audio], source: CountedBlocks) -> Iterator[Audio]:
    """Cut `blocks` to as many samples as `source` has passed when it ends.

    Parameters
    ----------
    blocks : Iterable[Audio] [each shape=(..., samples)]
        What became of the blocks of `source`, never ahead of it; a few missing samples are
         added as zeros.
    source : CountedBlocks
        What `blocks` were made from.

    Raises
    ------
    SeparationError
        Where more samples are missing than a resampler rounds away.
    """
    n_passed = 0
    last: Audio | None = None
    for block in blocks:
        last = block[..., : source.n_samples - n_passed]
        n_passed += last.shape[-1]
        yield last
    missing = source.n_samples - n_passed
    if missing > _MOST_MISSING_SAMPLES or (missing and last is None):
        raise SeparationError(
            f"Separation gave {n_passed} samples where {source.n_samples} were expected.",
            remedy="Report this as a fault of SepGenre, with the track's sampling rate.",
        )
    if missing and last is not None:
        yield np.zeros((*last.shape[:-1], missing), dtype=np.float32)


def _resample(stream: soxr.ResampleStream, block: Audio, *, last: bool = False) -> Audio:
    resampled = stream.resample_chunk(np.ascontiguousarray(block.T), last=last)
    return np.ascontiguousarray(resampled.T)
