"""The commands: what they print, what they refuse, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sepgenre_gui.cli import run
from sepgenre_gui.cli.times import format_time, parse_time
from sepgenre_gui.project.project import Project
from sepgenre_training.errors import ConfigurationError
from tests.music import make_track, write_track

COMMANDS = (
    "new", "import", "tracks", "segments", "separate", "features", "run", "runs", "report",
    "configs", "demo",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_a_command_does_with_an_example(command: str, sepgenre) -> None:
    text = " ".join(sepgenre(command, "--help").stdout.replace("│", " ").split())

    assert f"Example: sepgenre {command}" in text or f"Examples: sepgenre {command}" in text
    assert "--json" in text


def test_help_starts_without_loading_what_is_heavy() -> None:
    heavy = ("tensorflow", "keras", "librosa", "scipy", "sklearn", "PySide6", "matplotlib")
    script = (
        "import sys; from sepgenre_gui.cli import run; run(['--help']); "
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stderr.strip() == "[]"


def test_a_project_by_hand(tmp_path: Path, sepgenre, sepgenre_json) -> None:
    song = write_track(tmp_path / "music" / "ű 观 🎧 .WAV", make_track(0, 0, duration_s=30))
    sepgenre("new", "songs")
    assert "0 of" not in sepgenre("tracks", "songs").stdout
    assert "sepgenre import songs" in sepgenre("tracks", "songs").stdout

    imported = sepgenre_json("import", "songs", "music", "--layout", "folders")
    (track,) = imported["added"]
    assert (track["path"], track["duration_s"]) == (str(song), 30.0)
    assert "ű 观 🎧" in sepgenre("tracks", "songs").stdout

    added = sepgenre_json("segments", "songs", "add", "--track", 1, "--at", "0:12.5")["added"]
    assert (added["start_sample"], added["origin"]) == (275_625, "by_hand")
    listed = sepgenre("segments", "songs").stdout
    assert "00:12.500" in listed
    assert "00:22.500" in listed
    assert "music" in listed

    sepgenre("segments", "songs", "remove", "--segment", added["id"])
    assert sepgenre_json("segments", "songs", "list")["segments"] == []


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["tracks", "nowhere"], 1, "sepgenre new"),
        (["new", "there"], 1, "there"),
        (["import", "there", "missing folder"], 1, "missing folder"),
        (["segments", "there", "add", "--track", "1"], 1, "--at"),
        (["segments", "there", "add", "--track", "7", "--at", "1"], 1, "7"),
        (["segments", "there", "remove", "--segment", "9"], 1, "9"),
        (["separate", "there", "--separator", "magic"], 1, "hpss"),
        (["features", "there"], 1, "separat"),
        (["run", "there", "--config", "papper"], 1, "paper"),
        (["report", "there", "--out", "report"], 1, "sepgenre run"),
        (["configs", "show", "papper"], 1, "papper"),
        (["frobnicate"], 2, "frobnicate"),
        (["tracks"], 2, "project"),
        (["run", "there", "--trials", "many"], 2, "many"),
    ],
)
def test_a_failure_is_one_clear_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Project.create(tmp_path / "there").close()

    assert run(words) == status

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("sepgenre: ")
    assert captured.err.count("\n") == 1
    assert said.lower() in captured.err.lower()


def test_a_failure_in_json_is_an_object(sepgenre_json) -> None:
    failure = sepgenre_json("tracks", "nowhere", status=1)

    assert "nowhere" in failure["error"]
    assert "sepgenre new" in failure["remedy"]


def test_a_project_in_use_can_be_read_but_not_changed(tmp_path: Path, sepgenre) -> None:
    with Project.create(tmp_path / "songs"):
        assert "No tracks yet" in sepgenre("tracks", "songs").stdout
        refused = sepgenre("import", "songs", ".", status=1).stderr
    assert "read-only" in refused


def test_configurations_are_shown_as_they_are_written(sepgenre, sepgenre_json) -> None:
    assert sepgenre_json("configs")["configs"] == ["paper", "sound"]
    shown = sepgenre("configs", "show", "sound").stdout
    written = Path(__file__).parents[3] / "training" / "configs" / "sound.toml"
    assert shown.strip() == written.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("83.5", 83.5), ("1:23.5", 83.5), ("01:02:03", 3723.0), ("0", 0.0), (" 12 ", 12.0)],
)
def test_times_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_time(text) == seconds
    assert parse_time(format_time(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "1:2:3:4", "-3", "abc", "1,5", "nan"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is no time"):
        parse_time(text)


def test_times_are_rounded_to_the_millisecond() -> None:
    assert format_time(59.9996) == "01:00.000"
    assert format_time(3661.5) == "1:01:01.500"


def test_errors_keep_names_that_the_terminal_cannot_show(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sepgenre_gui.cli", "tracks", "观 🎧", "--json"],
        cwd=tmp_path,
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        check=False,
    )

    assert done.returncode == 1
    assert "观 🎧" in json.loads(done.stdout)["error"]
    assert b"\\u89c2" in done.stderr
