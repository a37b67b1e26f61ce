"""Sound sources: band-limited wavetables, filtered notes, detuned voices, evolving chords."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy.fft

from sepgenre_training.separation.stems import Audio

SAMPLE_RATE_HZ = 44_100
"""Rate of all generated songs."""

Mono = npt.NDArray[np.float32]
"""Samples of one channel, [shape=(samples,)], dtype float32."""

_TABLE_SIZE = 8192
_TOP_HZ = 18_000.0


def seconds(duration_s: float) -> int:
    """Return the number of samples in `duration_s` seconds."""
    return round(duration_s * SAMPLE_RATE_HZ)


def times_s(n_samples: int) -> Mono:
    """Return the time of each of `n_samples` samples, in seconds."""
    return (np.arange(n_samples) / SAMPLE_RATE_HZ).astype(np.float32)


def midi_to_hz(note: float) -> float:
    """Return the frequency of MIDI note number `note`, in Hz."""
    return float(440.0 * 2.0 ** ((note - 69.0) / 12.0))


def noise(rng: np.random.Generator, n_samples: int) -> Mono:
    """Return white noise with unit variance, [shape=(n_samples,)]."""
    return rng.standard_normal(n_samples, dtype=np.float32)


def harmonic_amplitudes(waveform: str, n_harmonics: int) -> npt.NDArray[np.float64]:
    """Return the amplitudes of the first `n_harmonics` harmonics of `waveform`.

    Known waveforms are ``sine``, ``triangle``, ``square``, ``saw`` and ``glottal`` (a source
    that falls by 9 dB an octave).
    """
    k = np.arange(1, n_harmonics + 1, dtype=np.float64)
    odd = k % 2 == 1
    if waveform == "sine":
        return np.where(k == 1, 1.0, np.where(k == 2, 0.08, 0.0))
    if waveform == "triangle":
        return np.where(odd, 1.0 / k**2, 0.06 / k)
    if waveform == "square":
        return np.where(odd, 1.0 / k, 0.0)
    if waveform == "glottal":
        return np.asarray(k**-1.5)
    return np.asarray(1.0 / k)


@lru_cache(maxsize=256)
def wavetable(waveform: str, n_harmonics: int) -> Mono:
    """Return one period of `waveform` with `n_harmonics` harmonics, [shape=(8192,)]."""
    spectrum = np.zeros(_TABLE_SIZE // 2 + 1, dtype=np.complex128)
    spectrum[1 : n_harmonics + 1] = -0.5j * _TABLE_SIZE * harmonic_amplitudes(waveform, n_harmonics)
    table = np.asarray(scipy.fft.irfft(spectrum), dtype=np.float32)
    table.flags.writeable = False
    return table


def harmonics_below(frequency_hz: float, top_hz: float = _TOP_HZ) -> int:
    """Return how many harmonics of `frequency_hz` lie below `top_hz`: at least 1."""
    return max(1, min(_TABLE_SIZE // 4, int(top_hz / frequency_hz)))


def look_up(table: Mono, phase_cycles: npt.NDArray[np.float64]) -> Mono:
    """Return `table` read at `phase_cycles` (1 is one period), [shape=phase_cycles.shape]."""
    return np.asarray(table[(phase_cycles * _TABLE_SIZE).astype(np.int64) & (_TABLE_SIZE - 1)])


def filtered_note(frequency_hz: float, cutoff_hz: Mono, *, waveform: str, resonance: float) -> Mono:
    """Return a note through a moving second-order low-pass, built harmonic by harmonic.

    Parameters
    ----------
    frequency_hz : float
        Fundamental frequency.
    cutoff_hz : Mono [shape=(n,)]
        Corner of the filter at every sample; its length is the note's.
    waveform : str
        See `harmonic_amplitudes`.
    resonance : float
        Quality factor of the filter; 0.71 has no peak.

    Returns
    -------
    Mono [shape=(n,)]
        The note, without an amplitude envelope and free of aliasing.
    """
    # Above four times the corner a second-order filter leaves less than -24 dB of a falling
    # spectrum, which is not worth the time.
    n_harmonics = min(harmonics_below(frequency_hz, 4.0 * float(cutoff_hz.max())), 40)
    cycles = (np.arange(cutoff_hz.size) * (frequency_hz / SAMPLE_RATE_HZ)) % 1.0
    step = np.exp(2j * np.pi * cycles).astype(np.complex64)
    turning = np.ones_like(step)
    relative = np.float32(frequency_hz) / cutoff_hz
    note = np.zeros(cutoff_hz.size, dtype=np.float32)
    for k, amplitude in enumerate(harmonic_amplitudes(waveform, n_harmonics), start=1):
        turning *= step
        if amplitude < 1e-4:
            continue
        ratio = np.square(np.float32(k) * relative)
        response = np.sqrt(np.square(1.0 - ratio) + ratio / np.float32(resonance**2))
        note += np.float32(amplitude) * turning.imag / response
    return note


def detuned_voices(
    frequencies_hz: tuple[float, ...],
    n_samples: int,
    rng: np.random.Generator,
    *,
    waveform: str = "saw",
    voices: int = 4,
    detune_cents: float = 12.0,
) -> Audio:
    """Return several detuned copies of each note, spread over the stereo field.

    Returns
    -------
    Audio [shape=(2, n_samples)]
        About unit peak per note.
    """
    index = np.arange(n_samples, dtype=np.float64)
    sound = np.zeros((2, n_samples), dtype=np.float32)
    for frequency_hz in frequencies_hz:
        table = wavetable(waveform, harmonics_below(frequency_hz))
        for position in np.linspace(-1.0, 1.0, voices):
            cents = detune_cents * position + rng.uniform(-2.0, 2.0)
            rate = frequency_hz * 2.0 ** (cents / 1200.0) / SAMPLE_RATE_HZ
            voice = look_up(table, index * rate + rng.uniform()) / np.float32(voices)
            # Neighbours in pitch lie on opposite sides, so that no side sounds sharp.
            pan = 0.5 + 0.45 * position * (-1.0) ** round(position * voices)
            sound[0] += np.float32(np.cos(0.5 * np.pi * pan)) * voice
            sound[1] += np.float32(np.sin(0.5 * np.pi * pan)) * voice
    return sound


def evolving_chord(
    frequencies_hz: tuple[float, ...],
    n_samples: int,
    rng: np.random.Generator,
    *,
    cutoff_hz: float,
    bandwidth_cents: float = 18.0,
) -> Audio:
    """Return a pad whose harmonics are narrow bands of noise, made by one inverse FFT.

    Reference: the PADsynth algorithm (Nasca), harmonics of Gaussian profile and random phase.

    Returns
    -------
    Audio [shape=(2, n_samples)]
        Unit RMS, channels of independent phase, so wide; it loops without a seam.
    """
    bin_hz = SAMPLE_RATE_HZ / n_samples
    magnitude = np.zeros(n_samples // 2 + 1)
    for frequency_hz in frequencies_hz:
        for k in range(1, min(harmonics_below(frequency_hz, 3.0 * cutoff_hz), 40) + 1):
            centre = k * frequency_hz / bin_hz
            width = max(0.6, centre * (2.0 ** (bandwidth_cents / 1200.0) - 1.0))
            low, high = int(centre - 4 * width), int(centre + 4 * width) + 2
            bins = np.arange(max(low, 1), min(high, magnitude.size))
            level = 1.0 / k / (1.0 + (k * frequency_hz / cutoff_hz) ** 2)
            profile = np.exp(-0.5 * ((bins - centre) / width) ** 2) / np.sqrt(width)
            magnitude[bins] += level * profile
    phases = np.exp(2j * np.pi * rng.random((2, magnitude.size)))
    pad = scipy.fft.irfft(magnitude * phases, n=n_samples, axis=-1)
    pad /= np.sqrt(np.mean(np.square(pad))) + 1e-12
    return np.asarray(pad, dtype=np.float32)
