"""The drum stem: kick, clap or snare, hats and percussion, each synthesised once and placed."""

from __future__ import annotations

import numpy as np

from sepgenre_training.datasets.synthetic.arrangement import Arrangement
from sepgenre_training.datasets.synthetic.effects import (
    db_to_gain,
    decay,
    high_pass,
    low_pass,
    place,
)
from sepgenre_training.datasets.synthetic.oscillators import (
    SAMPLE_RATE_HZ,
    Mono,
    noise,
    seconds,
    times_s,
)
from sepgenre_training.datasets.synthetic.parameters import SongParameters
from sepgenre_training.separation.stems import Audio

Bar = tuple[tuple[int, ...], ...]

# Two bars each: what repeats in dance music is a pair of bars.
_KICKS: dict[str, Bar] = {
    "four": ((0, 4, 8, 12), (0, 4, 8, 12)),
    "four_push": ((0, 4, 8, 12), (0, 4, 8, 12, 14)),
    "broken": ((0, 3, 10), (0, 6, 10, 13)),
    "two_step": ((0, 10), (0, 7, 10)),
}
_OPEN_HATS: dict[str, Bar] = {
    "offbeat": ((2, 6, 10, 14), (2, 6, 10, 14)),
    "eighths": ((6, 14), (6, 14)),
    "sixteenths": ((2, 10), (2, 6, 10, 14)),
    "shuffle": ((6,), (2, 10)),
}
_CLOSED_HATS: dict[str, tuple[float, ...]] = {
    "offbeat": (0.3, 0.0, 0.0, 0.2),
    "eighths": (0.9, 0.0, 0.7, 0.0),
    "sixteenths": (0.7, 0.45, 0.9, 0.5),
    "shuffle": (0.6, 0.5, 0.0, 0.8),
}
_HUMAN_S = 0.0015


def kick_onsets(arrangement: Arrangement, pattern: str) -> tuple[int, ...]:
    """Return the samples on which `pattern` puts a kick, in order."""
    return tuple(
        arrangement.sample_at(bar, step)
        for bar in arrangement.bars_with("kick")
        for step in _KICKS[pattern][bar % 2]
    )


def synthesize_kick(rng: np.random.Generator, p: SongParameters) -> Mono:
    """Return a sine that falls in pitch within some 30 ms, with a click of noise on top."""
    n = seconds(p.kick_decay_s * 1.4)
    t = times_s(n)
    sweep_hz = rng.uniform(120.0, 260.0)
    frequency_hz = p.kick_pitch_hz + sweep_hz * np.exp(-t / rng.uniform(0.012, 0.03))
    phase = 2.0 * np.pi * np.cumsum(frequency_hz, dtype=np.float64) / SAMPLE_RATE_HZ
    body = np.sin(phase).astype(np.float32) * decay(n, p.kick_decay_s * 1.8, attack_s=0.002)
    body = np.tanh(np.float32(1.6) * body)
    click = high_pass(noise(rng, n), 1800.0) * decay(n, 0.03)
    fade = np.minimum(1.0, np.arange(n, 0, -1, dtype=np.float32) / seconds(0.01))
    return np.asarray((body + np.float32(db_to_gain(p.kick_click_db)) * click) * fade)


def synthesize_clap(rng: np.random.Generator, tone: float) -> Mono:
    """Return a clap of four bursts of noise, blended into a snare with a body by `tone`."""
    n = seconds(0.32)
    burst = low_pass(high_pass(noise(rng, n), 900.0), 5500.0)
    clap = np.zeros(n, dtype=np.float32)
    for number, start_s in enumerate((0.0, 0.011, 0.021, 0.032)):
        start = seconds(start_s)
        tail_s = 0.25 if number == 3 else 0.03
        clap[start:] += 0.7 * (burst * decay(n, tail_s))[: n - start]
    t = times_s(n)
    body = np.sin(2 * np.pi * rng.uniform(170.0, 215.0) * t) * decay(n, 0.14)
    body += 0.6 * np.sin(2 * np.pi * rng.uniform(310.0, 350.0) * t) * decay(n, 0.09)
    wires = high_pass(noise(rng, n), 1500.0) * decay(n, rng.uniform(0.16, 0.28))
    snare = 0.8 * body + 0.4 * wires
    return np.asarray((1.0 - tone) * clap + tone * snare, dtype=np.float32)


def synthesize_hat(rng: np.random.Generator, *, cutoff_hz: float, decay_s: float) -> Mono:
    """Return a hat: noise and six inharmonic square waves above `cutoff_hz`."""
    n = seconds(min(1.2 * decay_s + 0.01, 0.5))
    t = times_s(n)
    base_hz = rng.uniform(380.0, 460.0)
    ring = np.zeros(n, dtype=np.float32)
    for ratio in (2.0, 3.0, 4.16, 5.43, 6.79, 8.21):
        ring += np.sign(np.sin(np.float32(2 * np.pi * base_hz * ratio) * t))
    metal = high_pass(noise(rng, n) + np.float32(0.25) * ring, cutoff_hz, order=3)
    return np.asarray(metal * decay(n, decay_s), dtype=np.float32)


