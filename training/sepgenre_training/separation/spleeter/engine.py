"""The separator `spleeter`: whole tracks in bounded memory, and segments, by the networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import attrs
import numpy as np

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.spleeter.block_rates import (
    CountedBlocks,
    cut_to_length,
    resample_blocks,
)
from sepgenre_training.separation.spleeter.network import SpleeterNetworks, load_networks
from sepgenre_training.separation.spleeter.spectra import (
    CHUNK_SAMPLES,
    MODELLED_BINS,
    NETWORK_RATE_HZ,
    analyse,
    count_chunks,
    cut_spans,
    join_spans,
    synthesise,
)
from sepgenre_training.separation.spleeter.tensors import (
    N_CHANNELS,
    NETWORK_STEMS,
    SPLEETER_NAME,
    SPLEETER_VERSION,
)
from sepgenre_training.separation.stems import STEM_NAMES, Audio

LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 1_000, 768_000

ChunkDone = Callable[[int], None]
"""Called after each chunk with the number of chunks done so far."""


@attrs.frozen(kw_only=True)
class SpleeterSeparator:
    """Spleeter's pretrained 4stems model, streamed in chunks of 512 frames (11.9 s).

    The networks hear pairs of channels at 44.1 kHz: mono is doubled and its stems folded back,
    further channels go in pairs. Stems are silent above 11 kHz, and so do not quite sum to the
    mixture, as with the package.

    Attributes
    ----------
    weights : Path
        Folder of the official checkpoint; read once, when the separator is made.
    """

    weights: Path
    name: str = attrs.field(default=SPLEETER_NAME, init=False)
    version: str = attrs.field(default=SPLEETER_VERSION, init=False)
    _networks: SpleeterNetworks = attrs.field(init=False, repr=False, eq=False)

    @_networks.default
    def _load(self) -> SpleeterNetworks:
        return load_networks(self.weights)

    def separate(
        self, mixture: Audio, sample_rate: int, *, on_chunk: ChunkDone | None = None
    ) -> Mapping[str, Audio]:
        """Split `mixture` [shape=(channels, samples)] into stems of the same shape.

        Parameters
        ----------
        mixture : Audio [shape=(channels, samples)]
            At least one channel and one sample.
        sample_rate : int
            In Hz; any rate, resampled to 44.1 kHz and back.
        on_chunk : Callable[[int], None], optional
            As in `separate_blocks`; `chunks_of` tells how many there will be.

        Returns
        -------
        Mapping[str, Audio]
            One array for each of ``STEM_NAMES``, float32.

        Raises
        ------
        SeparationError
            Where the mixture is empty, has NaN or infinite samples, or an unusable rate.
        CancelledError
            Where the person asked to stop; noticed before each chunk.
        """
        if mixture.ndim != 2 or 0 in mixture.shape:
            raise _unusable(f"audio of shape {mixture.shape}, not channels of samples")
        blocks = list(_split(mixture))
        # Found late, a bad sample at the end of a long track would cost all the time before it.
        for block in blocks:
            _check_block(block, mixture.shape[0])
        stems = {name: np.empty(mixture.shape, dtype=np.float32) for name in STEM_NAMES}
        done = 0
        for separated in self.separate_blocks(blocks, sample_rate, on_chunk=on_chunk):
            n_samples = separated[STEM_NAMES[0]].shape[1]
            for name, stem in separated.items():
                stems[name][:, done : done + n_samples] = stem
            done += n_samples
        return stems

    def separate_blocks(
        self,
        blocks: Iterable[Audio],
        sample_rate: int,
        *,
        on_chunk: ChunkDone | None = None,
    ) -> Iterator[Mapping[str, Audio]]:
        """Split a track that is read block by block, in memory that its length does not change.

        Parameters
        ----------
        blocks : Iterable[Audio] [each shape=(channels, any number of samples)]
            The track's samples in their order; the same channels in each.
        sample_rate : int
            In Hz.
        on_chunk : Callable[[int], None], optional
            Called after each chunk with the number of chunks done.

        Yields
        ------
        Mapping[str, Audio]
            The next samples of every stem, [shape=(channels, samples)], float32; together
            exactly as many as `blocks` had.

        Raises
        ------
        SeparationError, CancelledError
            As in `separate`.
        """
        if not LOWEST_RATE_HZ <= sample_rate <= HIGHEST_RATE_HZ:
            raise _unusable(f"audio at {sample_rate} Hz")
        source = CountedBlocks(_checked(blocks))
        paired = map(_pair_channels, source)
        network_input = CountedBlocks(resample_blocks(paired, sample_rate, NETWORK_RATE_HZ))
        spans = self._separate_spans(cut_spans(network_input), on_chunk)
        stems = cut_to_length(join_spans(spans), network_input)
        folded = (_fold_channels(block, source.n_channels) for block in stems)
        for block in cut_to_length(resample_blocks(folded, NETWORK_RATE_HZ, sample_rate), source):
            by_network = block.reshape(len(NETWORK_STEMS), source.n_channels, block.shape[-1])
            yield {name: by_network[NETWORK_STEMS.index(name)] for name in STEM_NAMES}

    def _separate_spans(
        self, spans: Iterable[Audio], on_chunk: ChunkDone | None
    ) -> Iterator[Audio]:
        for n_done, span in enumerate(spans, start=1):
            stems = np.empty((len(NETWORK_STEMS), *span.shape), dtype=np.float32)
            for first in range(0, len(span), N_CHANNELS):
                check_cancelled()
                pair = slice(first, first + N_CHANNELS)
                stems[:, pair] = self._separate_pair(span[pair])
            yield stems
            if on_chunk is not None:
                on_chunk(n_done)

    def _separate_pair(self, span: Audio) -> Audio:
        # The masks of the bins above are zero.
        spectra = analyse(span)[..., :MODELLED_BINS]
        masks = self._networks.estimate_masks(np.abs(spectra))
        # One stem at a time: four at once would take 200 MB.
        return np.stack([synthesise(mask * spectra) for mask in masks])


def chunks_of(n_samples: int, sample_rate: int) -> int:
    """Return how many chunks `n_samples` samples at `sample_rate` Hz take."""
    return count_chunks(round(n_samples * NETWORK_RATE_HZ / sample_rate))


def _split(mixture: Audio) -> Iterator[Audio]:
    for start in range(0, mixture.shape[1], CHUNK_SAMPLES):
        yield mixture[:, start : start + CHUNK_SAMPLES]


def _checked(blocks: Iterable[Audio]) -> Iterator[Audio]:
    n_channels = 0
    for block in blocks:
        n_channels = n_channels or block.shape[0]
        _check_block(block, n_channels)
        yield np.asarray(block, dtype=np.float32)


def _check_block(block: Audio, n_channels: int) -> None:
    if block.ndim != 2 or block.shape[0] != n_channels or not n_channels:
        raise _unusable(f"a block of shape {block.shape} in audio of {n_channels} channels")
    n_bad = block.size - int(np.count_nonzero(np.isfinite(block)))
    if n_bad:
        raise SeparationError(
            f"{SPLEETER_NAME} was given {n_bad} samples that are NaN or infinite.",
            remedy="Export the file anew from its source; these samples cannot be repaired.",
        )


def _pair_channels(block: Audio) -> Audio:
    return np.concatenate([block, block[-1:]]) if len(block) % N_CHANNELS else block


def _fold_channels(stems: Audio, n_channels: int) -> Audio:
    if n_channels % N_CHANNELS:
        stems[:, -N_CHANNELS] = stems[:, -N_CHANNELS:].mean(axis=1)
        stems = stems[:, :n_channels]
    return stems.reshape(len(stems) * n_channels, stems.shape[-1])


def _unusable(what: str) -> SeparationError:
    return SeparationError(
        f"{SPLEETER_NAME} was given {what}.",
        remedy="Choose a segment that lies inside its track, and a file at "
        f"{LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ} Hz.",
    )
