"""Short songs whose true stems are known, written as `write_song` lays its own out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sepgenre_training.separation.stems import STEM_NAMES, Audio
from tests.music import write_track

RATE_HZ = 22_050


def make_stems(
    seed: int, *, silent: tuple[str, ...] = (), duration_s: float = 10.5
) -> dict[str, Audio]:
    """Return four stems [shape=(2, samples)]: a bass line, a kick, a chord at one side, a voice."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    phase = t % (60 / (120 + 4 * rng.random()))
    tone = 2 * np.pi * (1 + 0.05 * rng.random()) * t
    vibrato = 220 * t + 0.3 * np.sin(2 * np.pi * 5.5 * t)
    voice = sum(np.sin(2 * np.pi * k * vibrato) / k for k in range(1, 9))
    chord = sum(np.sin(ratio * 440 * tone) for ratio in (1, 1.25, 1.5))
    signals = {
        "bass": 0.2 * np.sin(55 * tone),
        "drums": 0.5 * np.sin(2 * np.pi * 60 * phase) * np.exp(-phase * 20)
        + 0.3 * rng.standard_normal(len(t)) * np.exp(-phase * 80),
        "other": 0.1 * chord,
        "vocals": 0.1 * voice * np.clip(2 * np.sin(2 * np.pi * 0.7 * t), 0.01, 1),
    }
    stems = {}
    for name in STEM_NAMES:
        right = 0.2 if name == "other" else 1.0
        gain = 0.0 if name in silent else 1.0
        stems[name] = np.stack([signals[name], right * signals[name]]).astype(np.float32) * gain
    return stems


def write_stems_beside(folder: Path, stems: Mapping[str, Audio], *, rate_hz: int = RATE_HZ) -> None:
    """Write each of `stems` as ``<folder>/<stem>.wav``."""
    for name, stem in stems.items():
        write_track(folder / f"{name}.wav", stem.T, rate_hz=rate_hz, subtype="FLOAT")


def write_song_with_stems(folder: Path, genre: str, title: str, stems: Mapping[str, Audio]) -> Path:
    """Write ``songs/<genre>/<title>.wav``, the sum of `stems`, and these below ``stems``."""
    write_stems_beside(folder / "stems" / genre / title, stems)
    mixture = np.sum(list(stems.values()), axis=0)
    return write_track(
        folder / "songs" / genre / f"{title}.wav", mixture.T, rate_hz=RATE_HZ, subtype="FLOAT"
    )
