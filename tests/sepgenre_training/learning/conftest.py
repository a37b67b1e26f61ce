"""Features of songs that tell their genre by five loud bands, as files; no sound behind them."""

from __future__ import annotations

import numpy as np
import pytest

from sepgenre_training.learning.held_out import LabelledFeatures

N_MELS, N_FRAMES = 16, 24


@pytest.fixture(scope="session")
def songs_features(tmp_path_factory: pytest.TempPathFactory) -> LabelledFeatures:
    """Eighteen segments of nine songs of three genres, two segments a song."""
    folder = tmp_path_factory.mktemp("features")
    rng = np.random.default_rng(0)
    paths, labels, groups = [], [], []
    for song in range(9):
        for part in range(2):
            levels = -40 + 3 * rng.standard_normal((5, N_MELS, N_FRAMES))
            levels[:, 5 * (song % 3) : 5 * (song % 3) + 5] += 12
            path = folder / f"{song}-{part}.npy"
            np.save(path, levels.astype(np.float32))
            paths.append(path)
            labels.append(song % 3)
            groups.append(f"song {song}")
    return LabelledFeatures(
        paths=tuple(paths), labels=tuple(labels), groups=tuple(groups), n_classes=3
    )
