"""Archives of weights that are harmful, cut short, damaged, or none."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from sepgenre_training.separation.weights.manifest import WeightsManifest
from tests.sepgenre_training.separation.weights.sources import refuse, write_files
from tests.weights_server import ARCHIVE, DATA_NAME, FILES, make_archive


@pytest.fixture
def manifest(offline_manifest: WeightsManifest) -> WeightsManifest:
    return offline_manifest


def test_what_is_no_set_of_weights_is_refused(
    tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "song.wav").write_bytes(b"RIFF")
    half = write_files(tmp_path / "half", "model.index")
    wrong = write_files(tmp_path / "wrong")
    (wrong / DATA_NAME).write_bytes(bytes(len(FILES[DATA_NAME])))

    assert "no such file" in refuse(tmp_path / "nowhere", manifest, root)
    assert "song.wav" in refuse(tmp_path / "song.wav", manifest, root)
    assert DATA_NAME in refuse(tmp_path / "empty", manifest, root)
    assert "lacks model.index" in refuse(half, manifest, root)
    message = refuse(half / DATA_NAME, manifest, root)
    assert message.startswith(f"{half / DATA_NAME}: model.index must stand beside it")
    message = refuse(wrong, manifest, root)
    assert message.startswith(f"{wrong}: ")
    # The person is running it already.
    assert "Run `sepgenre separators install toybox`" not in message
    assert "not the published file" in message
    assert "Nothing was installed" in message


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0):
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size = kind, link, size
    return made


@pytest.mark.parametrize(
    ("harmful", "said"),
    [
        (member("../model.index"), "leads out"),
        (member("4boxes/../../model.meta"), "leads out"),
        (member("/tmp/model.meta"), "leads out"),
        (member("model.meta", tarfile.SYMTYPE, "/etc/passwd"), "is a link"),
        (member("model.meta", tarfile.LNKTYPE, "checkpoint"), "is a link"),
        (member("folder", tarfile.SYMTYPE, ".."), "is a link"),
        (member("model.meta", tarfile.FIFOTYPE), "no file"),
        (member("model.meta", tarfile.CHRTYPE), "no file"),
        (member("model.index", size=1000), "1,000 bytes"),
        (member("model.meta", size=65 << 20), "at most"),
        (member("checkpoint", size=1), "more than once"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.name} {value.size}",
)
def test_a_harmful_archive_is_refused(
    harmful: tarfile.TarInfo, said: str, tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    archive = tmp_path / "harmful.tar.gz"
    archive.write_bytes(make_archive(FILES, harmful))
    before = {path for path in tmp_path.rglob("*") if root not in path.parents}

    assert said in refuse(archive, manifest, root)

    after = {path for path in tmp_path.rglob("*") if root not in path.parents}
    assert after - {root} == before


@pytest.mark.parametrize("kept", [20, 5_000, 300_000, len(ARCHIVE) - 20, len(ARCHIVE) - 4])
def test_a_truncated_archive_is_refused(
    kept: int, tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    archive = tmp_path / "weights.tar.gz"
    archive.write_bytes(ARCHIVE[:kept])

    assert str(archive) in refuse(archive, manifest, root)


def test_a_damaged_archive_is_refused(
    tmp_path: Path, manifest: WeightsManifest, root: Path
) -> None:
    archive = tmp_path / "weights.tar.gz"
    for place in (1000, 200_000, len(ARCHIVE) - 6):
        damaged = bytearray(ARCHIVE)
        damaged[place] ^= 0xFF
        archive.write_bytes(damaged)

        refuse(archive, manifest, root)
