"""`--separator spleeter` where its weights are missing or not the published ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sepgenre_gui.cli import run
from sepgenre_gui.project.project import Project


@pytest.fixture
def songs(tmp_path: Path, prepared_project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    return Path(shutil.copytree(prepared_project, tmp_path / "songs"))


def refused(songs: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(["separate", str(songs), "--separator", "spleeter"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def test_missing_weights_are_told_with_the_ways_out_and_nothing_falls_back(
    songs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(songs, capsys)

    assert "sepgenre separators install spleeter" in said
    assert "--from" in said
    assert "--separator hpss" in said
    with Project.open(songs, read_only=True) as project:
        assert project.settings.get("separator", "") == "hpss"


def test_weights_of_the_right_size_that_are_not_the_published_ones_are_refused(
    songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "weights" / "spleeter"
    folder.mkdir(parents=True)
    with (folder / "model.data-00000-of-00001").open("wb") as data:
        data.truncate(157_228_152)
    for name in ("model.index", "model.meta", "checkpoint"):
        (folder / name).write_bytes(b"random")

    said = refused(songs, capsys)

    assert "model.data-00000-of-00001" in said or "model.index" in said
    assert "sepgenre separators install spleeter" in said
