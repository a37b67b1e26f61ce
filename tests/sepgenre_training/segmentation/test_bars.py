from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.segmentation.bars import BAR_RATE_HZ, find_bars


def drums(tempo_bpm: float, first_s: float, duration_s: float = 20.0) -> np.ndarray:
    """Kicks on one and three, snares on two and four, a crash on one."""
    rng = np.random.default_rng(0)
    t = np.arange(round(0.15 * BAR_RATE_HZ)) / BAR_RATE_HZ
    kick = np.sin(2 * np.pi * (50.0 * t + 3.0 * (1 - np.exp(-t / 0.02)))) * np.exp(-t / 0.05)
    noise = rng.standard_normal(len(t)) * np.exp(-t / 0.04)
    track = np.zeros(round(duration_s * BAR_RATE_HZ) + len(t))
    beat_s = 60.0 / tempo_bpm
    for beat in range(int((duration_s - first_s) / beat_s)):
        at = round((first_s + beat * beat_s) * BAR_RATE_HZ)
        sound = (kick + 0.2 * noise * (beat % 4 == 0)) if beat % 2 == 0 else 0.5 * noise
        track[at : at + len(t)] += sound
    return (0.5 * track[: round(duration_s * BAR_RATE_HZ)]).astype(np.float32)


@pytest.mark.parametrize(("tempo_bpm", "first_s"), [(124.0, 0.37), (138.5, 0.05), (100.0, 1.1)])
def test_bars_lie_on_the_grid(tempo_bpm: float, first_s: float) -> None:
    bars = find_bars(drums(tempo_bpm, first_s))
    assert bars is not None
    assert bars.tempo_bpm == pytest.approx(tempo_bpm, rel=0.002)
    number = (bars.starts_s - first_s) / (240.0 / tempo_bpm)
    np.testing.assert_allclose(number, np.round(number), atol=0.03 * tempo_bpm / 240.0)
    assert len(bars.starts_s) >= 8


def test_fast_tempo_or_its_half_keeps_the_bars() -> None:
    bars = find_bars(drums(174.0, 0.2))
    assert bars is not None
    assert min(abs(bars.tempo_bpm / factor / 174.0 - 1.0) for factor in (0.5, 1.0)) < 0.002
    beats = (bars.starts_s - 0.2) * 174.0 / 60.0
    np.testing.assert_allclose(beats, np.round(beats), atol=0.1)


@pytest.mark.parametrize("kind", ["silence", "noise", "chord", "moment"])
def test_no_beat_is_found_where_there_is_none(kind: str) -> None:
    t = np.arange(20 * BAR_RATE_HZ) / BAR_RATE_HZ
    mono = {
        "silence": np.zeros_like(t),
        "noise": np.random.default_rng(1).standard_normal(len(t)) * 0.1,
        "chord": 0.1 * np.sum([np.sin(2 * np.pi * f * t) for f in (220.0, 277.0, 330.0)], axis=0),
        "moment": drums(128.0, 0.0)[:BAR_RATE_HZ],
    }[kind]
    assert find_bars(mono.astype(np.float32)) is None
