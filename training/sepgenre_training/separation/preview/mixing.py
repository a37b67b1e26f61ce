"""The sum of lanes, block by block: each of the track itself or of a stem, with its gain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sepgenre_training.separation.preview.growing import growing_path
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE, stem_gains
from sepgenre_training.separation.preview.track_blocks import stem_blocks, track_blocks
from sepgenre_training.separation.spleeter.block_rates import resample_blocks
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.task import SeparationTask


def mix_blocks(
    gains: Mapping[str, float],
    separations: Sequence[SeparationTask],
    *,
    start_sample: int,
    n_samples: int,
) -> Iterator[Audio]:
    """Yield the sum of the lanes, each times its gain, at the track's own rate.

    Parameters
    ----------
    gains : Mapping[str, float]
        Linear gains by the key of the lane; what is missing is not heard.
    separations : sequence of SeparationTask
        One for each separator, all of one window of one track; their stems are in the cache.
    start_sample, n_samples : int
        The part of the window, in samples from its start.

    Yields
    ------
    Audio [shape=(channels, samples)]
        Neither clipped nor turned down.

    Raises
    ------
    AudioError, SeparationError, CancelledError
        As `track_blocks` and `stem_blocks` do.
    """
    lanes: list[Iterator[Audio]] = []
    if gain := gains.get(MIXTURE_LANE, 0.0):
        track = track_blocks(separations[0], start_sample=start_sample, n_samples=n_samples)
        lanes.append(block * np.float32(gain) for block in track)
    for separation in separations:
        stem_factors = stem_gains(separation.separator, gains)
        if any(stem_factors):
            blocks = stem_blocks(
                growing_path(separation), start_sample=start_sample, n_samples=n_samples
            )
            lanes.append(_weigh(blocks, stem_factors))
    for parts in zip(*lanes, strict=True):
        yield sum(parts[1:], start=parts[0])


def at_rate(blocks: Iterator[Audio], from_hz: int, to_hz: int, n_samples: int) -> Iterator[Audio]:
    """Resample successive blocks of `n_samples` samples in all to exactly as long a time.

    Yields
    ------
    Audio [shape=(channels, samples)]
        ``round(n_samples * to_hz / from_hz)`` samples in all.
    """
    n_left = round(n_samples * to_hz / from_hz)
    channels = 1
    for block in resample_blocks(blocks, from_hz, to_hz):
        channels = block.shape[0]
        if kept := min(n_left, block.shape[1]):
            yield block[:, :kept]
            n_left -= kept
    # A resampler rounds its length.
    if n_left:
        yield np.zeros((channels, n_left), dtype=np.float32)


def _weigh(blocks: Iterator[Audio], gains: Sequence[float]) -> Iterator[Audio]:
    """Yield the sum of the stems, each times its gain."""
    for block in blocks:
        # A stem that is not heard is left out: adding zeros would cost as much as adding it.
        heard = [stem * np.float32(g) for stem, g in zip(block, gains, strict=True) if g]
        yield sum(heard[1:], start=heard[0])
