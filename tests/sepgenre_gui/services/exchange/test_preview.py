"""The preview of an import: everything is found, nothing is changed, nothing spoils the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.exchange.preview import (
    ImportPreview,
    Layout,
    PreviewTask,
    is_annotation,
    preview_import,
)
from sepgenre_gui.services.exchange.rehearsal import SerialPool
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_training.errors import DatasetError
from tests.music import write_library


def look(project: Project, *paths: Path, layout: Layout = "auto") -> ImportPreview:
    return preview_import(PreviewTask(project_folder=project.folder, paths=paths, layout=layout))


def test_new_and_known_files_and_new_genres_are_told_apart(
    tmp_path: Path, empty_project: Project
) -> None:
    music = write_library(tmp_path / "music", genres=2, songs=1)
    import_tracks(empty_project, [music / "Genre 0"], pool=SerialPool(), on_event=print)
    empty_project.genres.add("GENRE 1")
    (music / "Ambient").mkdir()
    (music / "Genre 1" / "song 10.wav").rename(music / "Ambient" / "song 10.wav")

    preview = look(empty_project, music)

    (new, known) = preview.plan.files
    assert (new.path.name, new.known_hash) == ("song 10.wav", None)
    assert known.known_hash == empty_project.tracks.list()[0].content_hash
    # The known track has no genre yet, and would get that of its folder.
    assert preview.new_genres == ("Ambient", "Genre 0")
    assert len(empty_project.genres.list()) == 1


@pytest.mark.parametrize(
    ("name", "text", "is_one"),
    [
        ("labels.txt", "0.5\t10.5\tHouse\n", True),
        ("segments.csv", "file,start_s,genre\na.wav,1,House\n", True),
        ("segments.csv", "start_s;genre\n1,5;House\n", True),
        ("tracks.csv", "path,start_s\na.wav,1\n", False),
        ("tracks.tsv", "path\tgenre\na.wav\tHouse\n", False),
        ("broken.csv", "\x00\x00", False),
        ("labels.jams", "{}", True),
        ("song.wav", "", False),
    ],
)
def test_files_of_segments_are_recognised(
    tmp_path: Path, name: str, text: str, is_one: bool
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    assert is_annotation(path) is is_one


def test_files_of_segments_are_read_with_their_reasons(
    tmp_path: Path, empty_project: Project
) -> None:
    labels = tmp_path / "ű 🎧.txt"
    labels.write_text("0.5\t10.5\tHouse\nx\ty\tz\n", encoding="utf-8")
    table = tmp_path / "segments.csv"
    table.write_text("file,start_s,genre\na.wav,1,Techno\n", encoding="utf-8")
    broken = tmp_path / "broken.jams"
    broken.write_text("no JSON", encoding="utf-8")

    preview = look(empty_project, labels, table, broken)

    first, second, third = preview.annotations
    assert (first.format, first.n_segments, first.of_one_track) == ("audacity", 1, True)
    assert first.problems == ("Line 2: the start is 'x', not a number of seconds from 0 on.",)
    assert (second.format, second.n_segments, second.of_one_track) == ("csv", 1, False)
    assert (third.format, third.n_segments) == (None, 0)
    assert len(third.problems) == 1
    assert preview.new_genres == ("House", "Techno")
    assert preview.plan.files == ()


def test_one_that_cannot_be_read_does_not_spoil_the_others(
    tmp_path: Path, empty_project: Project
) -> None:
    music = write_library(tmp_path / "music", genres=1, songs=1)
    table = tmp_path / "table.csv"
    table.write_text("title,genre\nSong,House\n", encoding="utf-8")

    preview = look(empty_project, table, music)

    assert [file.path.name for file in preview.plan.files] == ["song 00.wav"]
    (problem,) = preview.plan.problems
    assert problem.path == table
    assert "'path'" in problem.reason


def test_a_layout_that_fits_nothing_is_refused(tmp_path: Path, empty_project: Project) -> None:
    music = write_library(tmp_path / "music", genres=1, songs=1)

    with pytest.raises(DatasetError, match="music"):
        look(empty_project, music, layout="gtzan")
    with pytest.raises(DatasetError, match="does not exist"):
        look(empty_project, tmp_path / "nowhere")


def test_labels_alone_are_enough_where_the_rest_is_not_audio(
    tmp_path: Path, empty_project: Project
) -> None:
    labels = tmp_path / "song.txt"
    labels.write_text("0.5\t10.5\tHouse\n", encoding="utf-8")

    preview = look(empty_project, labels, tmp_path / "nowhere")

    assert len(preview.annotations) == 1
    assert "does not exist" in preview.plan.problems[0].reason.lower()