def synthesize_percussion(rng: np.random.Generator) -> tuple[Mono, ...]:
    """Return three percussion sounds: a conga high and low, and a shaker, rim or block."""
    n = seconds(0.22)
    t = times_s(n)
    pitch_hz = rng.uniform(190.0, 330.0)
    congas = tuple(
        np.asarray(
            np.sin(2 * np.pi * pitch_hz * ratio * (t + 0.004 * np.exp(-t / 0.02))) * decay(n, 0.18),
            dtype=np.float32,
        )
        for ratio in (1.0, 1.34)
    )
    if rng.random() < 0.5:
        extra = high_pass(noise(rng, n), 4500.0) * decay(n, 0.09, attack_s=0.012)
    else:
        block_hz = rng.uniform(700.0, 1800.0)
        extra = np.sin(2 * np.pi * block_hz * t) * decay(n, 0.05) * np.float32(1.2)
    return (*congas, np.asarray(0.6 * extra, dtype=np.float32))


def render_drums(arrangement: Arrangement, p: SongParameters, rng: np.random.Generator) -> Audio:
    """Return the drum stem, kick and clap in the centre, hats and percussion to the sides.

    Returns
    -------
    Audio [shape=(2, arrangement.n_samples)]
        Not yet levelled against the other stems.
    """
    track = np.zeros((2, arrangement.n_samples), dtype=np.float32)
    kick = synthesize_kick(rng, p)
    for start in kick_onsets(arrangement, p.kick_pattern):
        place(track, kick, start, 0.9)
    _play_claps(track, arrangement, p, rng)
    _play_hats(track, arrangement, p, rng)
    _play_percussion(track, arrangement, p, rng)
    return track


def _late(rng: np.random.Generator) -> int:
    return int(rng.integers(seconds(_HUMAN_S) + 1))


def _play_claps(
    track: Audio, arrangement: Arrangement, p: SongParameters, rng: np.random.Generator
) -> None:
    clap = synthesize_clap(rng, p.clap_tone)
    room = np.stack([clap, clap])
    # A few milliseconds between the sides make the room, and leave the attack in the centre.
    for side, delay_s in enumerate((0.013, 0.019)):
        late = seconds(delay_s)
        room[side, late:] += 0.3 * low_pass(clap, 4000.0)[:-late]
    gain = db_to_gain(p.clap_level_db)
    ghosts = tuple(int(step) for step in rng.permutation([2, 5, 7, 9, 10, 11, 14, 15]))
    n_ghosts = round(p.ghost_density * 5)
    fills = arrangement.last_bars()
    for bar in arrangement.bars_with("clap"):
        hits = [(step, 1.0) for step in (4, 12)]
        hits += [(step, 0.28) for step in ghosts[:n_ghosts]]
        if bar in fills:
            hits += [(step, 0.55) for step in (13, 14, 15)]
        for step, velocity in hits:
            start = arrangement.sample_at(bar, step) + _late(rng)
            place(track, room, start, gain * velocity * rng.uniform(0.9, 1.1))


def _play_hats(
    track: Audio, arrangement: Arrangement, p: SongParameters, rng: np.random.Generator
) -> None:
    closed = synthesize_hat(rng, cutoff_hz=p.hat_cutoff_hz, decay_s=rng.uniform(0.05, 0.09))
    opened = synthesize_hat(rng, cutoff_hz=0.9 * p.hat_cutoff_hz, decay_s=2 * p.open_hat_decay_s)
    gain = db_to_gain(p.hat_level_db)
    pan = float(rng.uniform(-0.35, 0.35))
    for bar in arrangement.bars_with("hats"):
        for step in range(16):
            velocity = _CLOSED_HATS[p.hat_pattern][step % 4]
            if velocity > 0.0:
                start = arrangement.sample_at(bar, step) + _late(rng)
                place(track, closed, start, gain * velocity * rng.uniform(0.8, 1.1), pan)
        for step in _OPEN_HATS[p.hat_pattern][bar % 2]:
            start = arrangement.sample_at(bar, step) + _late(rng)
            place(track, opened, start, gain * rng.uniform(0.85, 1.05), -0.5 * pan)


def _play_percussion(
    track: Audio, arrangement: Arrangement, p: SongParameters, rng: np.random.Generator
) -> None:
    sounds = synthesize_percussion(rng)
    n_hits = round(8 * p.percussion_density)
    # One drawn figure of two bars that repeats: a loop, not scattered hits.
    steps = np.sort(rng.choice(np.arange(1, 32), size=n_hits, replace=False))
    figure = [
        (int(step), int(rng.integers(len(sounds))), float(rng.uniform(0.12, 0.35)))
        for step in steps
    ]
    pans = rng.permutation([-0.6, 0.15, 0.6])
    for bar in arrangement.bars_with("percussion"):
        for step, sound, velocity in figure:
            if step // 16 == bar % 2:
                start = arrangement.sample_at(bar, step % 16) + _late(rng)
                place(track, sounds[sound], start, velocity, float(pans[sound]))
