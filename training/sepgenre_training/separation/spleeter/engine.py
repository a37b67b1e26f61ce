"""The separator `spleeter`: whole tracks in bounded memory, and segments, by the networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import attrs
import numpy as np

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.separation.spleeter.network import SpleeterNetworks, load_networks
from sepgenre_training.separation.spleeter.spectra import (
    MODELLED_BINS,
    NETWORK_RATE_HZ,
    analyse,
    count_chunks,
    cut_spans,
    join_spans,
    synthesise,
)
from sepgenre_training.separation.spleeter.tensors import (
    NETWORK_STEMS,
    SPLEETER_NAME,
    SPLEETER_VERSION,
)
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.stereo_network import StereoNetwork, channel_pairs

_NETWORK = StereoNetwork(name=SPLEETER_NAME, stems=NETWORK_STEMS, rate_hz=NETWORK_RATE_HZ)

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
        return _NETWORK.separate(mixture, sample_rate, self._through(on_chunk))

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
        return _NETWORK.separate_blocks(blocks, sample_rate, self._through(on_chunk))

    def _through(self, on_chunk: ChunkDone | None) -> Callable[[Iterable[Audio]], Iterator[Audio]]:
        return lambda blocks: join_spans(self._separate_spans(cut_spans(blocks), on_chunk))

    def _separate_spans(
        self, spans: Iterable[Audio], on_chunk: ChunkDone | None
    ) -> Iterator[Audio]:
        for n_done, span in enumerate(spans, start=1):
            stems = np.empty((len(NETWORK_STEMS), *span.shape), dtype=np.float32)
            for pair in channel_pairs(len(span)):
                check_cancelled()
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
