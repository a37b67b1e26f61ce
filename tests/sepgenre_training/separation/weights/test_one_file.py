"""Weights that are published as one plain file, from a real server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import WeightsState
from sepgenre_training.separation.weights.manifest import (
    WeightsArchive,
    WeightsFile,
    WeightsManifest,
)
from sepgenre_training.separation.weights.reading import Watch
from tests.weights_server import (
    DATA_NAME,
    FILES,
    IMPATIENT,
    WeightsServer,
    make_manifest,
    send,
    serving,
    sha256,
)

CONTENT = FILES[DATA_NAME]


@pytest.fixture
def server() -> Iterator[WeightsServer]:
    with serving(WeightsServer(CONTENT)) as running:
        yield running


@pytest.fixture
def manifest(server: WeightsServer) -> WeightsManifest:
    return WeightsManifest(
        name="toybox",
        model="toybox",
        archive=WeightsArchive(url=server.url, sha256=sha256(CONTENT)),
        files=(WeightsFile(name="box.th", sha256=sha256(CONTENT), size_bytes=len(CONTENT)),),
    )


def left_in(root: Path) -> set[str]:
    return {path.name for path in root.iterdir()} - {".toybox.lock"}


def test_one_file_is_told_from_an_archive(manifest: WeightsManifest) -> None:
    assert manifest.is_one_file
    assert not make_manifest(manifest.archive.url).is_one_file


def test_a_download_goes_on_where_it_stopped_and_is_installed_once(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.script.extend([send(stop_after=100_000)] + [send(stop_after=0)] * 2)
    with pytest.raises(SeparationError, match=r"100,000 bytes came") as refused:
        store.install(manifest, root=root, patience=IMPATIENT)
    assert "--from" in refused.value.remedy
    assert store.verify(manifest, root=root).state is WeightsState.PARTIAL

    server.requests.clear()
    status = store.install(manifest, root=root, patience=IMPATIENT)
    assert server.ranges_asked == ["bytes=100000-"]
    assert status.state is WeightsState.READY
    assert (status.folder / "box.th").read_bytes() == CONTENT
    store.install(manifest, root=root, patience=IMPATIENT)
    assert len(server.requests) == 1
    assert left_in(root) == {"toybox"}


def test_other_bytes_are_refused_and_removed(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.content = CONTENT[:-1] + b"x"
    with pytest.raises(SeparationError, match="is not the published"):
        store.install(manifest, root=root, patience=IMPATIENT)
    assert left_in(root) == set()


def test_the_file_is_taken_under_any_name_and_another_one_under_none(
    tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    mine = tmp_path / "as my browser called it (1)"
    mine.write_bytes(CONTENT[:-1])
    with pytest.raises(SeparationError, match="399,999 bytes instead of 400,000") as refused:
        store.install_from(mine, manifest, root=root)
    assert refused.value.message.startswith(f"{mine}: ")
    mine.write_bytes(CONTENT)

    status = store.install_from(mine, manifest, root=root)

    assert (status.folder / "box.th").read_bytes() == CONTENT
    assert mine.exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, manifest: WeightsManifest) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SeparationError, match="SEPGENRE_WEIGHTS"):
        store.install(manifest, root=tmp_path / "file" / "weights", patience=IMPATIENT)


def test_a_cancel_keeps_what_came_and_a_removal_takes_it(
    manifest: WeightsManifest, root: Path
) -> None:
    def cancel() -> None:
        if list(root.glob("*.part")):
            raise CancelledError("Stopped at your request.")

    watch = Watch(check_cancelled=cancel)
    with pytest.raises(CancelledError):
        store.install(manifest, root=root, patience=IMPATIENT, watch=watch)
    assert "toybox-weights.tar.gz.part" in left_in(root)
    assert store.remove(manifest, root=root)
    assert left_in(root) == set()
    assert not store.remove(manifest, root=root)
