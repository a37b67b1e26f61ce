"""Real audio files, written by libsndfile and, where installed, by ffmpeg."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

Samples = npt.NDArray[np.float32]
_BLOCK = 65_536


@pytest.fixture
def tone() -> Callable[..., Samples]:
    """Make a sweep with bursts of noise, (samples, channels): bursts fill an MP3's reservoir."""

    def make(duration_s: float = 12.0, rate_hz: int = 44_100, channels: int = 2) -> Samples:
        rng = np.random.default_rng(7)
        t = np.arange(round(duration_s * rate_hz)) / rate_hz
        noise = 0.2 * rng.standard_normal((t.size, channels)) * (np.sin(2 * np.pi * t) > 0)[:, None]
        sweep = 0.3 * np.sin(2 * np.pi * (220 + 40 * t)[:, None] * t[:, None] + np.arange(channels))
        return np.clip(noise + sweep, -0.99, 0.99).astype(np.float32)

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write samples in blocks (one large write of ogg crashes libsndfile)."""

    def make(name: str, samples: Samples, rate_hz: int = 44_100, **settings: Any) -> Path:
        path = tmp_path / name
        with soundfile.SoundFile(path, "w", rate_hz, samples.shape[1], **settings) as file:
            for start in range(0, len(samples), _BLOCK):
                file.write(samples[start : start + _BLOCK])
        return path

    return make


@pytest.fixture
def convert(tmp_path: Path) -> Callable[..., Path]:
    """Encode by ffmpeg; skips where it is not installed."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None or shutil.which("ffprobe") is None:
        pytest.skip("ffmpeg and ffprobe are not installed")

    def make(source: Path, name: str, *options: str) -> Path:
        path = tmp_path / name
        command = [ffmpeg, "-nostdin", "-v", "error", "-y", "-i", f"file:{source}", *options]
        subprocess.run([*command, f"file:{path}"], check=True)
        return path

    return make
