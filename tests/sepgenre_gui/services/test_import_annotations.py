"""Import of what lists and data sets say of audio: genres, segments, titles."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_training.compute.pool import WorkerPool
from tests.music import make_track, write_track
from tests.track_imports import reasons, run_import


def test_a_table_brings_genres_and_segments(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    write_track(tmp_path / "one.wav", make_track(0, 0, duration_s=40))
    write_track(tmp_path / "two.wav", make_track(1, 0, duration_s=12))
    table = tmp_path / "songs.csv"
    table.write_text(
        "path,title,artist,genre,start_s\n"
        "one.wav,One,Unit 07,House,1.5\n"
        "one.wav,One,Unit 07,House,20\n"
        "two.wav,Two,Signal Garden,Techno,9\n"
        "three.wav,Three,,House,\n",
        encoding="utf-8",
    )

    summary = run_import(empty_project, pool, table)
    again = run_import(empty_project, pool, table)

    assert summary.layout == "csv"
    assert [(track.title, track.artist) for track in summary.added] == [
        ("One", "Unit 07"),
        ("Two", "Signal Garden"),
    ]
    segments = empty_project.segments.list()
    assert [segment.start_sample for segment in segments] == [33_075, 441_000]
    assert {segment.origin for segment in segments} == {Origin.IMPORTED}
    assert [remark.path.name for remark in summary.remarks] == ["two.wav"]
    assert "9 s" in summary.remarks[0].reason
    assert "three.wav" in reasons(summary)["songs.csv"]
    assert again.added == ()


def test_a_start_far_beyond_the_end_is_told_and_the_others_are_added(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    write_track(tmp_path / "one.wav", make_track(0, 0, duration_s=12))
    table = tmp_path / "songs.csv"
    rows = [f"one.wav,{start_s}" for start_s in ("1e300", "1e308", "1.5")]
    table.write_text("path,start_s\n" + "\n".join(rows), encoding="utf-8")

    first = run_import(empty_project, pool, table)
    again = run_import(empty_project, pool, table)

    assert [segment.start_sample for segment in empty_project.segments.list()] == [33_075]
    for summary in (first, again):
        assert summary.problems == ()
        assert [remark.reason for remark in summary.remarks] == [
            "Its segment at 1e+300 s was not added: the track ends at 12.000 s.",
            "Its segment at 1e+308 s was not added: the track ends at 12.000 s.",
        ]


def test_what_cannot_be_stored_does_not_keep_the_others_out(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    root = tmp_path / "plus"
    for name in ("bad", "good"):
        write_track(root / "audio" / f"{name}.wav", make_track(0, len(name)))
        (root / "keys_gs+").mkdir(exist_ok=True)
        (root / "keys_gs+" / f"{name}.txt").write_text("C minor")
        (root / "meta").mkdir(exist_ok=True)
        title = "half an emoji \ud83c" if name == "bad" else "Good"
        (root / "meta" / f"{name}.json").write_text(json.dumps({"title": title}))

    summary = run_import(empty_project, pool, root)

    assert [track.title for track in summary.added] == ["Good"]
    assert set(reasons(summary)) == {"bad.wav"}
    assert "not Unicode text" in reasons(summary)["bad.wav"]


def test_giantsteps_annotations_with_a_little_audio(
    tmp_path: Path, shared: Path, empty_project: Project, pool: WorkerPool
) -> None:
    """The real annotations; audio and its MD5 for three of the 604 tracks only."""
    root = tmp_path / "giantsteps"
    shutil.copytree(shared / "giantsteps_key" / "annotations", root / "annotations")
    (root / "md5").mkdir()
    names = sorted(path.stem for path in (root / "annotations" / "genre").iterdir())
    chosen = names[:4]
    for number, name in enumerate(chosen):
        audio = write_track(
            root / "audio" / f"{name}.mp3",
            make_track(number, number, rate_hz=44_100),
            rate_hz=44_100,
        )
        md5 = hashlib.md5(audio.read_bytes()).hexdigest() if number != 3 else "0" * 32
        (root / "md5" / f"{name}.md5").write_text(md5)

    summary = run_import(empty_project, pool, root)

    assert summary.layout == "giantsteps"
    assert len(summary.added) == 3
    expected = [
        (root / "annotations" / "genre" / f"{name}.genre").read_text().strip()
        for name in chosen[:3]
    ]
    names_by_id = {genre.id: genre.name for genre in empty_project.genres.list()}
    assert [names_by_id[track.genre_id] for track in summary.added] == expected
    assert len(names) == 604
    assert len(summary.problems) == 601
    assert "MD5" in reasons(summary)[f"{chosen[3]}.mp3"]


def test_a_genre_that_was_forgotten_is_brought_by_importing_again(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    folder = tmp_path / "House"
    path = write_track(folder / "one.wav", make_track(0, 0, duration_s=12))
    run_import(empty_project, pool, folder)
    (track,) = empty_project.tracks.list()
    empty_project.segments.add(track, 0, None, Origin.SUGGESTED)
    assert track.genre_id is None

    again = run_import(empty_project, pool, folder, layout="folders")
    table = tmp_path / "other.csv"
    table.write_text(f"path,genre\n{path},Techno\n", encoding="utf-8")
    third = run_import(empty_project, pool, table)

    assert (again.added, again.labelled, again.unchanged) == ((), 1, 1)
    assert third.labelled == 0
    (house,) = empty_project.genres.list()
    assert house.name == "House"
    assert empty_project.tracks.list()[0].genre_id == house.id
    assert [segment.genre_id for segment in empty_project.segments.list()] == [house.id]
