"""The quality gates: stems that no music gives are refused, however long the track."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import numpy.typing as npt

from sepgenre_training.errors import IdenticalStemError, SeparationError
from sepgenre_training.separation.stems import STEM_NAMES, Audio

COMPARED_BELOW_HZ = 11_000.0
"""Spleeter's stems are silent above, so a comparison of the whole band would find a difference."""

IDENTICAL_DB = -40.0
"""A stem whose difference from the mixture has less energy than this is the mixture again."""

# Below these shares of the loudest sample, a stem counts as silent, and two as the same.
_SILENT_SHARE = 1e-3
_IDENTICAL_SHARE = 1e-3

_FRAME_SAMPLES = 4096
_HOP_SAMPLES = _FRAME_SAMPLES // 2
_PIECE_SAMPLES = 65_536
_PAIRS = tuple(combinations(range(len(STEM_NAMES)), 2))


class QualityGates:
    """Watches a mixture and its stems go by, block by block, and tells at the end what is wrong.

    How the blocks are cut makes no difference; memory does not grow with their number.

    Parameters
    ----------
    separator : str
        Name of the separator, for the message.
    sample_rate : int
        In Hz.
    accept_identical : bool
        Let pass a stem that is nearly the mixture, which is right where nothing else sounds.
    """

    def __init__(self, *, separator: str, sample_rate: int, accept_identical: bool = False) -> None:
        self._separator = separator
        self._accept_identical = accept_identical
        self._mixture_peak = 0.0
        self._peaks = np.zeros(len(STEM_NAMES))
        self._differences = np.zeros(len(_PAIRS))
        self._low_band = _LowBandEnergy(sample_rate)

    def add(self, mixture: Audio, stems: Mapping[str, Audio]) -> None:
        """Take the next block.

        Parameters
        ----------
        mixture : Audio [shape=(channels, samples)]
            Finite samples; the same channels in every block.
        stems : Mapping[str, Audio [shape=(channels, samples)]]
            Its stems.

        Raises
        ------
        SeparationError
            Where a stem is missing, of another shape, or not finite.
        """
        for name in STEM_NAMES:
            if name not in stems or stems[name].shape != mixture.shape:
                shape = stems[name].shape if name in stems else "none"
                raise self._refused(f"the stem {name!r} has shape {shape}")
            if not np.isfinite(stems[name]).all():
                raise self._refused(f"the stem {name!r} has samples that are not finite")
        for piece in _pieces(mixture.shape[1]):
            self._add_piece(mixture[:, piece], [stems[name][:, piece] for name in STEM_NAMES])

    def require_passed(self) -> None:
        """Raise where the stems that went by, as a whole, are none that music gives.

        Called once, after the last block.

        Raises
        ------
        SeparationError
            Where all stems are silent though the mixture is not; where two that sound are the
            same.
        IdenticalStemError
            Where one is nearly the mixture, unless that is accepted.
        """
        sounding = self._sounding()
        if self._mixture_peak > 0.0 and not sounding.any():
            raise self._refused("all stems are silent, though the mixture is not")
        for (first, second), difference in zip(_PAIRS, self._differences, strict=True):
            both = sounding[first] and sounding[second]
            if both and difference <= _IDENTICAL_SHARE * self._peaks[first]:
                names = f"{STEM_NAMES[first]!r} and {STEM_NAMES[second]!r}"
                raise self._refused(f"the stems {names} are the same")
        if not self._accept_identical:
            self._require_difference()

    def silent_stems(self) -> frozenset[str]:
        """Return the stems that count as silent beside the mixture, of what went by so far."""
        pairs = zip(STEM_NAMES, self._sounding(), strict=True)
        return frozenset(name for name, sounds in pairs if not sounds)

    def identical_stems(self) -> Mapping[str, float]:
        """Return the stems that are nearly the mixture, and the level of the difference in dB.

        Called after the last block, as `require_passed`.
        """
        of_mixture, *of_residuals = self._low_band.total()
        return {
            name: 10.0 * math.log10(energy / of_mixture) if energy else -math.inf
            for name, energy in zip(STEM_NAMES, of_residuals, strict=True)
            if energy < of_mixture * 10.0 ** (IDENTICAL_DB / 10.0)
        }

    def _sounding(self) -> npt.NDArray[np.bool_]:
        sounding: npt.NDArray[np.bool_] = self._peaks > _SILENT_SHARE * self._mixture_peak
        return sounding

    def _add_piece(self, mixture: Audio, stems: list[Audio]) -> None:
        self._mixture_peak = max(self._mixture_peak, _peak(mixture))
        self._peaks = np.maximum(self._peaks, [_peak(stem) for stem in stems])
        differences = [_peak(stems[first] - stems[second]) for first, second in _PAIRS]
        self._differences = np.maximum(self._differences, differences)
        self._low_band.add(np.stack([mixture, *(stem - mixture for stem in stems)]))

    def _require_difference(self) -> None:
        for name, below_db in self.identical_stems().items():
            raise IdenticalStemError(
                f"The separator {self._separator!r} gave a stem {name!r} that is nearly the "
                f"mixture itself (their difference is at {below_db:.0f} dB).",
                remedy="Separate with --accept-identical if that is right, as where nothing "
                "but drums plays; otherwise install the separator's weights again, or choose "
                "another separator.",
            )

    def _refused(self, reason: str) -> SeparationError:
        return SeparationError(
            f"The separator {self._separator!r} gave unusable stems: {reason}.",
            remedy="Install the separator's weights again, or choose another separator.",
        )


