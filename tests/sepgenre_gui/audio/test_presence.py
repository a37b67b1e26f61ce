"""Which files are there."""

from __future__ import annotations

from pathlib import Path

from sepgenre_gui.audio.presence import find_present


def test_only_files_are_there(tmp_path: Path) -> None:
    (tmp_path / "ű 観.wav").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    asked = (tmp_path / "ű 観.wav", tmp_path / "folder", tmp_path / "gone.wav")

    assert find_present((*asked, tmp_path / "ű 観.wav" / "below")) == (True, False, False, False)


def test_none_are_asked_for() -> None:
    assert find_present(()) == ()
