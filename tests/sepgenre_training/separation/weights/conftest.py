"""A server of weights, and an environment in which nothing stands between it and the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_training.separation.weights.manifest import WeightsManifest
from tests.weights_server import WeightsServer, make_manifest, serving

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def server() -> Iterator[WeightsServer]:
    with serving(WeightsServer()) as running:
        yield running


@pytest.fixture
def manifest(server: WeightsServer) -> WeightsManifest:
    return make_manifest(server.url)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "ű 观 weights"


@pytest.fixture
def offline_manifest() -> WeightsManifest:
    """A manifest for what needs no server: nobody listens at its address."""
    return make_manifest("http://127.0.0.1:9/weights.tar.gz")