def check_stems(
    stems: Mapping[str, Audio],
    mixture: Audio,
    *,
    separator: str,
    sample_rate: int,
    accept_identical: bool = False,
) -> None:
    """Pass the whole `stems` of `mixture` [shape=(channels, samples)] through the gates.

    Raises
    ------
    SeparationError
        As `QualityGates.add` and `QualityGates.require_passed` do.
    """
    gates = QualityGates(
        separator=separator, sample_rate=sample_rate, accept_identical=accept_identical
    )
    gates.add(mixture, stems)
    gates.require_passed()


class _LowBandEnergy:
    """Sums the energy below `COMPARED_BELOW_HZ` of several signals that come in blocks."""

    def __init__(self, sample_rate: int) -> None:
        frequencies_hz = np.fft.rfftfreq(_FRAME_SAMPLES, 1.0 / sample_rate)
        self._n_bins = int(np.searchsorted(frequencies_hz, COMPARED_BELOW_HZ))
        self._held: npt.NDArray[np.float32] | None = None
        self._energies: npt.NDArray[np.float64] = np.zeros(1)

    def add(self, signals: npt.NDArray[np.float32]) -> None:
        """Take the next samples, [shape=(signals, channels, samples)]."""
        if self._held is None:
            # Half a frame of zeros before the first sample, so that each lies in two frames.
            self._held = np.zeros((*signals.shape[:-1], _HOP_SAMPLES), dtype=np.float32)
            self._energies = np.zeros(len(signals))
        samples = np.concatenate([self._held, signals], axis=-1)
        n_frames = max((samples.shape[-1] - _HOP_SAMPLES) // _HOP_SAMPLES, 0)
        if n_frames:
            frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME_SAMPLES, axis=-1)
            spectra = np.fft.rfft(frames[..., ::_HOP_SAMPLES, :] * _WINDOW)[..., : self._n_bins]
            power = np.square(spectra.real) + np.square(spectra.imag)
            self._energies += power.sum(axis=(1, 2, 3), dtype=np.float64)
        self._held = samples[..., n_frames * _HOP_SAMPLES :].copy()

    def total(self) -> npt.NDArray[np.float64]:
        """Return the energy of each signal, [shape=(signals,)]; nothing may be added after."""
        if self._held is None:
            return np.zeros(1 + len(STEM_NAMES))
        self.add(np.zeros((*self._held.shape[:-1], _FRAME_SAMPLES), dtype=np.float32))
        return self._energies


def _pieces(n_samples: int) -> Iterator[slice]:
    for start in range(0, n_samples, _PIECE_SAMPLES):
        yield slice(start, start + _PIECE_SAMPLES)


def _peak(audio: Audio) -> float:
    return max(float(audio.max()), -float(audio.min()))


# Squares of sine windows half a frame apart sum to one, so every sample counts the same.
_WINDOW = np.sin(np.pi * (np.arange(_FRAME_SAMPLES) + 0.5) / _FRAME_SAMPLES).astype(np.float32)
