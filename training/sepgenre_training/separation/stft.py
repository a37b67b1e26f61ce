"""The centred short-time Fourier transform on which separators apply their masks."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
from scipy import fft

from sepgenre_training.separation.stems import Audio

Spectrum = npt.NDArray[np.complex64]
"""Short-time spectra, [shape=(channels, bins, frames)], dtype complex64."""

Magnitude = npt.NDArray[np.float32]
"""Magnitudes, powers or masks, [shape=(bins, frames)], dtype float32."""


@attrs.frozen(kw_only=True)
class Stft:
    """A periodic-Hann STFT with three quarters of overlap, and its inverse.

    The window is used once for analysis and once for synthesis; hop = window / 4 makes the sum
    of its squares constant, so that the inverse of an unchanged spectrum is the signal itself.

    Attributes
    ----------
    window_samples : int
        Length of the window, a power of two.
    """

    window_samples: int = attrs.field(validator=attrs.validators.ge(16))

    @property
    def hop_samples(self) -> int:
        """Step between frames, in samples."""
        return self.window_samples // 4

    def n_frames(self, n_samples: int) -> int:
        """Return how many frames cover `n_samples` samples with full overlap."""
        return 3 + -(-n_samples // self.hop_samples)

    def frequencies_hz(self, sample_rate: int) -> npt.NDArray[np.float32]:
        """Return the centre of every bin, [shape=(bins,)], in Hz."""
        return np.asarray(fft.rfftfreq(self.window_samples, 1.0 / sample_rate), dtype=np.float32)

    def analyse(self, audio: Audio) -> Spectrum:
        """Return the spectra of `audio` [shape=(channels, samples)]."""
        n_channels, n_samples = audio.shape
        window, hop = self.window_samples, self.hop_samples
        n_frames = self.n_frames(n_samples)
        padded = np.zeros((n_channels, (n_frames - 1) * hop + window), dtype=np.float32)
        padded[:, 3 * hop : 3 * hop + n_samples] = audio
        frames = np.lib.stride_tricks.sliding_window_view(padded, window, axis=1)[:, ::hop]
        spectra = fft.rfft(frames * self._window(), axis=-1)
        return np.ascontiguousarray(spectra.swapaxes(1, 2)).astype(np.complex64, copy=False)

    def synthesise(self, spectra: Spectrum, n_samples: int) -> Audio:
        """Return the `n_samples` samples of which `spectra` are the STFT, all channels."""
        window, hop = self.window_samples, self.hop_samples
        frames = fft.irfft(spectra.swapaxes(1, 2), n=window, axis=-1) * (self._window() / 1.5)
        n_channels, n_frames, _ = frames.shape
        quarters = frames.reshape(n_channels, n_frames, 4, hop)
        added = np.zeros((n_channels, n_frames + 3, hop), dtype=np.float32)
        for quarter in range(4):
            added[:, quarter : quarter + n_frames] += quarters[:, :, quarter]
        signal = added.reshape(n_channels, -1)
        return np.ascontiguousarray(signal[:, 3 * hop : 3 * hop + n_samples])

    def _window(self) -> npt.NDArray[np.float32]:
        phase = 2.0 * np.pi * np.arange(self.window_samples) / self.window_samples
        return (0.5 - 0.5 * np.cos(phase)).astype(np.float32)
