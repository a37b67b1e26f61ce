"""The commands: what they print, what they refuse, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sepgenre_gui.cli import run
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.times import format_time, parse_time
from sepgenre_gui.project.project import Project
from sepgenre_training.errors import ConfigurationError
from tests.music import make_track, write_track

COMMANDS = (
    "new", "import", "tracks", "segments", "separate", "features", "run", "runs", "report",
    "configs", "demo", "separators",
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
    assert sepgenre_json("tracks", "songs")["tracks"] == []
    assert "No tracks yet: sepgenre import songs PATH" in sepgenre("tracks", "songs").stdout

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


def test_a_changed_track_is_removed_and_imported_again_as_the_remedy_says(
    tmp_path: Path, sepgenre, sepgenre_json
) -> None:
    song = write_track(tmp_path / "music" / "song.wav", make_track(0, 0))
    write_track(tmp_path / "music" / "other.wav", make_track(1, 1))
    sepgenre("new", "songs")
    sepgenre("import", "songs", "music", "--layout", "folders")
    (track,) = [t for t in sepgenre_json("tracks", "songs")["tracks"] if t["title"] == "song"]
    added = sepgenre_json("segments", "songs", "add", "--track", track["id"], "--at", 0)["added"]
    write_track(song, make_track(0, 7))

    (problem,) = sepgenre_json("import", "songs", "music", "--layout", "folders")["problems"]
    assert (
        f"`sepgenre tracks {tmp_path / 'songs'} remove --track {track['id']}`"
        in (problem["reason"])
    )
    removed = sepgenre_json("tracks", "songs", "remove", "--track", track["id"])
    again = sepgenre_json("import", "songs", "music", "--layout", "folders")

    assert removed == {"removed": [track], "segments": [added]}
    assert [each["path"] for each in again["added"]] == [str(song)]
    assert (again["unchanged"], again["problems"]) == (1, [])
    assert song.is_file()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["tracks", "nowhere"], 1, "sepgenre new"),
        (["new", "there"], 1, "there"),
        (["import", "there", "missing folder"], 1, "missing folder"),
        (["segments", "there", "add", "--track", "1"], 1, "--at"),
        (["segments", "there", "add", "--track", "7", "--at", "1"], 1, "7"),
        (["segments", "there", "remove", "--segment", "9"], 1, "9"),
        (["segments", "there", "remove", "--segment", "9" * 30], 2, "--segment"),
        (["segments", "there", "add", "--track", "9" * 30, "--at", "1"], 2, "--track"),
        (["tracks", "there", "remove"], 1, "--track"),
        (["tracks", "there", "remove", "--track", "9"], 1, "track 9"),
        (["tracks", "there", "remove", "--track", "9" * 30], 2, "--track"),
        (["report", "there", "9" * 30, "--out", "report"], 2, "run"),
        (["separate", "there", "--separator", "magic"], 1, "hpss"),
        (["features", "there"], 1, "separat"),
        (["run", "there", "--config", "papper"], 1, "paper"),
        (["report", "there", "--out", "report"], 1, "sepgenre run"),
        (["configs", "show", "papper"], 1, "papper"),
        (["frobnicate"], 2, "frobnicate"),
        (["tracks"], 2, "project"),
        (["run", "there", "--trials", "many"], 2, "many"),
        (["run", "there", "--trials", "0"], 2, "--trials"),
        (["run", "there", "--trials", "-5"], 2, "--trials"),
        (["run", "there", "--epochs", "0"], 2, "--epochs"),
        (["demo", "there", "--trials", "0"], 2, "--trials"),
        (["run", "there", "--workers", "-1"], 2, "--workers"),
        (["run", "there", "--workers", "0"], 2, "--workers"),
        (["run", "there", "--workers", "62"], 2, "--workers"),
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


@pytest.mark.parametrize("command", [("segments", "songs", "suggest"), ("separate", "songs")])
def test_where_everything_failed_the_status_says_so(
    tmp_path: Path, sepgenre, sepgenre_json, command: tuple[str, ...]
) -> None:
    song = write_track(tmp_path / "music" / "song.wav", make_track(0, 0))
    sepgenre("new", "songs")
    sepgenre("import", "songs", "music")
    if command[0] == "separate":
        sepgenre("segments", "songs", "add", "--track", 1, "--at", 0)
        command = (*command, "--separator", "hpss")
    song.unlink()

    told = sepgenre(*command, status=1)
    (problem,) = sepgenre_json(*command, status=1)["problems"]

    assert told.stderr.startswith("sepgenre: ")
    assert told.stderr.count("\n") == 1
    assert "song.wav" in told.stdout
    assert problem["path"] == str(song)


def test_json_has_null_for_what_is_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    Output(json=True).data({"losses": (float("inf"), 0.5), "f1": {"mean": float("nan")}})

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    printed = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert printed == {"losses": [None, 0.5], "f1": {"mean": None}}


def test_a_project_in_use_can_be_read_but_not_changed(tmp_path: Path, sepgenre) -> None:
    with Project.create(tmp_path / "songs"):
        assert "No tracks yet" in sepgenre("tracks", "songs").stdout
        refused = sepgenre("import", "songs", ".", status=1).stderr
    assert "read-only" in refused


def test_configurations_are_shown_as_they_are_written(sepgenre, sepgenre_json) -> None:
    assert sepgenre_json("configs")["configs"] == ["ablation", "pairs", "paper", "sound"]
    shown = sepgenre("configs", "show", "sound").stdout
    written = Path(__file__).parents[3] / "training" / "configs" / "sound.toml"
    assert shown.strip() == written.read_text(encoding="utf-8").strip()


def test_every_setting_is_explained(sepgenre, sepgenre_json) -> None:
    settings = sepgenre_json("configs", "explain")["settings"]
    assert settings["split.test_fraction"]["default"] == 0.2
    assert settings["experiment.trials"]["paper"] == "50"
    printed = sepgenre("configs", "explain").stdout
    assert all(path in printed for path in settings)
    assert "explain" in sepgenre("configs", "frobnicate", status=1).stderr


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("83.5", 83.5), ("1:23.5", 83.5), ("01:02:03", 3723.0), ("0", 0.0), (" 12 ", 12.0)],
)
def test_times_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_time(text) == seconds
    assert parse_time(format_time(seconds)) == seconds


@pytest.mark.parametrize(
    "text", ["", "1:2:3:4", "-3", "abc", "1,5", "nan", "9" * 400, "9" * 5000 + ":00:00"]
)
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


def test_an_import_of_which_nothing_can_be_used_fails(tmp_path: Path, sepgenre) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "text.wav").write_text("no audio")
    sepgenre("new", "songs")

    failed = sepgenre("import", "songs", "music", status=1)

    assert "text.wav" in failed.stdout
    assert "none of 1 file could be imported" in failed.stderr
