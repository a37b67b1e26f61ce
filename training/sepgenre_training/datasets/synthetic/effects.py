"""Processing of sounds: filters, envelopes, ducking, delay, reverberation, and levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import scipy.fft
from scipy.ndimage import maximum_filter1d, uniform_filter1d
from scipy.signal import butter, sosfilt

from sepgenre_training.datasets.synthetic.oscillators import (
    SAMPLE_RATE_HZ,
    Mono,
    noise,
    seconds,
    times_s,
)
from sepgenre_training.separation.stems import Audio


def db_to_gain(level_db: float) -> float:
    """Return the amplitude factor of `level_db`."""
    return float(10.0 ** (level_db / 20.0))


def low_pass(sound: Audio, cutoff_hz: float, *, order: int = 2) -> Audio:
    """Return `sound` [shape=(..., samples)] through a Butterworth low-pass."""
    return _filtered(sound, cutoff_hz, order, "lowpass")


def high_pass(sound: Audio, cutoff_hz: float, *, order: int = 2) -> Audio:
    """Return `sound` [shape=(..., samples)] through a Butterworth high-pass."""
    return _filtered(sound, cutoff_hz, order, "highpass")


def _filtered(sound: Audio, cutoff_hz: float, order: int, kind: str) -> Audio:
    top_hz = 0.48 * SAMPLE_RATE_HZ
    sections = butter(order, min(cutoff_hz, top_hz), kind, fs=SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfilt(sections, sound, axis=-1), dtype=np.float32)


def decay(n_samples: int, time_s: float, *, attack_s: float = 0.001) -> Mono:
    """Return an envelope that rises within `attack_s` and falls by 60 dB in `time_s`."""
    t = times_s(n_samples)
    rise = np.minimum(t / np.float32(max(attack_s, 1e-5)), 1.0)
    return np.asarray(rise * np.exp(-6.91 * t / np.float32(time_s)), dtype=np.float32)


def gate(n_samples: int, *, attack_s: float, release_s: float) -> Mono:
    """Return an envelope that is 1 but for raised-cosine ramps at both ends."""
    envelope = np.ones(n_samples, dtype=np.float32)
    rise = min(seconds(attack_s), n_samples // 2)
    fall = min(seconds(release_s), n_samples // 2)
    if rise:
        envelope[:rise] = 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    if fall:
        envelope[-fall:] = 0.5 + 0.5 * np.cos(np.pi * np.arange(fall) / fall)
    return envelope


def place(track: Audio, sound: Audio, start: int, gain: float = 1.0, pan: float = 0.0) -> None:
    """Add `sound` to `track` [shape=(2, samples)] from sample `start`, in place.

    Parameters
    ----------
    sound : Audio [shape=(n,) or (2, n)]
        What does not fit in the track is cut off.
    pan : float
        From -1 (left) to 1 (right), constant power, 1 in both channels at the centre.
    """
    n = min(sound.shape[-1], track.shape[-1] - start)
    if n <= 0:
        return
    angle = 0.25 * np.pi * (1.0 + pan)
    sides = np.sqrt(2.0) * gain * np.array([[np.cos(angle)], [np.sin(angle)]])
    track[:, start : start + n] += sides.astype(np.float32) * sound[..., :n]


def ducking_curve(n_samples: int, kicks: Iterable[int], *, depth: float, release_s: float) -> Mono:
    """Return the gain that dips by the share `depth` at every kick and recovers in `release_s`."""
    curve = np.ones(n_samples, dtype=np.float32)
    dip = 1.0 - np.float32(depth) * np.square(
        np.cos(0.5 * np.pi * np.linspace(0.0, 1.0, seconds(release_s), dtype=np.float32))
    )
    for start in kicks:
        part = curve[start : start + dip.size]
        np.minimum(part, dip[: part.size], out=part)
    return np.asarray(uniform_filter1d(curve, seconds(0.004)), dtype=np.float32)


def swept_low_pass(sound: Audio, start: int, stop: int, *, from_hz: float, to_hz: float) -> None:
    """Open (or close) a low-pass over ``sound[:, start:stop]``, in place.

    The sweep fades through fixed filters, an octave or so apart, which costs a fraction of a
    filter whose coefficients move with every sample.
    """
    stop = min(stop, sound.shape[-1])
    if stop - start < 64:
        return
    part = sound[:, start:stop].copy()
    cutoffs = np.geomspace(from_hz, to_hz, 5)
    position = np.linspace(0.0, cutoffs.size - 1.0, part.shape[-1], dtype=np.float32)
    swept = np.zeros_like(part)
    for number, cutoff_hz in enumerate(cutoffs):
        weight = np.maximum(0.0, 1.0 - np.abs(position - np.float32(number)))
        swept += weight * low_pass(part, float(cutoff_hz))
    sound[:, start:stop] = swept


def reverberate(sound: Audio, rng: np.random.Generator, *, decay_s: float, mix: float) -> Audio:
    """Return `sound` with a wide reverberation of its mid signal added.

    Parameters
    ----------
    sound : Audio [shape=(2, n)]
        The dry sound.
    decay_s : float
        Time in which the tail falls by 60 dB.
    mix : float
        Level of the tail; at 1 it has about the energy of the dry sound.

    Returns
    -------
    Audio [shape=(2, n)]
        The tail beyond the last sample is cut off.
    """
    n, tail = sound.shape[-1], seconds(decay_s)
    response = np.stack([noise(rng, tail), noise(rng, tail)]) * decay(tail, decay_s)
    response = low_pass(high_pass(response, 250.0), 6500.0, order=1)
    response /= np.sqrt(np.sum(np.square(response), axis=-1, keepdims=True))
    pre_delay = seconds(0.015)
    size = scipy.fft.next_fast_len(n + tail, real=True)
    mid = scipy.fft.rfft(0.5 * (sound[0] + sound[1]), n=size)
    wet = scipy.fft.irfft(mid * scipy.fft.rfft(response, n=size, axis=-1), n=size, axis=-1)
    mixed = sound.copy()
    mixed[:, pre_delay:] += np.float32(mix) * wet[:, : n - pre_delay]
    return mixed


def add_ping_pong(sound: Audio, *, delay_s: float, gain: float, repeats: int = 3) -> Audio:
    """Return `sound` [shape=(2, n)] with echoes that change sides and grow darker."""
    step = seconds(delay_s)
    echo = low_pass(high_pass(sound, 300.0, order=1), 4000.0, order=1)
    result = sound.copy()
    for number in range(1, repeats + 1):
        shift = number * step
        if shift >= sound.shape[-1]:
            break
        echo = echo[::-1]
        result[:, shift:] += np.float32(gain**number) * echo[:, :-shift]
    return result


def centre_lows(sound: Audio, cutoff_hz: float = 150.0) -> Audio:
    """Return `sound` [shape=(2, n)] with nothing in its side signal below `cutoff_hz`."""
    mid = 0.5 * (sound[0] + sound[1])
    side = high_pass(0.5 * (sound[0] - sound[1]), cutoff_hz, order=4)
    return np.stack([mid + side, mid - side])


def rms(sound: Audio) -> float:
    """Return the root mean square of all samples."""
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))


def limit_together(
    stems: Mapping[str, Audio], *, threshold: float, peak: float
) -> dict[str, Audio]:
    """Return the stems under one common gain that keeps the loudest passages of their sum down.

    A limiter on the mixture alone would break the rule that the stems add up to it.

    Parameters
    ----------
    threshold : float
        Peak of the mixture above which the gain falls.
    peak : float
        Highest sample of any stem or of their sum afterwards.
    """
    mixture = np.sum(list(stems.values()), axis=0)
    envelope = np.maximum(np.abs(mixture).max(axis=0), np.float32(threshold))
    held = maximum_filter1d(envelope, 2 * seconds(0.005) + 1)
    # The average is no longer than the hold, so the gain is down before the peak arrives.
    gain = np.float32(threshold) / uniform_filter1d(held, seconds(0.005))
    limited = {name: stem * gain for name, stem in stems.items()}
    highest = max(np.abs(part).max() for part in (mixture * gain, *limited.values()))
    return {name: stem * np.float32(peak / highest) for name, stem in limited.items()}
