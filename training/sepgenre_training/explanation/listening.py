"""Only what mattered: the most important places of a map as sound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.numba_cache import prepare_numba
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.separation.stems import Audio

if TYPE_CHECKING:
    from sepgenre_training.separation.stft import Magnitude, Stft

Mask = npt.NDArray[np.bool_]

FRACTION = 0.15
"""Share of a stem's cells that are heard, unless fewer speak for the genre."""

_WINDOW_S = 0.046


def important_places(importance: npt.NDArray[np.float64], *, fraction: float = FRACTION) -> Mask:
    """Return the most important cells of each stem.

    Parameters
    ----------
    importance : ndarray [shape=(n_mels, n_frames, c)]
        A map of `occlusion_map` or `integrated_gradients`.
    fraction : float
        Share of each stem's cells, in (0, 1]; cells that do not speak for the class are never
        taken, so a stem that speaks against it is silent.

    Returns
    -------
    ndarray [shape=(n_mels, n_frames, c)], bool
    """
    flat = importance.reshape(-1, importance.shape[2])
    wanted = max(1, round(fraction * len(flat)))
    thresholds = np.partition(flat, len(flat) - wanted, axis=0)[len(flat) - wanted]
    return np.asarray((importance >= thresholds) & (importance > 0))


def only_what_mattered(
    signals: Mapping[str, Audio], places: Mask, sample_rate_hz: int, settings: FeatureSettings
) -> dict[str, Audio]:
    """Return each signal with only its important places left in its spectrum.

    Parameters
    ----------
    signals : Mapping[str, Audio [shape=(channels, samples)]]
        In the order of the channels of `places`, such as bass, drums, other.
    places : ndarray [shape=(n_mels, n_frames, c)], bool
        From `important_places`.
    sample_rate_hz : int
        Of the signals.
    settings : FeatureSettings
        With which the map's spectrograms were made.

    Returns
    -------
    dict of str to Audio [shape=(channels, samples)]
        float32; rate and length are those of the signals.
    """
    window_samples = 1 << max(4, round(np.log2(_WINDOW_S * sample_rate_hz)))
    from sepgenre_training.separation.stft import Stft  # scipy, which the window does not load

    stft = Stft(window_samples=window_samples)
    heard: dict[str, Audio] = {}
    for channel, (name, signal) in enumerate(signals.items()):
        spectra = stft.analyse(signal)
        mask = stft_mask(places[:, :, channel], stft, spectra.shape[2], sample_rate_hz, settings)
        heard[name] = stft.synthesise(spectra * mask, signal.shape[1])
    return heard


def stft_mask(
    places: Mask, stft: Stft, n_frames: int, sample_rate_hz: int, settings: FeatureSettings
) -> Magnitude:
    """Return the mask [shape=(bins, n_frames)], float32, of the STFT's bins.

    A bin takes the value of the mel band whose centre is nearest on the mel scale, and of the
    mel frame whose centre is nearest in time; above the features' highest frequency nothing
    mattered, for it was not seen.
    """
    prepare_numba()
    # A second to import, with pandas and scikit-learn behind it: only what computes pays.
    import librosa

    n_mels, n_mel_frames = places.shape
    highest_hz = settings.sample_rate_hz / 2
    centres_hz = librosa.mel_frequencies(n_mels + 2, fmin=0.0, fmax=highest_hz)[1:-1]
    frequencies_hz = stft.frequencies_hz(sample_rate_hz)
    bands = np.rint(
        np.interp(
            librosa.hz_to_mel(frequencies_hz), librosa.hz_to_mel(centres_hz), np.arange(n_mels)
        )
    ).astype(np.int64)
    # Frame j of `Stft` begins three hops before sample j * hop, and is four hops long.
    times_s = (np.arange(n_frames) - 1) * stft.hop_samples / sample_rate_hz
    frames = np.rint(times_s * settings.sample_rate_hz / settings.hop_length).astype(np.int64)
    mask = places[bands][:, np.clip(frames, 0, n_mel_frames - 1)].astype(np.float32)
    mask[frequencies_hz > highest_hz] = 0.0
    return np.asarray(mask, np.float32)
