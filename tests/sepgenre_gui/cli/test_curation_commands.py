"""Curation by command: states, skipping, genres of segments, and the rules for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.cli import run
from sepgenre_gui.project import FileState, Origin, Project
from tests.sepgenre_gui.services.edits.conftest import new_track


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    """A project of three tracks: one without segment, one suggested, one of 14 s with one."""
    folder = tmp_path / "songs"
    with Project.create(folder) as project:
        house = project.genres.add("House")
        new_track(project, 1, length_s=60.0)
        suggested = new_track(project, 2, length_s=60.0)
        short = new_track(project, 3, length_s=14.0)
        project.segments.add(suggested, 50 * 8000, origin=Origin.SUGGESTED)
        project.segments.add(short, 0, house.id)
    return folder


def test_tracks_are_listed_with_their_state(songs: Path, sepgenre, sepgenre_json) -> None:
    told = sepgenre("tracks", "songs").stdout
    listed = sepgenre_json("tracks", "songs")

    assert listed["states"] == {"1": "no_segment", "2": "suggested", "3": "curated"}
    assert "3 tracks: 1 no segment, 1 suggested, 1 curated." in told
    (line,) = [line for line in told.splitlines() if "Überlied 3" in line]
    assert line.split()[-3:] == ["House", "1", "curated"]


def test_a_track_is_skipped_for_a_reason_and_taken_in_again(
    songs: Path, sepgenre, sepgenre_json
) -> None:
    skipped = sepgenre("tracks", "songs", "skip", "--track", 1, "--track", 2, "--reason", "live 观")
    assert "Skipped 2 tracks." in skipped.stdout
    assert "skipped: live 观" in sepgenre("tracks", "songs").stdout
    again = sepgenre("tracks", "songs", "skip", "--track", 1, "--reason", "live 观")
    assert "They were so already." in again.stdout
    (track,) = sepgenre_json("tracks", "songs", "unskip", "--track", 2)["tracks"]
    assert (track["id"], track["skip_reason"]) == (2, None)
    assert sepgenre_json("tracks", "songs")["states"] == {
        "1": "skipped", "2": "suggested", "3": "curated",
    }  # fmt: skip


def test_a_lost_file_and_a_failure_are_told(songs: Path, sepgenre) -> None:
    with Project.open(songs) as project:
        project.tracks.set_failure(1, "no beat found")
        project.tracks.set_file_states({2: FileState.MISSING})

    told = sepgenre("tracks", "songs").stdout

    assert "failed: no beat found" in told
    assert "1 failed, 1 missing, 1 curated." in told


def test_a_segment_is_labelled(songs: Path, sepgenre, sepgenre_json) -> None:
    made = sepgenre("segments", "songs", "genre", 1, "Téchno").stdout
    assert "Segment 1 has the genre Téchno, which is new." in made
    known = sepgenre("segments", "songs", "genre", 1, "téchno").stdout
    assert "Segment 1 has the genre Téchno." in known
    listed = sepgenre_json("segments", "songs")
    assert listed["segments"][0]["origin"] == "by_hand"
    assert listed["genres"][str(listed["segments"][0]["genre_id"])] == "Téchno"


def test_a_second_segment_is_added_as_the_remedy_says(songs: Path, sepgenre, sepgenre_json) -> None:
    refused = sepgenre("segments", "songs", "add", "--track", 2, "--at", 1, status=1).stderr
    assert f"`sepgenre segments {songs} rules --several`" in refused
    assert "several for a track" in sepgenre("segments", "songs", "rules", "--several").stdout
    sepgenre("segments", "songs", "add", "--track", 2, "--at", 1)
    assert len(sepgenre_json("segments", "songs")["segments"]) == 3
    assert sepgenre_json("segments", "songs", "rules", "--one")["several"] is False


def test_the_length_is_changed_for_all_with_what_it_does(
    songs: Path, sepgenre, sepgenre_json
) -> None:
    assert (
        "Segments last 10 s, one for each track." in sepgenre("segments", "songs", "rules").stdout
    )
    would = sepgenre("segments", "songs", "rules", "--length", 12, "--dry-run").stdout
    assert "Would change the length: 2 segments of 12 s; 1 made to start earlier" in would
    assert sepgenre_json("segments", "songs", "rules") == {"length_s": 10.0, "several": False}

    refused = sepgenre("segments", "songs", "rules", "--length", 20, status=1).stderr
    assert "1 removed, the track being shorter" in refused
    assert "--remove-unfit" in refused
    assert len(sepgenre_json("segments", "songs")["segments"]) == 2

    done = sepgenre_json("segments", "songs", "rules", "--length", 20, "--remove-unfit")
    assert (done["changed"], done["segments"], done["moved"]) == (True, 1, 1)
    assert [segment["track_id"] for segment in done["removed"]] == [3]
    (segment,) = sepgenre_json("segments", "songs")["segments"]
    assert (segment["start_sample"], segment["n_samples"]) == (40 * 8000, 20 * 8000)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["tracks", "songs", "skip", "--track", "1"], 1, "reason"),
        (["tracks", "songs", "skip", "--reason", "why"], 1, "--track"),
        (["tracks", "songs", "unskip"], 1, "--track"),
        (["tracks", "songs", "skip", "--track", "9", "--reason", "why"], 1, "track 9"),
        (["segments", "songs", "genre"], 1, "genre 7 House"),
        (["segments", "songs", "genre", "1"], 1, "genre 7 House"),
        (["segments", "songs", "genre", "9", "House"], 1, "segment 9"),
        (["segments", "songs", "genre", "House", "1"], 2, "House"),
        (["segments", "songs", "remove", "2"], 1, "takes no 2"),
        (["segments", "songs", "remove"], 1, "--segment"),
        (["segments", "songs", "rules", "--length", "0.5"], 1, "1 to 120 s"),
        (["segments", "songs", "rules", "--length", "nan"], 1, "1 to 120 s"),
        (["segments", "songs", "rules", "--several", "--length", "5"], 1, "one after the other"),
        (["segments", "songs", "rules", "--several", "--dry-run"], 1, "--length"),
    ],
)
def test_a_refusal_is_one_clear_line_and_changes_nothing(
    songs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(songs.parent)
    with Project.open(songs, read_only=True) as project:
        before = (project.tracks.list(), project.segments.list(), project.genres.list())

    assert run(words) == status

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("sepgenre: ")
    assert captured.err.count("\n") == 1
    assert said in captured.err
    with Project.open(songs, read_only=True) as project:
        assert before == (project.tracks.list(), project.segments.list(), project.genres.list())
