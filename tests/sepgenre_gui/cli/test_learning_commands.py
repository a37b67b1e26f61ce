"""Review, suspicious labels and explanations, by command, on songs with stems and features."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import soundfile

from sepgenre_gui.cli import run
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin

Command = Callable[..., Any]


@pytest.fixture
def songs(tmp_path: Path, prepared_project: Path) -> Path:
    """Ten songs of two genres, five each, one segment each, identifiers 1 to 10."""
    return Path(shutil.copytree(prepared_project, tmp_path / "songs"))


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process; return what it printed as JSON."""

    def called(*words: object, status: int = 0) -> Any:
        got = run([*map(str, words), "--json"])
        printed = capsys.readouterr()
        assert got == status, printed.err
        return json.loads(printed.out)

    return called


def genres(folder: Path) -> dict[int, str | None]:
    with Project.open(folder, read_only=True) as project:
        names = {genre.id: genre.name for genre in project.genres.list()}
        return {segment.id: names.get(segment.genre_id or 0) for segment in project.segments.list()}


@pytest.mark.slow
def test_unconfirmed_segments_are_guessed_and_a_wrong_label_is_found(
    songs: Path, command: Command, tmp_path: Path
) -> None:
    truth = genres(songs)
    with Project.open(songs) as project:
        # One without a genre; one suggested, of the wrong genre.
        project.segments.set_genre(1, None)
        other = project.genres.list()[0 if truth[2] == project.genres.list()[1].name else 1]
        project.segments.set_genre(2, other.id)
        project.segments.set_origin(2, Origin.SUGGESTED)

    queue = command("review", songs, "--strategy", "entropy-diverse", "--workers", 1)

    assert {item["segment"] for item in queue["segments"]} == {1, 2}
    for item in queue["segments"]:
        assert item["guess"] == truth[item["segment"]]
        assert sum(item["probabilities"].values()) == pytest.approx(1.0)
    assert (queue["learned_from"], queue["strategy"]) == (8, "entropy-diverse")

    table = tmp_path / "suspects.csv"
    found = command("suspects", songs, "--csv", table, "--workers", 1)
    # The worst first; with so few songs, one that is right may follow.
    worst = found["suspects"][0]
    assert (worst["segment"], worst["likely_genre"]) == (2, truth[2])
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0]["segment"], rows[0]["genre"]) == ("2", other.name)
    assert len(rows) == len(found["suspects"])


def test_without_labels_the_remedy_is_told(songs: Path, command: Command) -> None:
    with Project.open(songs) as project:
        for segment in project.segments.list():
            project.segments.set_origin(segment.id, Origin.SUGGESTED)

    told = command("review", songs, status=1)

    assert "0 genre(s)" in told["error"]
    assert "--trust-suggested" in told["remedy"]
    assert "margin-diverse" in command("review", songs, "--strategy", "x", status=1)["remedy"]
    assert "'3 spec, 2DConv'" in command("suspects", songs, "--network", "x", status=1)["remedy"]
    assert (
        "network to explain"
        in (command("explain", songs, 1, "--network", "reference", status=1)["remedy"])
    )


@pytest.mark.slow
def test_a_guess_is_explained_drawn_and_played(
    songs: Path, command: Command, tmp_path: Path
) -> None:
    png, wav = tmp_path / "why.png", tmp_path / "why.wav"

    why = command("explain", songs, 3, "--epochs", 1, "--png", png, "--wav", wav, "--workers", 1)

    assert [each["stem"] for each in why["contributions"]] == ["bass", "drums", "other"]
    assert (why["trained_on"], why["heard_song"]) == (10, True)
    assert sum(why["probabilities"].values()) == pytest.approx(1.0)
    assert -1 <= why["randomised_correlation"] <= 1
    assert png.read_bytes().startswith(b"\x89PNG")
    with Project.open(songs, read_only=True) as project:
        segment = project.segments.get(3)
    assert soundfile.info(wav).frames == segment.n_samples
