"""Tables, playlists and tags of classified files; nothing here needs a network."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classified.playlists import write_playlists
from sepgenre_gui.services.classified.tables import write_csv, write_json
from sepgenre_gui.services.classified.tagging import (
    BACKUP_FOLDER,
    copy_with_tags,
    restore_tags,
    tag_originals,
)
from sepgenre_training.audio.files import content_hash
from sepgenre_training.audio.genre_tag import read_genre_tag, write_genre_tag
from sepgenre_training.errors import ProjectError
from tests.music import make_track, write_track
from tests.tagged_containers import PAYLOAD, write_ape, write_asf, write_mp4

CLASSES = ("Deep / House", "Techno")


def song(path: Path, genre: str = "") -> Path:
    write_track(path, make_track(0, 0, duration_s=1.0))
    if genre:
        write_genre_tag(path, (genre,))
    return path


def said(path: Path, verdict: int, confidence: float, **more: object) -> ClassifiedFile:
    rest = 1 - confidence
    row = (confidence, rest) if verdict == 0 else (rest, confidence)
    file = ClassifiedFile(
        classifier_id=1,
        path=path,
        hop_s=5.0,
        content_hash=content_hash(path) if path.exists() else "0",
        duration_s=12.4,
        title="Line\nbreak",
        artist="One, Two",
        starts_s=(0.0, 2.4),
        probabilities=(row, row),
        verdict=verdict,
        confidence=confidence,
        unsure_below=0.6,
    )
    return attrs.evolve(file, **more)


@pytest.fixture
def files(tmp_path: Path) -> list[ClassifiedFile]:
    music = tmp_path / "music"
    return [
        said(song(music / "a" / "ű.mp3", "Old"), 0, 0.7),
        said(song(music / "b" / "ű.mp3"), 0, 0.9),
        said(song(music / "two.flac"), 1, 0.8),
        said(song(music / "what.wav", "Kept"), 1, 0.55),
        ClassifiedFile(
            classifier_id=1, path=music / "no.mp3", hop_s=5.0, unsure_below=0.6, error="Broken."
        ),
    ]


def test_the_table_has_a_row_for_each_file(files: list[ClassifiedFile], tmp_path: Path) -> None:
    write_csv(files, CLASSES, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["genre"] for row in rows] == [*["Deep / House"] * 2, *["Techno"] * 2, ""]
    assert [row["unsure"] for row in rows] == ["no", "no", "no", "yes", ""]
    assert float(rows[0]["p(Deep / House)"]) == pytest.approx(0.7)
    assert rows[0]["title"] == "Line\nbreak"
    assert rows[-1]["error"] == "Broken."


def test_json_keeps_every_window_to_the_bit(files: list[ClassifiedFile], tmp_path: Path) -> None:
    write_json(files, CLASSES, tmp_path / "out.json", classifier="tiny", hop_s=5.0)
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (data["classes"], data["classifier"]) == (list(CLASSES), "tiny")
    windows = data["files"][0]["windows"]
    assert [window["start_s"] for window in windows] == [0.0, 2.4]
    assert tuple(windows[0]["probabilities"]) == files[0].probabilities[0]
    assert data["files"][-1]["windows"] == []
    write_json([], CLASSES, tmp_path / "none.json", classifier="tiny", hop_s=5.0)
    assert json.loads((tmp_path / "none.json").read_text())["files"] == []


def test_playlists_hold_the_surest_first_and_the_unsure_apart(
    files: list[ClassifiedFile], tmp_path: Path
) -> None:
    written = write_playlists(files, CLASSES, tmp_path / "lists")
    assert [path.name for path in written] == ["Deep - House.m3u8", "Techno.m3u8", "unsure.m3u8"]
    lines = written[0].read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    assert lines[1] == "#EXTINF:12,One, Two - Line break"
    assert [lines[2], lines[4]] == [str(files[1].path), str(files[0].path)]
    assert str(files[3].path) in written[2].read_text(encoding="utf-8")


def test_copies_are_tagged_and_originals_untouched(
    files: list[ClassifiedFile], tmp_path: Path
) -> None:
    before = {file.path: file.path.read_bytes() for file in files[:4]}
    summary = copy_with_tags(files, CLASSES, tmp_path / "copies", on_event=lambda _: None)
    assert (len(summary.paths), summary.unsure, summary.problems) == (3, 1, ())
    assert {path.parent.name for path in summary.paths[:2]} == {"Deep - House"}
    assert [read_genre_tag(path) for path in summary.paths] == [(CLASSES[0],)] * 2 + [("Techno",)]
    assert {path: path.read_bytes() for path in before} == before

    again = copy_with_tags(files, CLASSES, tmp_path / "copies", on_event=lambda _: None)
    assert (again.paths, len(again.problems)) == ((), 3)
    assert "is there already" in again.problems[0].reason


def test_originals_are_tagged_after_a_backup_and_taken_back(
    files: list[ClassifiedFile], empty_project: Project
) -> None:
    kept = files[3].path.read_bytes()
    summary = tag_originals(empty_project, files, CLASSES, on_event=lambda _: None)
    assert [read_genre_tag(path) for path in summary.paths] == [(CLASSES[0],)] * 2 + [("Techno",)]
    assert files[3].path.read_bytes() == kept
    assert summary.backup is not None
    backed_up = json.loads(summary.backup.read_text(encoding="utf-8"))["files"]
    assert [entry["before"] for entry in backed_up] == [["Old"], [], []]

    write_genre_tag(files[2].path, ("Mine",))
    restored = restore_tags(empty_project, on_event=lambda _: None)
    assert [read_genre_tag(file.path) for file in files[:3]] == [("Old",), (), ("Mine",)]
    (problem,) = restored.problems
    assert "'Techno' that was written" in problem.reason


def test_every_format_is_tagged_and_taken_back(tmp_path: Path, empty_project: Project) -> None:
    music = tmp_path / "music"
    music.mkdir()
    paths = [write_mp4(music / "a.m4a"), write_asf(music / "a.wma"), write_ape(music / "a.ape")]
    for path in paths[:2]:
        write_genre_tag(path, ("Old", "Older"))
    files = [said(path, 1, 0.9) for path in paths]

    copies = copy_with_tags(files, CLASSES, tmp_path / "copies", on_event=lambda _: None)
    assert [read_genre_tag(path) for path in copies.paths] == [("Techno",)] * 3
    tagged = tag_originals(empty_project, files, CLASSES, on_event=lambda _: None)
    assert (tagged.paths, tagged.problems) == (tuple(paths), ())
    assert [read_genre_tag(path) for path in paths] == [("Techno",)] * 3
    restored = restore_tags(empty_project, on_event=lambda _: None)

    assert restored.problems == ()
    assert [read_genre_tag(path) for path in paths] == [("Old", "Older")] * 2 + [()]
    assert all(path.read_bytes().endswith(PAYLOAD) for path in paths[:2])


def test_what_was_said_holds_after_tagging(
    files: list[ClassifiedFile], empty_project: Project
) -> None:
    stored = empty_project.classifiers.add(name="One", description="{}", weights=b"")
    empty_project.classified_files.store(attrs.evolve(files[0], classifier_id=stored.id))
    tag_originals(empty_project, files[:1], CLASSES, on_event=lambda _: None)
    now = content_hash(files[0].path)
    assert now != files[0].content_hash
    assert empty_project.classified_files.find(stored.id, now, 5.0) is not None


def test_changed_files_and_tracks_of_the_project_are_left_alone(
    files: list[ClassifiedFile], empty_project: Project
) -> None:
    changed, track = files[0].path, files[1].path
    song(changed, "Other")
    empty_project.tracks.add(
        path=track, content_hash="h", title="t", duration_s=60.0, sample_rate_hz=44_100,
        channels=2, n_samples=60 * 44_100, decoder="libsndfile", decoder_version="1",
    )  # fmt: skip
    summary = tag_originals(empty_project, files[:2], CLASSES, on_event=lambda _: None)
    assert summary.paths == ()
    told = [problem.reason for problem in summary.problems]
    assert "is a track of the project" in " ".join(told)
    assert "was changed since" in " ".join(told)
    assert read_genre_tag(changed) == ("Other",)
    assert not (empty_project.folder / BACKUP_FOLDER).exists()


def test_without_a_backup_no_original_is_touched(
    files: list[ClassifiedFile], empty_project: Project
) -> None:
    (empty_project.folder / BACKUP_FOLDER).write_text("in the way")
    with pytest.raises(OSError):
        tag_originals(empty_project, files, CLASSES, on_event=lambda _: None)
    assert read_genre_tag(files[0].path) == ("Old",)


def test_a_backup_that_is_none_is_told(empty_project: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no backup"):
        restore_tags(empty_project, on_event=lambda _: None)
    for text in ("", "[]", "{}", '{"format": "SepGenre tag backup", "version": 9, "files": []}'):
        (tmp_path / "b.json").write_text(text)
        with pytest.raises(ProjectError, match="no backup of tags"):
            restore_tags(empty_project, tmp_path / "b.json", on_event=lambda _: None)
