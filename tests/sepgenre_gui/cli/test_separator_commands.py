"""The commands about separators, without a network and without weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cyclopts import App

from sepgenre_gui.cli import separator_commands
from sepgenre_gui.cli.failure import NothingDoneError
from sepgenre_training.errors import SeparationError


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """The commands, in an environment whose proxy is not there."""
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    for name in ("ALL_PROXY", "NO_PROXY", "no_proxy", "all_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    made = App(name="sepgenre", result_action="return_value", help_format="markdown")
    separator_commands.register(made)
    return made


def run(app: App, *words: str) -> None:
    app(["separators", *words], exit_on_error=False, print_error=False)


@pytest.mark.parametrize("command", ["list", "install", "verify", "remove"])
def test_help_has_an_example(command: str, app: App, capsys: pytest.CaptureFixture[str]) -> None:
    run(app, command, "--help")

    text = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert f"sepgenre separators {command}" in text.split("Example", 1)[1]
    assert "--json" in text
    assert ("--from" in text) == (command == "install")


def test_list_says_that_hpss_is_ready(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    run(app, "list", "--json")
    listed = {each["name"]: each for each in json.loads(capsys.readouterr().out)["separators"]}
    assert listed["hpss"]["ready"]
    assert listed["hpss"]["weights"] is None
    run(app, "list")
    assert "none needed" in capsys.readouterr().out


def test_without_a_network_both_ways_out_are_told(app: App) -> None:
    with pytest.raises(SeparationError) as refused:
        run(app, "install", "spleeter")

    message = str(refused.value)
    assert "v1.4.0/4stems.tar.gz could not be downloaded: " in message
    assert "refused" in message
    assert "sepgenre separators install spleeter --from FILE_OR_FOLDER" in message
    assert "--separator hpss" in message


def test_weights_that_are_not_the_official_ones_are_refused(
    app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("model.data-00000-of-00001", "model.index", "model.meta", "checkpoint"):
        (mine / name).write_bytes(b"random weights")
    with pytest.raises(SeparationError, match="14 bytes instead of 157,228,152"):
        run(app, "install", "spleeter", "--from", str(mine))

    with pytest.raises(NothingDoneError, match=r"missing.*--separator hpss"):
        run(app, "verify", "spleeter", "--json")
    assert json.loads(capsys.readouterr().out)["weights"]["state"] == "missing"

    mine.rename(tmp_path / "weights" / "spleeter")
    with pytest.raises(NothingDoneError, match="corrupt"):
        run(app, "verify", "spleeter")
    run(app, "remove", "spleeter", "--json")
    assert json.loads(capsys.readouterr().out)["removed"] is True
    run(app, "remove", "spleeter")
    assert "There were no weights" in capsys.readouterr().out
    assert not (tmp_path / "weights" / "spleeter").exists()
