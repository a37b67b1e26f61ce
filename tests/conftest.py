"""What all tests share: the material beside the checkout, and a window system without a screen."""

from __future__ import annotations

import compileall
import os
from pathlib import Path

import pytest

from sepgenre_training.compute.numba_cache import prepare_numba

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# One thread for each process: the suite runs in several, and results must not depend on it.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Before any test module imports librosa: two processes that compile at a time break the cache.
prepare_numba()

_ROOT = Path(__file__).resolve().parents[1]
_SHARED = _ROOT.parent / "shared"


def pytest_configure(config: pytest.Config) -> None:
    """Compile the program once for all the processes that tests start.

    They are hundreds, and where the environment says PYTHONDONTWRITEBYTECODE, each of them would
    compile what it imports: a third of the time it needs before it begins.
    """
    if not hasattr(config, "workerinput"):
        for folder in ("sepgenre_gui", "training", "resources"):
            compileall.compile_dir(_ROOT / folder, quiet=2)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real audio and annotations beside the checkout; skips where it is absent."""
    if not _SHARED.is_dir():
        pytest.skip("the folder shared/ with real audio is not beside this checkout")
    return _SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow tests, so that no process ends with one while the others are idle."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
