"""`sepgenre classifiers` and `sepgenre classify`, from labelled segments to playlists."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import attrs
import pytest

from sepgenre_gui.cli import run
from sepgenre_gui.project.project import Project
from sepgenre_training.audio.genre_tag import read_genre_tag
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.networks.config import TrainingConfig
from sepgenre_training.networks.names import BASELINE
from tests.small_classifier import write_new_song
from tests.small_experiment import CONFIG, make_project

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Path:
    """A folder with a project that has a classifier, trained by the command."""
    folder = tmp_path_factory.mktemp("classify")
    make_project(folder, pool)
    learning = TrainingConfig(learning_rate=3e-3)
    config = attrs.evolve(CONFIG, epochs=8, training=learning)
    (folder / "tiny.toml").write_text(format_config(config), encoding="utf-8")
    words = ["classifiers", "train", str(folder / "project"), "--name", "clubs", "--network"]
    words += [BASELINE, "--config", str(folder / "tiny.toml"), "--workers", "1"]
    assert run(words) == 0
    return folder


def call(capsys: Captured, *words: object, status: int = 0) -> str:
    capsys.readouterr()
    assert run(list(map(str, words))) == status, capsys.readouterr()
    return capsys.readouterr().out


def call_json(capsys: Captured, *words: object, status: int = 0) -> Any:
    return json.loads(call(capsys, *words, "--json", status=status))


@pytest.mark.slow
def test_a_folder_becomes_tables_playlists_and_tags(
    trained: Path, tmp_path: Path, capsys: Captured
) -> None:
    project = Path(shutil.copytree(trained / "project", tmp_path / "project"))
    music = tmp_path / "music"
    songs = [write_new_song(music / f"{genre}.mp3", genre, 3) for genre in range(2)]
    (music / "broken.mp3").write_text("no audio")

    done = call_json(
        capsys, "classify", project, music, "--unsure-below", 0, "--csv", tmp_path / "o.csv",
        "--json-file", tmp_path / "o.json", "--playlists", tmp_path / "lists",
        "--tag-copies", tmp_path / "copies", "--write-tags", "--workers", 1,
    )  # fmt: skip

    assert (done["classified"], done["unsure"], len(done["problems"])) == (2, 0, 1)
    genres = {Path(file["file"]): file["genre"] for file in done["files"]}
    assert [read_genre_tag(path) for path in songs] == [(genres[path],) for path in songs]
    assert len((tmp_path / "o.csv").read_text().splitlines()) == 4
    assert len(json.loads((tmp_path / "o.json").read_text())["files"]) == 3
    assert len(list((tmp_path / "copies").rglob("*.mp3"))) == 2
    assert set(done["written"]["playlists"]) == {
        str(tmp_path / "lists" / f"{genre}.m3u8") for genre in genres.values() if genre
    }

    restored = call(capsys, "restore-tags", project)
    assert "Restored the genre of 2 files" in restored
    assert [read_genre_tag(path) for path in songs] == [(), ()]

    # Only the tags have changed, and the broken file is all that is left to do.
    broken = call(capsys, "classify", project, music / "broken.mp3", "--workers", 1, status=1)
    assert "no audio" in broken or "broken.mp3" in broken


def test_a_classifier_is_shown_exported_imported_and_removed(
    trained: Path, tmp_path: Path, capsys: Captured
) -> None:
    project = Path(shutil.copytree(trained / "project", tmp_path / "project"))
    shown = call(capsys, "classifiers", "show", project)
    for text in ("Genre 0, Genre 1", "expected accuracy", "calibration error", "Reliability after"):
        assert text in shown

    exported = call_json(capsys, "classifiers", "export", project, "CLUBS", "--out", tmp_path / "c")
    assert exported["file"] == str(tmp_path / "c.sepgenre-classifier")
    refused = call_json(capsys, "classifiers", "import", project, exported["file"], status=1)
    assert "already has a classifier 'clubs'" in refused["error"]
    call(capsys, "classifiers", "import", project, exported["file"], "--name", "two")
    listed = call_json(capsys, "classifiers", "list", project)["classifiers"]
    assert [each["name"] for each in listed] == ["clubs", "two"]
    assert listed[0]["weights_sha256"] == listed[1]["weights_sha256"]

    call(capsys, "classifiers", "remove", project, "clubs")
    assert "two" in call(capsys, "classifiers", "list", project)
    with Project.open(project, read_only=True) as opened:
        assert opened.classifiers.list()[0].weights.is_file()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["classify", "there", "x.mp3"], 1, "classifiers train"),
        (["classify", "there"], 2, "FILES"),
        (["classify", "there", "x.mp3", "--hop", "0"], 1, "hop"),
        (["classify", "there", "x.mp3", "--unsure-below", "2"], 2, "unsure-below"),
        (["classifiers", "show", "there"], 1, "classifiers train"),
        (["classifiers", "import", "there", "missing"], 1, "cannot be read"),
        (["classifiers", "train", "there"], 1, "separator"),
        (["classifiers", "train", "there", "--run", "7"], 1, "no run 7"),
        (["classifiers", "train", "there", "--target", "0"], 2, "target"),
        (["restore-tags", "there"], 1, "no backup"),
    ],
)
def test_a_failure_is_one_clear_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    words: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Project.create(tmp_path / "there").close()
    assert run(words) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert said in captured.err
