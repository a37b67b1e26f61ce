"""References to files: by content, in the shared folder as they lie or copied once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sepgenre_training.cluster.references import (
    FileReference,
    FolderReference,
    Publisher,
    shared_place,
)
from sepgenre_training.errors import ClusterError


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    publisher = Publisher(None)
    first, second = write(tmp_path / "a.wav", b"sound"), write(tmp_path / "b.wav", b"sound")

    reference = publisher.publish(first)

    digest = hashlib.sha256(b"sound").hexdigest()
    assert reference == FileReference(sha256=digest, n_bytes=5, suffix=".wav")
    assert publisher.publish(second) == reference
    assert publisher.place_of(digest) in (first, second)


def test_a_file_that_changes_is_hashed_anew(tmp_path: Path) -> None:
    publisher = Publisher(None)
    path = write(tmp_path / "a.wav", b"sound")
    before = publisher.publish(path)
    write(path, b"silence")
    after = publisher.publish(path)
    assert isinstance(before, FileReference)
    assert isinstance(after, FileReference)
    assert after.sha256 == hashlib.sha256(b"silence").hexdigest() != before.sha256


def test_a_folder_is_its_files(tmp_path: Path) -> None:
    write(tmp_path / "tensors" / "stems.npy", b"1")
    write(tmp_path / "tensors" / "no_vox.npy", b"2")
    reference = Publisher(None).publish(tmp_path / "tensors")
    assert isinstance(reference, FolderReference)
    assert list(reference.files) == ["no_vox.npy", "stems.npy"]


def test_what_lies_in_the_shared_folder_is_not_copied(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    path = write(shared / "music" / "a.wav", b"sound")
    reference = Publisher(shared).publish(path)
    assert isinstance(reference, FileReference)
    assert reference.shared == "music/a.wav"
    assert [each for each in shared.rglob("*") if each.is_file()] == [path]


def test_what_lies_elsewhere_is_copied_once(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    publisher = Publisher(shared)
    references = {
        publisher.publish(write(tmp_path / name, b"sound")) for name in ("a.wav", "b.wav")
    }
    (reference,) = references
    assert isinstance(reference, FileReference)
    assert reference.shared is not None
    assert shared_place(shared, reference.shared).read_bytes() == b"sound"
    assert len([each for each in shared.rglob("*") if each.is_file()]) == 1


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret", "music/../../secret"])
def test_no_path_leads_out_of_the_shared_folder(path: str, tmp_path: Path) -> None:
    with pytest.raises(ClusterError):
        shared_place(tmp_path, path)
