"""The commands about separators, without a network and without weights."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest
from cyclopts import App

from sepgenre_gui.cli import separator_commands
from sepgenre_gui.cli.failure import NothingDoneError
from sepgenre_training.errors import ConfigurationError, SeparationError
from sepgenre_training.separation import registry
from tests.sepgenre_training.separation.external.small_environment import (
    make_environment,
    use_only,
    write_wheel,
)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """The commands, in an environment whose proxy is not there."""
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.setenv("SEPGENRE_ENVIRONMENTS", str(tmp_path / "environments"))
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


def test_list_tells_of_each_whether_it_can_run_and_what_to_do(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    run(app, "list", "--json")
    listed = {each["name"]: each for each in json.loads(capsys.readouterr().out)["separators"]}
    assert (listed["hpss"]["ready"], listed["hpss"]["state"]) == (True, "ready")
    assert listed["hpss"]["weights"] is None
    package = listed["spleeter-package"]
    assert (package["ready"], package["state"]) == (False, "not installed")
    assert package["environment"]["state"] == "not installed"
    assert package["weights"]["state"] == "missing"

    run(app, "list")
    lines = capsys.readouterr().out.splitlines()
    states = {line.split()[0]: line for line in lines[1:5]}
    assert " weights missing " in states["spleeter"]
    assert " not installed " in states["spleeter-package"]
    assert " not installed " in states["demucs"]
    assert " ready " in states["hpss"]
    assert " nothing " in states["hpss"]
    assert lines[5:] == [
        "For spleeter: sepgenre separators install spleeter",
        "For spleeter-package: sepgenre separators install spleeter-package, then "
        "sepgenre separators install spleeter",
        "For demucs: sepgenre separators install demucs",
    ]


def test_without_a_network_both_ways_out_are_told(app: App) -> None:
    with pytest.raises(SeparationError) as refused:
        run(app, "install", "spleeter")

    message = str(refused.value)
    assert "v1.4.0/4stems.tar.gz could not be downloaded: " in message
    assert "refused" in message
    assert "sepgenre separators install spleeter --from FILE_OR_FOLDER" in message
    assert "--separator hpss" in message
    assert refused.value.remedy.startswith("Check the network")


def test_an_empty_source_is_refused(app: App) -> None:
    with pytest.raises(ConfigurationError, match="--from is empty"):
        run(app, "install", "spleeter", "--from", "")


def test_places_that_are_files_are_told_and_the_list_is_there(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.touch()
    for variable in ("SEPGENRE_WEIGHTS", "SEPGENRE_ENVIRONMENTS"):
        monkeypatch.setenv(variable, str(file))
    run(app, "list")
    said = capsys.readouterr().out
    assert "hpss" in said
    for variable in ("SEPGENRE_WEIGHTS", "SEPGENRE_ENVIRONMENTS"):
        assert said.count(f"{file}: is a file, not a folder; {variable}") == 1
        with pytest.raises(SeparationError, match=r"is a file, not a folder"):
            run(app, "install", "spleeter")


def test_what_an_interruption_left_is_listed_and_removed(
    app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    downloads = tmp_path / "environments" / ".downloads-demucs"
    downloads.mkdir(parents=True)
    (downloads / "wheel").write_bytes(bytes(30_000_000))
    run(app, "list")
    assert f"holds 0.03 GB in {downloads}" in capsys.readouterr().out

    run(app, "remove", "demucs")

    said = capsys.readouterr().out
    assert "There was no environment of demucs" in said
    assert f"Removed the unfinished installation of demucs: {downloads}" in said
    assert not downloads.exists()


def test_weights_that_are_not_the_official_ones_are_refused(
    app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("model.data-00000-of-00001", "model.index", "model.meta", "checkpoint"):
        (mine / name).write_bytes(b"random weights")
    with pytest.raises(SeparationError, match="14 bytes instead of 157,228,152"):
        run(app, "install", "spleeter", "--from", str(mine))

    with pytest.raises(NothingDoneError, match="missing") as refused:
        run(app, "verify", "spleeter", "--json")
    for way_out in ("spleeter`", "spleeter --from FILE_OR_FOLDER`", "`--separator hpss`"):
        assert way_out in refused.value.remedy
    assert json.loads(capsys.readouterr().out)["weights"]["state"] == "missing"

    mine.rename(tmp_path / "weights" / "spleeter")
    with pytest.raises(NothingDoneError, match="corrupt"):
        run(app, "verify", "spleeter")
    run(app, "remove", "spleeter", "--json")
    assert json.loads(capsys.readouterr().out)["removed"] is True
    run(app, "remove", "spleeter")
    assert "There were no weights" in capsys.readouterr().out
    assert not (tmp_path / "weights" / "spleeter").exists()


def test_an_environment_that_cannot_be_had_is_told_with_the_ways_out(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wheels").mkdir()
    use_only(tmp_path / "wheels", monkeypatch)
    with pytest.raises(SeparationError, match="'spleeter-package' was not installed") as refused:
        run(app, "install", "spleeter-package")
    assert "--separator hpss" in refused.value.remedy
    assert "separators install" not in refused.value.remedy

    with pytest.raises(NothingDoneError, match=r"\(not installed\)"):
        run(app, "verify", "spleeter-package", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "not installed"
    assert "cannot run (not installed)" in told["error"]
    assert told["remedy"].count("install spleeter-package`") == 1
    assert told["remedy"].count("install spleeter --from") == 1
    run(app, "remove", "spleeter-package", "--json")
    capsys.readouterr()
    run(app, "remove", "demucs")
    said = capsys.readouterr().out
    assert "There was no environment of demucs" in said
    assert "There were no weights of demucs" in said
    with pytest.raises(SeparationError, match="uses the weights of 'spleeter'"):
        run(app, "install", "spleeter-package", "--from", str(tmp_path))


def test_an_environment_is_installed_verified_and_removed(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The separator is the real one; its packages are replaced by one that is made in a moment.
    write_wheel(tmp_path / "wheels")
    use_only(tmp_path / "wheels", monkeypatch)
    environment = attrs.evolve(make_environment(), name="spleeter-package")
    others = [each for each in registry.separators() if each.name != "spleeter-package"]
    package = registry.describe_separator("spleeter-package")
    replaced = (*others, attrs.evolve(package, environment=environment))
    monkeypatch.setattr(registry, "_SEPARATORS", replaced)

    run(app, "install", "spleeter-package")
    said, told_meanwhile = capsys.readouterr()
    assert "Packages for 'spleeter-package': about" in told_meanwhile
    assert "The environment of spleeter-package is whole" in said
    assert "Still missing" in said
    assert "sepgenre separators install spleeter --from" in said
    run(app, "install", "spleeter-package", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "weights missing"
    assert told["environment"]["state"] == "ready"
    with pytest.raises(NothingDoneError, match="weights missing"):
        run(app, "verify", "spleeter-package")
    run(app, "remove", "spleeter-package")
    assert "Removed the environment of spleeter-package" in capsys.readouterr().out
    assert not (tmp_path / "environments" / "spleeter-package").exists()
