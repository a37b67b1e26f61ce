"""`sepgenre separators score`: table, figure, CSV and JSON of the same numbers."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sepgenre_gui.cli import run
from sepgenre_training.separation.stems import STEM_NAMES
from tests.sepgenre_gui.cli.conftest import run_sepgenre
from tests.songs_with_stems import make_stems, write_song_with_stems, write_stems_beside

FILES = ["separation_scores.csv", "separation_scores.png", "separation_scores.svg"]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three songs with true stems, the last without vocals, imported and cut; do not change."""
    folder = tmp_path_factory.mktemp("songs with stems")
    for number in range(3):
        stems = make_stems(number, silent=("vocals",) if number == 2 else ())
        write_song_with_stems(folder / "music", f"Genre {number}", f"song {number}", stems)
    for words in (
        ("new", "songs"),
        ("import", "songs", folder / "music" / "songs", "--layout", "folders"),
        ("segments", "songs", "suggest"),
        ("separate", "songs", "--separator", "hpss"),
    ):
        done = run_sepgenre(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def songs(imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one's own, where spleeter has no weights."""
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    return Path(shutil.copytree(imported / "songs", tmp_path / "songs"))


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_json_has_the_medians_of_the_csv(songs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["separators", "score", str(songs), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert sorted(path.name for path in (songs / "scores").iterdir()) == FILES
    rows = read_rows(Path(told["files"]["table"]))
    assert len(rows) == 3 * 2 * 4
    assert [each["separator"] for each in told["separators"]] == ["mixture", "hpss"]
    for separator in told["separators"]:
        assert [stem["stem"] for stem in separator["stems"]] == list(STEM_NAMES)
        for stem in separator["stems"]:
            its = [
                row
                for row in rows
                if (row["separator"], row["stem"]) == (separator["separator"], stem["stem"])
            ]
            assert len(its) == separator["segments"] == 3
            for measure in ("si_sdr_db", "si_sdr_gain_db", "sdr_db"):
                values = [float(row[measure]) for row in its if row[measure]]
                assert len(values) == (2 if stem["stem"] == "vocals" else 3)
                assert stem[measure] == pytest.approx(statistics.median(values), abs=1e-9)
            assert (stem["segments"], stem["silent"]) == (len(values), 3 - len(values))
    assert "spleeter" in {each["name"] for each in told["not_ready"]}
    assert told["problems"] == []


def test_the_table_has_a_line_for_each_measure_and_says_what_is_left_out(
    songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ű 观" / "scores"
    assert run(["separators", "score", str(songs), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    lines = [line.split() for line in said.splitlines()]

    medians: dict[str, list[float]] = {}
    for row in read_rows(out / "separation_scores.csv"):
        if row["separator"] == "hpss":
            medians.setdefault(row["stem"], []).append(float(row["si_sdr_db"] or "nan"))
    expected = [f"{statistics.median(v for v in medians[n] if v == v):.2f}" for n in STEM_NAMES]
    assert ["hpss", "3", "SI-SDR", *expected] in lines
    assert ["SI-SDR", "gain", "+0.00", "+0.00", "+0.00", "+0.00"] in lines
    assert sum(line[:1] == ["SDR"] for line in lines) == 2
    assert "the true stem is silent: vocals 1." in said
    command = "`sepgenre separators install spleeter`"
    assert f"Not scored: spleeter, weights missing: {command}" in said.splitlines()
    assert "Replaced" not in said
    assert str(out / "separation_scores.png") in said
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert not (songs / "scores").exists()


def fails(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[str, Any]:
    assert run(["separators", "score", *map(str, words), "--json"]) == 1
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    return captured.err, json.loads(captured.out)


def test_naming_a_separator_that_cannot_run_is_an_error_with_the_remedy(
    songs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--separator", "hpss", "--separator", "spleeter")
    said, data = fails(capsys, songs, *words)
    assert "The weights of the separator 'spleeter' are missing" in said
    assert "sepgenre separators install spleeter" in data["remedy"]
    said, _ = fails(capsys, songs, "--separator", "magic")
    assert "There is no separator called 'magic'." in said
    assert not (songs / "scores").exists()


def test_a_project_without_true_stems_is_told_the_layout(
    prepared_project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(prepared_project, tmp_path / "songs")
    said, data = fails(capsys, copy)
    assert "no track has true stems beside it" in said
    assert "stems/GENRE/NAME/" in data["remedy"]
    assert not (copy / "scores").exists()


def test_where_every_segment_fails_each_reason_is_told_and_nothing_is_written(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(imported / "music", tmp_path / "music"))
    for number in range(3):
        write_stems_beside(folder / "stems" / f"Genre {number}" / f"song {number}", make_stems(50))
    songs = str(tmp_path / "mine")
    assert run(["new", songs]) == 0
    assert run(["import", songs, str(folder / "songs"), "--layout", "folders"]) == 0
    assert run(["segments", songs, "suggest"]) == 0
    capsys.readouterr()

    assert run(["separators", "score", songs]) == 1
    captured = capsys.readouterr()
    assert captured.out.count("do not add up to the track") == 3
    assert "none of the segments with true stems could be scored" in captured.err
    assert not (tmp_path / "mine" / "scores").exists()


def test_a_folder_that_cannot_be_written_is_named(
    songs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    said, _ = fails(capsys, songs, "--out", tmp_path / "file" / "scores", "--segments", "1")
    assert str(tmp_path / "file" / "scores") in said
    said, _ = fails(capsys, songs, "--out", tmp_path / "file")
    assert f"{tmp_path / 'file'}: is a file, not a folder." in said


def test_earlier_scores_are_not_replaced_silently(
    songs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["separators", "score", str(songs), "--segments", "1", "--separator", "hpss"]
    assert run([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["replaced"] is False
    assert run(words) == 0
    assert f"Replaced the earlier scores in {songs / 'scores'}" in capsys.readouterr().out


def test_zero_segments_are_a_misuse(songs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["separators", "score", str(songs), "--segments", "0"]) == 2
    assert "--segments" in capsys.readouterr().err


def test_help_has_an_example_and_the_layout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["separators", "score", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "sepgenre separators score" in text.split("Example", 1)[1]
    assert "stems/GENRE/NAME/" in text


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_leaves_no_half_written_scores(songs: Path) -> None:
    shutil.rmtree(songs / "cache")
    process = subprocess.Popen(
        [sys.executable, "-m", "sepgenre_gui.cli", "separators", "score", str(songs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not list(songs.rglob("cache/stems/**/*.wav")):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 130, said
    assert "stopped" in said
    assert not (songs / "scores").exists()
    assert run(["separators", "score", str(songs)]) == 0
    assert sorted(path.name for path in (songs / "scores").iterdir()) == FILES
