"""Short rhythmic tracks that differ by genre, written as real audio files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

Samples = npt.NDArray[np.float32]

_BLOCK_FRAMES = 65_536  # libsndfile crashes on one large write of ogg


def make_track(
    genre: int, seed: int, *, duration_s: float = 11.0, rate_hz: int = 22_050, channels: int = 2
) -> Samples:
    """Return a track [shape=(samples, channels)]: kick, hats, and a chord that tells the genre."""
    rng = np.random.default_rng([genre, seed])
    t = np.arange(round(duration_s * rate_hz)) / rate_hz
    beat_s = 60 / (120 + 4 * rng.random())
    phase = t % beat_s
    kick = np.sin(2 * np.pi * 60 * phase) * np.exp(-phase * 20)
    hats = rng.standard_normal(len(t)) * np.exp(-((t + beat_s / 2) % beat_s) * 60) * 0.2
    root_hz = 220 * 2 ** (genre / 2) * (1 + 0.05 * rng.random())
    chord = sum(np.sin(2 * np.pi * root_hz * ratio * t) for ratio in (1, 1.25, 1.5)) * 0.1
    mixture = 0.5 * kick + hats + chord
    side = 0.05 * rng.standard_normal(len(t))
    stack = [mixture + side, mixture - side][:channels]
    return np.clip(np.stack(stack, axis=1), -0.95, 0.95).astype(np.float32)


def write_track(
    path: Path, samples: Samples, *, rate_hz: int = 22_050, subtype: str | None = None
) -> Path:
    """Write `samples` in the format of the path's suffix; return `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = path.suffix.lower().lstrip(".").replace("aif", "aiff").replace("aifff", "aiff").upper()
    with soundfile.SoundFile(
        path, "w", rate_hz, samples.shape[1], format=kind, subtype=subtype
    ) as file:
        for start in range(0, len(samples), _BLOCK_FRAMES):
            file.write(samples[start : start + _BLOCK_FRAMES])
    return path


def write_library(
    folder: Path, *, genres: int = 3, songs: int = 5, duration_s: float = 11.0
) -> Path:
    """Write a folder for each genre with small tracks in it; return `folder`."""
    for genre in range(genres):
        for song in range(songs):
            samples = make_track(genre, song, duration_s=duration_s)
            write_track(folder / f"Genre {genre}" / f"song {genre}{song}.wav", samples)
    return folder
