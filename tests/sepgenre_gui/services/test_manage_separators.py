"""The separators as a person manages them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.services.manage_separators import (
    install_weights,
    list_separators,
    remove_weights,
    verify_weights,
    ways_out,
)
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.weights.inspection import WeightsState
from tests.weights_server import (
    ARCHIVE,
    IMPATIENT,
    WeightsServer,
    make_manifest,
    serving,
    status,
)


@pytest.fixture(autouse=True)
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return tmp_path / "weights"


def test_hpss_is_ready_without_weights() -> None:
    (hpss,) = (listing for listing in list_separators() if listing.name == "hpss")

    assert hpss.is_ready
    assert hpss.weights is None
    with pytest.raises(SeparationError, match="'hpss' has no weights"):
        install_weights("hpss")
    with pytest.raises(SeparationError, match=r"no separator called 'magic'.*spleeter"):
        verify_weights("magic")


def test_weights_from_download_to_removal(weights: Path) -> None:
    with serving(WeightsServer()) as server:
        # Under the name of a separator that there is, so that the list shows it.
        manifests = {"hpss": make_manifest(server.url)}
        server.script.append(status(404))
        with pytest.raises(SeparationError, match="404"):
            install_weights("hpss", manifests=manifests, patience=IMPATIENT)
        listed = {listing.name: listing for listing in list_separators(manifests=manifests)}
        assert not listed["hpss"].is_ready
        assert listed["hpss"].weights is not None
        assert listed["hpss"].weights.state is WeightsState.MISSING
        assert "--separator hpss" in ways_out("hpss", manifests=manifests)

        installed = install_weights("hpss", manifests=manifests, patience=IMPATIENT)

    assert installed.folder == weights / "toybox"
    assert all(listing.is_ready for listing in list_separators(manifests=manifests))
    assert verify_weights("hpss", manifests=manifests).state is WeightsState.READY
    assert remove_weights("hpss", manifests=manifests) == (installed.folder, True)
    assert remove_weights("hpss", manifests=manifests) == (installed.folder, False)


def test_weights_from_a_file(tmp_path: Path, weights: Path) -> None:
    manifests = {"toybox": make_manifest("http://127.0.0.1:9/weights.tar.gz")}
    (tmp_path / "mine.tar.gz").write_bytes(ARCHIVE)

    installed = install_weights("toybox", source=tmp_path / "mine.tar.gz", manifests=manifests)

    assert installed.folder.parent == weights
    assert verify_weights("toybox", manifests=manifests).state is WeightsState.READY
