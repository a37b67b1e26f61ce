"""Results are written by keys and dialogs; originals only after two questions, with a way back."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.screens.classify.specs import COPIES, JSON, OLD_TAGS, PLAYLISTS, TAGS
from sepgenre_training.audio.genre_tag import read_genre_tag
from tests.sepgenre_gui.screens.classify.answering import answering, choose, press
from tests.sepgenre_gui.screens.classify.conftest import N_SONGS, Opened


@pytest.fixture
def own_music(opened: Opened, tmp_path: Path) -> Path:
    """The folder of copies that the project knows instead of the shared songs."""
    folder = Path(shutil.copytree(opened.music, tmp_path / "own"))
    opened.screen._project.classified_files._database.change(
        "UPDATE classified_files SET path = replace(path, ?, ?)", (str(opened.music), str(folder))
    )
    return folder


def wait_for_jobs(opened: Opened) -> None:
    queue = opened.workspace.queue
    opened.until(lambda: queue.jobs and all(job.state.is_finished() for job in queue.jobs))
    assert {job.state for job in queue.jobs} == {JobState.DONE}


def test_tables_playlists_and_copies_are_written_where_a_person_says(
    opened: Opened, tmp_path: Path
) -> None:
    with answering(choose(tmp_path / "new")):
        opened.keys("Ctrl+E")
    for name, place in (
        (JSON, tmp_path / "all.json"),
        (PLAYLISTS, tmp_path),
        (COPIES, tmp_path),
    ):
        with answering(choose(place)):
            opened.window.book[name].trigger()
    wait_for_jobs(opened)

    with (tmp_path / "new.csv").open(encoding="utf-8", newline="") as stream:
        rows = {Path(row["file"]).name: row for row in csv.DictReader(stream)}
    assert rows["song 1.wav"]["genre"] == "Drum & Bass"
    assert rows["song 5.wav"]["unsure"] == "yes"
    assert "Export it again" in rows["broken.mp3"]["error"]
    assert len(json.loads((tmp_path / "all.json").read_text())["files"]) == N_SONGS + 1
    assert {path.stem for path in tmp_path.glob("*.m3u8")} >= {"Techno", "unsure"}
    (copy,) = (tmp_path / "Techno").iterdir()
    assert copy.name == "song 2.wav"
    assert read_genre_tag(copy) == ("Techno",)
    assert read_genre_tag(opened.music / copy.name) == ()


def test_originals_are_tagged_after_two_questions_and_get_their_tags_back(
    opened: Opened, own_music: Path
) -> None:
    book, queue = opened.window.book, opened.workspace.queue
    for answers in ((press("Cancel"),), (press("Yes"), press("Cancel"))):
        with answering(*answers) as said:
            book[TAGS].trigger()
        assert "Tagged copies" in said[0]
        assert queue.jobs == ()
    assert "Really change the files?" in said[1]

    with answering(press("Yes"), press("Yes")):
        book[TAGS].trigger()
    wait_for_jobs(opened)
    assert read_genre_tag(own_music / "song 1.wav") == ("Drum & Bass",)
    # What is unsure is left alone.
    assert read_genre_tag(own_music / "song 5.wav") == ()

    with answering(press("OK")) as said:
        book[OLD_TAGS].trigger()
    assert "The old genres come back" in said[0]
    wait_for_jobs(opened)
    assert read_genre_tag(own_music / "song 1.wav") == ()
