"""The separator `demucs`: refused where it is not whole; run where its environment is there."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.descriptor import SeparatorState
from sepgenre_training.separation.external.demucs import (
    DEMUCS_ENVIRONMENT,
    HTDEMUCS,
    DemucsSeparator,
)
from sepgenre_training.separation.external.environment import (
    EnvironmentState,
    environment_status,
    python_of,
)
from sepgenre_training.separation.registry import create_separator, describe_separator
from sepgenre_training.separation.stems import STEM_NAMES, Separator
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import WeightsState


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPGENRE_ENVIRONMENTS", str(tmp_path / "environments"))
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))


def make_separator(folder: Path) -> Separator:
    return DemucsSeparator(weights=folder, python=folder / "python")


def test_it_is_the_separator_that_is_listed(tmp_path: Path) -> None:
    separator, descriptor = make_separator(tmp_path), describe_separator("demucs")
    assert (separator.name, separator.version) == (descriptor.name, descriptor.version)
    assert "demucs 4.0.1" in descriptor.version


def test_the_file_is_called_as_the_package_calls_it() -> None:
    # The network's signature and the first digits of the hash: the package checks those.
    (file,) = HTDEMUCS.files
    assert file.sha256 is not None
    assert file.name == f"955717e8-{file.sha256[:8]}.th" == "955717e8-8726e21a.th"
    assert HTDEMUCS.archive.url.endswith(f"/{file.name}")


def test_without_its_environment_it_is_refused() -> None:
    for refuse in (describe_separator("demucs").check, lambda: create_separator("demucs")):
        with pytest.raises(SeparationError, match="'demucs' runs in a Python") as refused:
            refuse()
        assert "sepgenre separators install demucs" in refused.value.remedy
    status = describe_separator("demucs").status()
    assert status.state is SeparatorState.NOT_INSTALLED
    assert status.commands == ("sepgenre separators install demucs",)


def test_without_its_weights_it_is_refused() -> None:
    with pytest.raises(SeparationError, match="'demucs' are missing") as refused:
        describe_separator("demucs").require_weights()
    assert "sepgenre separators install demucs --from" in refused.value.remedy


def test_another_file_under_its_name_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "955717e8-8726e21a.th"
    mine.write_bytes(b"another network")
    with pytest.raises(SeparationError, match="15 bytes instead of 84,141,911"):
        store.install_from(mine, HTDEMUCS)
    with mine.open("r+b") as file:
        file.truncate(84_141_911)
    with pytest.raises(SeparationError, match="is not the published file"):
        store.install_from(mine, HTDEMUCS)
    assert store.verify(HTDEMUCS).state is WeightsState.MISSING

    folder = store.weights_folder(HTDEMUCS)
    folder.mkdir(parents=True)
    mine.rename(folder / mine.name)
    with pytest.raises(SeparationError, match="'demucs' are corrupt"):
        describe_separator("demucs").require_weights()


_WRITE_RANDOM = """
import sys
import torch
from pathlib import Path
from demucs.htdemucs import HTDemucs
from demucs.states import save_with_checksum, serialize_model
from omegaconf import OmegaConf
torch.manual_seed(0)
network = HTDemucs(sources=["drums", "bass", "other", "vocals"])
save_with_checksum(serialize_model(network, OmegaConf.create({})), Path(sys.argv[1]))
"""


@pytest.mark.slow
def test_the_package_separates_with_a_random_network_in_its_own_format(
    environments: Path, tmp_path: Path
) -> None:
    status = environment_status(DEMUCS_ENVIRONMENT, root=environments)
    if status.state is not EnvironmentState.READY:
        pytest.skip(f"several GB of packages are not installed for this test: {status.folder}")
    weights = tmp_path / "network"
    weights.mkdir()
    python = python_of(status.folder)
    script = [python, "-I", "-c", _WRITE_RANDOM, weights / "955717e8.th"]
    subprocess.run(script, check=True, capture_output=True)
    separator = DemucsSeparator(weights=weights, python=python)
    music = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 50_000)).astype(np.float32)

    stems = separator.separate(music, 44_100)
    again = separator.separate(music, 44_100)

    for name in STEM_NAMES:
        assert stems[name].shape == music.shape
        assert np.isfinite(stems[name]).all()
        assert np.abs(stems[name]).max() > 0.01
        np.testing.assert_array_equal(stems[name], again[name])
    silence = separator.separate(np.zeros((1, 1_000), np.float32), 22_050)
    assert not any(stem.any() for stem in silence.values())
    separator.child.stop()

    (file,) = weights.iterdir()
    assert hashlib.sha256(file.read_bytes()).hexdigest()[:8] in file.name
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(SeparationError, match="Invalid checksum"):
        separator.separate(music, 44_100)
