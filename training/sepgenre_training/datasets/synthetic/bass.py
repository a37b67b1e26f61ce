"""The bass stem: a pattern of filtered notes under the chords, mono in the lows."""

from __future__ import annotations

import numpy as np

from sepgenre_training.datasets.synthetic.arrangement import Arrangement
from sepgenre_training.datasets.synthetic.effects import (
    centre_lows,
    decay,
    gate,
    high_pass,
    place,
)
from sepgenre_training.datasets.synthetic.harmony import Harmony
from sepgenre_training.datasets.synthetic.oscillators import (
    Mono,
    filtered_note,
    midi_to_hz,
    seconds,
)
from sepgenre_training.datasets.synthetic.parameters import SongParameters
from sepgenre_training.separation.stems import Audio

# Per bar: (step, length in steps, semitones above the root, velocity).
_PATTERNS: dict[str, tuple[tuple[int, int, int, float], ...]] = {
    "offbeat": ((2, 2, 0, 1.0), (6, 2, 0, 1.0), (10, 2, 0, 1.0), (14, 2, 0, 0.95)),
    "rolling": tuple(
        (4 * beat + step, 1, 0, velocity)
        for beat in range(4)
        for step, velocity in ((1, 0.75), (2, 1.0), (3, 0.85))
    ),
    "syncopated": (
        *((0, 2, 0, 1.0), (3, 2, 0, 0.85), (6, 2, 7, 0.8)),
        *((10, 2, 0, 0.95), (13, 2, 12, 0.75)),
    ),
    "sustained": ((0, 10, 0, 1.0), (10, 4, 0, 0.9), (14, 2, 7, 0.8)),
}
_LOWEST_NOTE = 29


def render_bass(
    arrangement: Arrangement,
    harmony: Harmony,
    p: SongParameters,
    ducking: Mono,
    rng: np.random.Generator,
) -> Audio:
    """Return the bass stem.

    Parameters
    ----------
    ducking : Mono [shape=(arrangement.n_samples,)]
        Gain under which the bass makes room for the kick.

    Returns
    -------
    Audio [shape=(2, arrangement.n_samples)]
        Without a side signal below 150 Hz; not yet levelled against the other stems.
    """
    track = np.zeros((2, arrangement.n_samples), dtype=np.float32)
    drive = float(rng.uniform(1.0, 2.2))
    filter_decay_s = float(rng.uniform(0.15, 0.5))
    grains: dict[tuple[int, int], Audio] = {}
    for bar in arrangement.bars_with("bass"):
        root = _LOWEST_NOTE + (harmony.root(bar) - _LOWEST_NOTE) % 12
        for step, length, interval, velocity in _PATTERNS[p.bass_pattern]:
            key = (root + interval, length)
            if key not in grains:
                n = seconds(p.bass_gate * length * arrangement.step_s)
                note = _synthesize(midi_to_hz(key[0]), n, p, filter_decay_s)
                grains[key] = np.tanh(np.float32(drive) * note)
            place(track, grains[key], arrangement.sample_at(bar, step), 0.5 * velocity)
    return centre_lows(high_pass(track, 28.0)) * ducking


def _synthesize(
    frequency_hz: float, n_samples: int, p: SongParameters, filter_decay_s: float
) -> Audio:
    cutoff_hz = np.float32(p.bass_cutoff_hz) * (
        np.float32(0.6) + np.float32(1.4) * decay(n_samples, filter_decay_s)
    )
    envelope = gate(n_samples, attack_s=0.003, release_s=0.025)
    if p.bass_waveform != "reese":
        note = filtered_note(
            frequency_hz, cutoff_hz, waveform=p.bass_waveform, resonance=p.bass_resonance
        )
        return np.stack([note, note]) * envelope
    # Two saws beat against each other, slightly apart in the stereo field.
    low, high = (
        filtered_note(
            frequency_hz * 2.0 ** (cents / 1200.0),
            cutoff_hz,
            waveform="saw",
            resonance=p.bass_resonance,
        )
        for cents in (-14.0, 14.0)
    )
    pair = np.stack([0.65 * low + 0.45 * high, 0.45 * low + 0.65 * high])
    return np.asarray(pair * envelope, dtype=np.float32)
