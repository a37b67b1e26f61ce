"""What the tests of separators in environments of their own share."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.environment import python_of
from sepgenre_training.separation.external.spleeter_package import SPLEETER_ENVIRONMENT
from sepgenre_training.separation.external.store import install_environment
from tests.sepgenre_training.separation.external.small_environment import use_only, write_wheel
from tests.sepgenre_training.separation.spleeter.random_checkpoint import write_random_checkpoint

# What uv says where it reaches nobody.
_UNREACHABLE = ("error sending request", "Failed to fetch", "dns error", "timed out")


@pytest.fixture(scope="session")
def environments() -> Path:
    """The folder of real environments, kept from one run of the tests to the next: 1.4 GB."""
    return platformdirs.user_cache_path("sepgenre-tests", appauthor=False) / "environments"


@pytest.fixture(scope="session")
def spleeter_python(environments: Path) -> Path:
    """The Python with the real spleeter package; the first run installs it."""
    try:
        status = install_environment(SPLEETER_ENVIRONMENT, root=environments)
    except SeparationError as error:
        unreachable = any(words in error.message for words in _UNREACHABLE)
        if unreachable and not os.environ.get("SEPGENRE_TEST_NOTHING_SKIPPED"):
            pytest.skip(f"the spleeter package cannot be downloaded here: {error.message}")
        raise
    return python_of(status.folder)


@pytest.fixture(scope="session")
def random_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a checkpoint of the official shape and random weights, 157 MB."""
    return write_random_checkpoint(tmp_path_factory.mktemp("weights") / "4stems", seed=5)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for environments, beside one with wheels of toybox 1.0 and 2.0."""
    write_wheel(tmp_path / "wheels")
    write_wheel(tmp_path / "wheels", version="2.0")
    use_only(tmp_path / "wheels", monkeypatch)
    return tmp_path / "environments"
