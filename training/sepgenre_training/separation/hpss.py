"""The embedded separator `hpss`: no weights, no network, stems that add up to the mixture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.hpss_masks import (
    MASK_WINDOW_S,
    STEADY_WINDOW_S,
    estimate_masks,
    stft_for,
)
from sepgenre_training.separation.hpss_name import HPSS_NAME, HPSS_VERSION
from sepgenre_training.separation.stems import STEM_NAMES, Audio

LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 8_000, 192_000

# More than the reach of all windows and medians together: what a block sees beyond its ends
# makes its masks those of the whole.
CONTEXT_S = 2.0


@attrs.frozen(kw_only=True)
class HpssSeparator:
    """Harmonic/percussive masks, a bass band, and a centre-panned vocal band.

    Four soft masks that sum to one multiply each channel's complex STFT, so that the stems add
    up to the mixture (the paper's equation 1). A baseline, not a rival of a trained network.

    Attributes
    ----------
    block_s : float
        Longest stretch processed at once, in seconds: bounds the memory on long inputs.
    stems : tuple of str
        Those that are wanted, which come out the same without the others.
    """

    block_s: float = attrs.field(default=24.0, validator=attrs.validators.ge(1.0))
    stems: tuple[str, ...] = attrs.field(
        default=STEM_NAMES,
        validator=attrs.validators.deep_iterable(attrs.validators.in_(STEM_NAMES)),
    )
    name: str = attrs.field(default=HPSS_NAME, init=False)
    version: str = attrs.field(default=HPSS_VERSION, init=False)

    def separate(self, mixture: Audio, sample_rate: int) -> Mapping[str, Audio]:
        """Split `mixture` [shape=(channels, samples)] into stems of the same shape.

        Parameters
        ----------
        mixture : Audio [shape=(channels, samples)]
            One or two channels, of any length.
        sample_rate : int
            8,000 to 192,000 Hz; all windows scale with it.

        Returns
        -------
        Mapping[str, Audio]
            One array for each of `stems`; the sum of all four is the mixture to about 1e-6 of
            its peak.

        Raises
        ------
        SeparationError
            Where the mixture is empty, has NaN or infinite samples, or an unusable rate.
        CancelledError
            Where the person has asked the worker to stop, a fraction of a second ago.
        """
        _check(mixture, sample_rate)
        stems = {name: np.zeros_like(mixture, dtype=np.float32) for name in self.stems}
        peak = np.float32(np.max(np.abs(mixture)))
        if peak == 0.0:
            return stems
        for whole, inner, kept in self._blocks(mixture.shape[1], sample_rate):
            # At full scale, squares neither overflow nor vanish in single precision.
            scaled = np.asarray(mixture[:, whole] / peak, dtype=np.float32)
            for name, stem in _separate_block(scaled, sample_rate, self.stems).items():
                stems[name][:, kept] = stem[:, inner] * peak
        return stems

    def _blocks(self, n_samples: int, sample_rate: int) -> Iterator[tuple[slice, slice, slice]]:
        # Starts are multiples of the longest hop: frames fall where they would in one piece.
        hop = stft_for(STEADY_WINDOW_S, sample_rate).hop_samples
        block = max(round(self.block_s * sample_rate / hop), 1) * hop
        context = -(-int(CONTEXT_S * sample_rate) // hop) * hop
        for start in range(0, n_samples, block):
            stop = min(start + block, n_samples)
            first = max(start - context, 0)
            whole = slice(first, min(stop + context, n_samples))
            yield whole, slice(start - first, stop - first), slice(start, stop)


def _separate_block(mixture: Audio, sample_rate: int, names: tuple[str, ...]) -> dict[str, Audio]:
    stft = stft_for(MASK_WINDOW_S, sample_rate)
    spectrum = stft.analyse(mixture)
    masks = estimate_masks(mixture, spectrum, sample_rate)
    stems = {}
    for name in names:
        check_cancelled()
        stems[name] = stft.synthesise(spectrum * masks[name], mixture.shape[1])
    return stems


def _check(mixture: Audio, sample_rate: int) -> None:
    if mixture.ndim != 2 or mixture.shape[0] not in (1, 2) or mixture.shape[1] == 0:
        raise SeparationError(
            f"hpss was given audio of shape {mixture.shape}, not one or two channels of samples.",
            remedy="Choose a segment that lies inside its track, from a mono or stereo file.",
        )
    if not LOWEST_RATE_HZ <= sample_rate <= HIGHEST_RATE_HZ:
        raise SeparationError(
            f"hpss cannot separate audio at {sample_rate} Hz.",
            remedy=f"Resample the file to between {LOWEST_RATE_HZ} and {HIGHEST_RATE_HZ} Hz.",
        )
    n_bad = mixture.size - int(np.count_nonzero(np.isfinite(mixture)))
    if n_bad:
        raise SeparationError(
            f"hpss was given {n_bad} samples that are NaN or infinite.",
            remedy="Export the file anew from its source; these samples cannot be repaired.",
        )
