"""Installing from files, verifying, and removing."""

from __future__ import annotations

import os
from pathlib import Path

import attrs
import pytest

from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import STAMP_NAME, WeightsState
from sepgenre_training.separation.weights.manifest import SPLEETER_4STEMS, WeightsManifest
from sepgenre_training.separation.weights.reading import Watch
from tests.sepgenre_training.separation.weights.sources import state, write_files
from tests.weights_server import DATA_NAME, FILES, make_archive


@pytest.fixture
def manifest(offline_manifest: WeightsManifest) -> WeightsManifest:
    return offline_manifest


@pytest.mark.parametrize("what", ["archive", "deep archive", "folder", "folder above", "data file"])
def test_install_from_what_the_person_has(
    what: str, tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    sources = {"folder": write_files(tmp_path / "models" / "4boxes")}
    (sources["folder"] / ".probe").write_text("OK")
    sources["folder above"] = tmp_path / "models"
    sources["data file"] = sources["folder"] / DATA_NAME
    for name, prefix in (("archive", "./"), ("deep archive", "a/4boxes/")):
        sources[name] = tmp_path / name
        sources[name].write_bytes(make_archive({"._x": b"x", **FILES}, prefix=prefix))

    installed = store.install_from(sources[what], manifest, root=root)

    assert installed.state is WeightsState.READY
    assert installed.folder == store.require_weights(manifest, root=root)
    assert {path.name for path in installed.folder.iterdir()} == {*FILES, STAMP_NAME}
    assert all((installed.folder / name).read_bytes() == FILES[name] for name in FILES)
    assert sources[what].exists()


def test_verify_tells_what_is_wrong(tmp_path: Path, manifest: WeightsManifest, root: Path) -> None:
    assert state(manifest, root) is WeightsState.MISSING
    # The package's silent failure: an empty folder must not count.
    folder = root / manifest.name
    folder.mkdir(parents=True)
    assert state(manifest, root) is WeightsState.MISSING
    for name, content in FILES.items():
        assert state(manifest, root) is not WeightsState.READY
        (folder / name).write_bytes(content)
    assert state(manifest, root) is WeightsState.READY
    (folder / "model.index").unlink()
    partial = store.verify(manifest, root=root)
    assert partial.state is WeightsState.PARTIAL
    assert partial.reasons == (f"{folder / 'model.index'}: is missing.",)
    (folder / "model.index").write_bytes(FILES["model.index"][:-1])
    assert "23 bytes instead of 24" in store.verify(manifest, root=root).reasons[0]
    (folder / "model.index").write_bytes(FILES["model.index"])
    (folder / "checkpoint").write_bytes(b"")
    corrupt = store.verify(manifest, root=root)
    assert corrupt.state is WeightsState.CORRUPT
    assert corrupt.reasons == (f"{folder / 'checkpoint'}: is empty.",)
    with pytest.raises(SeparationError, match=r"corrupt.*empty.*install toybox.*--separator hpss"):
        store.require_weights(manifest, root=root)


def test_hashing_is_done_once_and_again_when_a_file_changed(
    tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    hashed: list[str] = []
    watch = Watch(on_event=lambda event: hashed.append(event.item))
    folder = store.install_from(write_files(tmp_path / "mine"), manifest, root=root).folder
    data = folder / DATA_NAME
    assert store.require_weights(manifest, root=root, watch=watch) == folder
    assert hashed == []

    times = data.stat()
    content = bytearray(data.read_bytes())
    content[1234] ^= 1
    data.write_bytes(content)
    os.utime(data, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert state(manifest, root, full=True) is WeightsState.CORRUPT
    assert state(manifest, root) is WeightsState.CORRUPT

    content[1234] ^= 1
    data.write_bytes(content)
    assert state(manifest, root) is WeightsState.READY
    content[1234] ^= 1
    data.write_bytes(content)
    os.utime(data, ns=(times.st_atime_ns, times.st_mtime_ns + 10**9))
    status = store.verify(manifest, root=root, watch=watch)
    assert status.state is WeightsState.CORRUPT
    assert "not the published file" in status.reasons[0]
    assert DATA_NAME in hashed


def test_what_another_manifest_accepted_counts_for_nothing(
    tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    store.install_from(write_files(tmp_path / "mine"), manifest, root=root)
    data, *others = manifest.files
    other = attrs.evolve(manifest, files=(attrs.evolve(data, sha256="0" * 64), *others))

    assert state(other, root) is WeightsState.CORRUPT


def test_installing_mends_and_leaves_other_files(
    tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    mine = write_files(tmp_path / "mine")
    folder = store.install_from(mine, manifest, root=root).folder
    (folder / "notes.txt").write_text("mine")
    (folder / DATA_NAME).write_bytes(b"damaged")
    assert state(manifest, root) is WeightsState.CORRUPT
    with pytest.raises(SeparationError):
        store.install_from(tmp_path / "nowhere", manifest, root=root)
    assert (folder / DATA_NAME).read_bytes() == b"damaged"

    store.install_from(mine, manifest, root=root)

    assert state(manifest, root) is WeightsState.READY
    assert store.remove(manifest, root=root)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    assert state(manifest, root) is WeightsState.MISSING
    assert not store.remove(manifest, root=root)


def test_a_folder_can_mend_itself(tmp_path: Path, manifest: WeightsManifest, root: Path) -> None:
    folder = write_files(root / manifest.name)

    store.install_from(folder, manifest, root=root)

    assert state(manifest, root) is WeightsState.READY


def test_a_cancelled_install_leaves_what_was_there(
    tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    def cancel() -> None:
        raise CancelledError("Stopped at your request.")

    with pytest.raises(CancelledError):
        store.install_from(
            write_files(tmp_path / "mine"), manifest, root=root, watch=Watch(check_cancelled=cancel)
        )

    assert state(manifest, root) is WeightsState.MISSING
    assert not list(root.glob(".part*"))


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, manifest: WeightsManifest) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(SeparationError, match="SEPGENRE_WEIGHTS"):
        store.install_from(
            write_files(tmp_path / "mine"), manifest, root=tmp_path / "file" / "weights"
        )


def test_a_file_in_the_place_of_the_folder_is_told(
    tmp_path: Path, manifest: WeightsManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(file))

    status = store.verify(manifest)

    assert status.state is WeightsState.MISSING
    (reason,) = status.reasons
    assert reason.startswith(f"{file}: is a file, not a folder; SEPGENRE_WEIGHTS")


def test_the_place_can_be_chosen(
    tmp_path: Path, manifest: WeightsManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEPGENRE_WEIGHTS", raising=False)
    usual = store.weights_folder(manifest)
    assert usual.parts[-2:] == ("separators", "toybox")
    assert "sepgenre" in usual.parts
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "named"))
    assert store.weights_folder(manifest) == tmp_path / "named" / "toybox"
    assert store.weights_folder(manifest, tmp_path) == tmp_path / "toybox"


def test_the_official_manifest_is_that_of_the_real_files(shared: Path, tmp_path: Path) -> None:
    """The files beside the data file are here for real; without the data they are no set."""
    real = shared / "spleeter" / "4stems"
    index = next(file for file in SPLEETER_4STEMS.files if file.name == "model.index")
    only_index = attrs.evolve(SPLEETER_4STEMS, name=real.name, files=(index,))

    assert store.verify(only_index, root=real.parent).state is WeightsState.READY
    assert SPLEETER_4STEMS.size_bytes == 157_228_152 + 10_368
    with pytest.raises(SeparationError, match=r"lacks model\.data-00000-of-00001"):
        store.install_from(real, SPLEETER_4STEMS, root=tmp_path)
