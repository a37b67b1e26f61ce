"""A checkpoint with random weights for the separator that streams by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sepgenre_training.separation.spleeter.random_checkpoint import write_random_checkpoint


@pytest.fixture(scope="session")
def random_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a checkpoint of the official shape and random weights, 157 MB."""
    return write_random_checkpoint(tmp_path_factory.mktemp("weights") / "4stems", seed=3)
