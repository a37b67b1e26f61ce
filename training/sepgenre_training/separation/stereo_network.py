"""Any mixture as the stereo stream of one rate that a network hears, and its stems in return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs
import numpy as np

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.spleeter.block_rates import (
    CountedBlocks,
    cut_to_length,
    resample_blocks,
)
from sepgenre_training.separation.stems import STEM_NAMES, Audio

LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 1_000, 768_000

_N_CHANNELS = 2
_BLOCK_SAMPLES = 1 << 19

StemStream = Callable[[Iterable[Audio]], Iterator[Audio]]
"""Separates blocks [shape=(an even number of channels, samples)], at the network's rate, into
blocks [shape=(stems, channels, samples)]; together at least as many samples, and never ahead."""


@attrs.frozen(kw_only=True)
class StereoNetwork:
    """How a network that hears pairs of channels at one rate separates any mixture.

    Mono is doubled and its stems folded back; further channels go in pairs.

    Attributes
    ----------
    name : str
        The separator's name, for messages.
    stems : tuple of str
        The stems in the order in which the network gives them.
    rate_hz : int
        The rate at which it hears.
    """

    name: str
    stems: tuple[str, ...]
    rate_hz: int

    def separate(
        self, mixture: Audio, sample_rate: int, through: StemStream
    ) -> Mapping[str, Audio]:
        """Split `mixture` [shape=(channels, samples)] into stems of the same shape.

        Parameters
        ----------
        mixture : Audio [shape=(channels, samples)]
            At least one channel and one sample.
        sample_rate : int
            In Hz; any rate, resampled to the network's and back.
        through : StemStream
            The network.

        Returns
        -------
        Mapping[str, Audio]
            One array for each of ``STEM_NAMES``, float32.

        Raises
        ------
        SeparationError
            Where the mixture is empty, has NaN or infinite samples, or an unusable rate.
        """
        if mixture.ndim != 2 or 0 in mixture.shape:
            raise self._unusable(f"audio of shape {mixture.shape}, not channels of samples")
        blocks = list(_split(mixture))
        # Found late, a bad sample at the end of a long track would cost all the time before it.
        for block in blocks:
            self._check_block(block, mixture.shape[0])
        stems = {name: np.empty(mixture.shape, dtype=np.float32) for name in STEM_NAMES}
        done = 0
        for separated in self.separate_blocks(blocks, sample_rate, through):
            n_samples = separated[STEM_NAMES[0]].shape[1]
            for name, stem in separated.items():
                stems[name][:, done : done + n_samples] = stem
            done += n_samples
        return stems

    def separate_blocks(
        self, blocks: Iterable[Audio], sample_rate: int, through: StemStream
    ) -> Iterator[Mapping[str, Audio]]:
        """Split a track that is read block by block.

        Parameters
        ----------
        blocks : Iterable[Audio] [each shape=(channels, any number of samples)]
            The track's samples in their order; the same channels in each.
        sample_rate : int
            In Hz.
        through : StemStream
            The network.

        Yields
        ------
        Mapping[str, Audio]
            The next samples of every stem, [shape=(channels, samples)], float32; together
            exactly as many as `blocks` had.

        Raises
        ------
        SeparationError
            As in `separate`.
        """
        if not LOWEST_RATE_HZ <= sample_rate <= HIGHEST_RATE_HZ:
            raise self._unusable(f"audio at {sample_rate} Hz")
        source = CountedBlocks(self._checked(blocks))
        paired = map(_pair_channels, source)
        heard = CountedBlocks(resample_blocks(paired, sample_rate, self.rate_hz))
        stems = cut_to_length(through(heard), heard)
        folded = (_fold_channels(block, source.n_channels) for block in stems)
        for block in cut_to_length(resample_blocks(folded, self.rate_hz, sample_rate), source):
            by_network = block.reshape(len(self.stems), source.n_channels, block.shape[-1])
            yield {name: by_network[self.stems.index(name)] for name in STEM_NAMES}

    def _checked(self, blocks: Iterable[Audio]) -> Iterator[Audio]:
        n_channels = 0
        for block in blocks:
            n_channels = n_channels or block.shape[0]
            self._check_block(block, n_channels)
            yield np.asarray(block, dtype=np.float32)

    def _check_block(self, block: Audio, n_channels: int) -> None:
        if block.ndim != 2 or block.shape[0] != n_channels or not n_channels:
            raise self._unusable(
                f"a block of shape {block.shape} in audio of {n_channels} channels"
            )
        n_bad = block.size - int(np.count_nonzero(np.isfinite(block)))
        if n_bad:
            raise SeparationError(
                f"{self.name} was given {n_bad} samples that are NaN or infinite.",
                remedy="Export the file anew from its source; these samples cannot be repaired.",
            )

    def _unusable(self, what: str) -> SeparationError:
        return SeparationError(
            f"{self.name} was given {what}.",
            remedy="Choose a segment that lies inside its track, and a file at "
            f"{LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ} Hz.",
        )


def channel_pairs(n_channels: int) -> Iterator[slice]:
    """Yield the pairs of `n_channels` channels, an even number, as slices."""
    for first in range(0, n_channels, _N_CHANNELS):
        yield slice(first, first + _N_CHANNELS)


def _split(mixture: Audio) -> Iterator[Audio]:
    for start in range(0, mixture.shape[1], _BLOCK_SAMPLES):
        yield mixture[:, start : start + _BLOCK_SAMPLES]


def _pair_channels(block: Audio) -> Audio:
    return np.concatenate([block, block[-1:]]) if len(block) % _N_CHANNELS else block


def _fold_channels(stems: Audio, n_channels: int) -> Audio:
    if n_channels % _N_CHANNELS:
        stems[:, -_N_CHANNELS] = stems[:, -_N_CHANNELS:].mean(axis=1)
        stems = stems[:, :n_channels]
    return stems.reshape(len(stems) * n_channels, stems.shape[-1])
