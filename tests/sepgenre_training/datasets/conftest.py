"""Folders of small real audio files; the paths, not the sound, are what these tests are about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile


@pytest.fixture
def clip() -> Callable[[Path], Path]:
    """Write a tenth of a second of noise, other noise for each name."""

    def make(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(sum(map(ord, path.name)))
        noise = rng.uniform(-0.1, 0.1, 2205).astype(np.float32)
        form = {".mp3": "MP3", ".au": "AU"}.get(path.suffix.lower(), "WAV")
        soundfile.write(path, noise, 22_050, format=form)
        return path

    return make
