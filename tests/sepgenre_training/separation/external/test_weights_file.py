"""Weights that are one plain file, from a real server on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.external.weights_file import (
    install_file,
    is_one_file,
    remove_download,
)
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import WeightsState
from sepgenre_training.separation.weights.manifest import (
    WeightsArchive,
    WeightsFile,
    WeightsManifest,
)
from sepgenre_training.separation.weights.reading import Watch
from tests.weights_server import (
    FILES,
    IMPATIENT,
    WeightsServer,
    make_manifest,
    send,
    serving,
    sha256,
)

CONTENT = FILES["model.data-00000-of-00001"]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def one_file(url: str) -> WeightsManifest:
    return WeightsManifest(
        name="toybox",
        model="toybox",
        archive=WeightsArchive(url=url, sha256=sha256(CONTENT)),
        files=(WeightsFile(name="box.th", sha256=sha256(CONTENT), size_bytes=len(CONTENT)),),
    )


def test_one_file_is_told_from_an_archive() -> None:
    assert is_one_file(one_file("http://127.0.0.1:9/box.th"))
    assert not is_one_file(make_manifest("http://127.0.0.1:9/weights.tar.gz"))


def test_a_download_goes_on_where_it_stopped_and_is_installed_once(tmp_path: Path) -> None:
    with serving(WeightsServer(CONTENT)) as server:
        manifest = one_file(server.url)
        server.script.extend([send(stop_after=100_000)] + [send(stop_after=0)] * 2)
        with pytest.raises(SeparationError, match=r"100,000 bytes came") as refused:
            install_file(manifest, root=tmp_path, patience=IMPATIENT)
        assert "--from" in refused.value.remedy
        assert store.verify(manifest, root=tmp_path).state is WeightsState.MISSING

        server.requests.clear()
        status = install_file(manifest, root=tmp_path, patience=IMPATIENT)
        assert server.ranges_asked == ["bytes=100000-"]
        assert status.state is WeightsState.READY
        assert (status.folder / "box.th").read_bytes() == CONTENT
        install_file(manifest, root=tmp_path, patience=IMPATIENT)
        assert len(server.requests) == 1
    # Nothing of the download is left beside it.
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".downloads")]


def test_other_bytes_are_refused_and_removed(tmp_path: Path) -> None:
    with serving(WeightsServer(CONTENT[:-1] + b"x")) as server:
        manifest = one_file(server.url)
        with pytest.raises(SeparationError, match="is not the published"):
            install_file(manifest, root=tmp_path, patience=IMPATIENT)
    assert not list(tmp_path.rglob("box.th"))


def test_a_cancel_keeps_what_came_and_a_removal_takes_it(tmp_path: Path) -> None:
    def cancel() -> None:
        if list(tmp_path.rglob("box.th")):
            raise CancelledError("Stopped at your request.")

    with serving(WeightsServer(CONTENT)) as server:
        manifest = one_file(server.url)
        watch = Watch(check_cancelled=cancel)
        with pytest.raises(CancelledError):
            install_file(manifest, root=tmp_path, patience=IMPATIENT, watch=watch)
    assert list(tmp_path.rglob("box.th"))
    assert remove_download(manifest, root=tmp_path)
    assert not list(tmp_path.rglob("box.th*"))
    assert not remove_download(manifest, root=tmp_path)
