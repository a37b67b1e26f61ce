"""Import of segments: each to its track, each once, and a reason for every line left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import LENGTH_SETTING, Origin
from sepgenre_gui.services.import_segments import SegmentImport, import_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ProjectError
from tests.curated_project import windows
from tests.music import make_track, write_track
from tests.track_imports import run_import

RATE_HZ = 22_050


@pytest.fixture
def music(tmp_path: Path, empty_project: Project, pool: WorkerPool) -> Path:
    """Three tracks in a project: two called song.wav, one with an awkward name."""
    folder = tmp_path / "music"
    for number, name in enumerate(("House/song.wav", "Techno/song.wav", "Techno/ű 观 🎧 .WAV")):
        write_track(folder / name, make_track(number, number, duration_s=20))
    run_import(empty_project, pool, folder, layout="folders")
    return folder


def take(project: Project, pool: WorkerPool, *files: Path, **options: object) -> SegmentImport:
    return import_segments(project, files, pool=pool, on_event=lambda _: None, **options)


def reasons(summary: SegmentImport) -> list[str]:
    return [problem.reason for problem in summary.problems]


def starts(project: Project) -> dict[str, list[int]]:
    return {
        track.path.parent.name + "/" + track.path.name: [
            segment.start_sample for segment in project.segments.list(track_id=track.id)
        ]
        for track in project.tracks.list()
    }


def test_a_minimal_table_finds_its_tracks(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    copy = tmp_path / "copy of one.wav"
    copy.write_bytes((music / "House" / "song.wav").read_bytes())
    table = music / "mine.csv"
    table.write_text(
        "file,start_s\n"
        "House/song.wav,1\n"
        f"{music / 'Techno' / 'song.wav'},2.5\n"
        f"{copy},3\n"
        "/elsewhere/Ű 观 🎧 .wav,4\n",
        encoding="utf-8",
    )

    summary = take(empty_project, pool, table)

    assert (summary.problems, summary.remarks) == ((), ())
    assert starts(empty_project) == {
        "House/song.wav": [RATE_HZ, 3 * RATE_HZ],
        "Techno/song.wav": [round(2.5 * RATE_HZ)],
        "Techno/ű 观 🎧 .WAV": [4 * RATE_HZ],
    }
    # Without a column for it, the genre is the track's.
    assert {genre for _, genre, _ in windows(empty_project).values()} == {"House", "Techno"}
    assert {origin for _, _, origin in windows(empty_project).values()} == {Origin.IMPORTED}


def test_each_line_that_cannot_be_used_has_its_reason(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    stranger = write_track(tmp_path / "stranger.wav", make_track(7, 7))
    table = tmp_path / "table.csv"
    table.write_text(
        "file,start_s,genre,origin,content_hash\n"
        "song.wav,1,,,\n"
        "nowhere.wav,1,,,\n"
        f"{stranger},1,,,\n"
        ",1,,,\n"
        f"{music / 'House' / 'song.wav'},10.0001,,,\n"
        f"{music / 'House' / 'song.wav'},1e300,,,\n"
        f"{music / 'House' / 'song.wav'},x,,,\n"
        f"{music / 'House' / 'song.wav'},1,Never made,magic,\n"
        f"{music / 'House' / 'song.wav'},2,,,{'0' * 64}\n"
        f"{music / 'House' / 'song.wav'},3,House,by_hand,\n",
        encoding="utf-8",
    )

    summary = take(empty_project, pool, table)

    assert len(summary.added) == 1
    assert "Never made" not in {genre.name for genre in empty_project.genres.list()}
    told = dict(reason.split(": ", maxsplit=1) for reason in reasons(summary))
    assert list(told) == [f"Line {line}" for line in (8, 2, 3, 4, 5, 6, 7, 9, 10)]
    for line, part in {
        2: "2 tracks are called song.wav",
        3: "no track of the project is called nowhere.wav",
        4: "import it first",
        5: "names no audio file",
        6: "lasts 20.000 s",
        7: "lasts 20.000 s",
        8: "'x'",
        9: "'magic'",
        10: "another content",
    }.items():
        assert part in told[f"Line {line}"]


def test_labels_belong_to_the_track_of_their_name_and_their_text_is_the_genre(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    labels = tmp_path / "ű 观 🎧.txt"
    labels.write_text(
        "1,500000\t11,500000\tDeep House\n\\\t100.0\t200.0\n2.0\t2.0\thouse\n3.0\t4.25\t\n",
        encoding="utf-8",
    )

    summary = take(empty_project, pool, labels)

    assert summary.problems == ()
    assert [genre.name for genre in summary.genres] == ["Deep House"]
    assert [(start, genre) for (_, start), (_, genre, _) in windows(empty_project).items()] == [
        (33_075, "Deep House"),
        (44_100, "House"),
        (66_150, None),
    ]
    (remark,) = summary.remarks
    assert remark.path == labels
    assert remark.reason.startswith("2 of its labels are not 10 s long (the first, line 3: 0.000 s")
    assert {segment.n_samples for segment in summary.added} == {10 * RATE_HZ}


def test_segments_are_as_long_as_the_project_wants_them(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    empty_project.settings.set(LENGTH_SETTING, 5.0)
    labels = tmp_path / "ű 观 🎧.txt"
    labels.write_text("1\t6\tHouse\n15\t20\tHouse\n15.1\t25.1\tHouse\n2\t12\t\n")

    summary = take(empty_project, pool, labels)

    assert [segment.n_samples for segment in summary.added] == [5 * RATE_HZ] * 3
    assert "Line 3" in reasons(summary)[0]
    assert summary.remarks[0].reason.startswith("1 of its labels are not 5 s long (the first, line")


def test_labels_of_an_ambiguous_name_need_the_track(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    labels = tmp_path / "song.txt"
    labels.write_text("1\t11\tHouse\n", encoding="utf-8")

    refused = take(empty_project, pool, labels)
    taken = take(empty_project, pool, labels, track_id=2)

    assert reasons(refused) == ["Line 1: 2 tracks are called song; say which by --track."]
    assert [segment.track_id for segment in taken.added] == [2]
    with pytest.raises(ProjectError, match="no track 9"):
        take(empty_project, pool, labels, track_id=9)


def test_a_named_track_does_not_take_what_was_made_for_other_audio(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    table = tmp_path / "table.csv"
    one, two, _ = empty_project.tracks.list()
    table.write_text(
        f"start_s,content_hash\n1,{one.content_hash}\n2,{two.content_hash}\n3,\n", encoding="utf-8"
    )

    summary = take(empty_project, pool, table, track_id=two.id)

    assert starts(empty_project)["Techno/song.wav"] == [2 * RATE_HZ, 3 * RATE_HZ]
    assert "other audio" in reasons(summary)[0]


def test_what_is_there_stays_and_gets_only_a_genre_that_it_lacks(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    track = empty_project.tracks.list()[2]
    house = empty_project.genres.get_or_add("House")
    labelled = empty_project.segments.add(track, RATE_HZ, house.id, Origin.BY_HAND)
    unlabelled = empty_project.segments.add(track, 2 * RATE_HZ, None, Origin.SUGGESTED)
    labels = tmp_path / "ű 观 🎧.txt"
    labels.write_text("1\t11\tTrance\n2\t12\tHouse\n", encoding="utf-8")

    summary = take(empty_project, pool, labels)
    again = take(empty_project, pool, labels)

    assert (summary.added, summary.unchanged, summary.genres) == ((), 2, ())
    assert [segment.id for segment in summary.labelled] == [unlabelled.id]
    assert empty_project.segments.get(labelled.id) == labelled
    assert empty_project.segments.get(unlabelled.id).genre_id == house.id
    assert [remark.reason for remark in summary.remarks] == [
        "Line 1: the segment is there as 'House', which stays; the file says 'Trance'."
    ]
    assert (again.labelled, again.unchanged) == ((), 2)


def test_an_import_is_one_edit_that_can_be_taken_back(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    track = empty_project.tracks.list()[2]
    empty_project.segments.add(track, 0, None, Origin.SUGGESTED)
    before = (windows(empty_project), empty_project.genres.list())
    labels = tmp_path / "ű 观 🎧.txt"
    labels.write_text("0\t10\tTrance\n1\t11\tAcid\n1\t11\tAcid\n2\t12\t\n2\t12\tAcid\n")

    summary = take(empty_project, pool, labels)
    after = (windows(empty_project), empty_project.genres.list())

    assert summary.edit is not None
    assert (len(summary.added), len(summary.labelled)) == (2, 2)
    summary.edit.revert(empty_project)
    assert (windows(empty_project), empty_project.genres.list()) == before
    summary.edit.apply(empty_project)
    assert (windows(empty_project), empty_project.genres.list()) == after


def test_all_is_stored_at_one_moment(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    labels = tmp_path / "ű 观 🎧.txt"
    labels.write_text("0\t10\tTrance\n1\t11\tAcid\n2\t12\t\n-1\t9\tx\n", encoding="utf-8")
    statements: list[str] = []
    empty_project._database._connection.set_trace_callback(statements.append)

    summary = take(empty_project, pool, labels)

    empty_project._database._connection.set_trace_callback(None)
    assert len(summary.added) == 3
    assert statements.count("COMMIT") == 1


def test_a_file_that_cannot_be_read_does_not_keep_the_others_out(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    good = tmp_path / "ű 观 🎧.txt"
    good.write_text("1\t11\tHouse\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "bad.jams").write_text("{}")
    (tmp_path / "binary.wav").write_bytes(bytes(range(256)))

    summary = take(
        empty_project, pool, tmp_path / "bad.csv", tmp_path / "bad.jams", good,
        tmp_path / "nowhere.txt", tmp_path / "binary.wav",
    )  # fmt: skip

    assert len(summary.added) == 1
    assert [problem.path.name for problem in summary.problems] == [
        "bad.csv", "bad.jams", "nowhere.txt", "binary.wav"
    ]  # fmt: skip
    assert all(reason.endswith(".") for reason in reasons(summary))


def test_a_text_that_no_database_can_hold_is_told(
    tmp_path: Path, music: Path, empty_project: Project, pool: WorkerPool
) -> None:
    (tmp_path / "ű 观 🎧.jams").write_text(
        '{"file_metadata": {"duration": 20.0, "jams_version": "0.3.5"}, "sandbox": {}, '
        '"annotations": [{"namespace": "tag_open", "annotation_metadata": {}, "sandbox": {}, '
        '"data": [{"time": 1.0, "duration": 10.0, "confidence": null, "value": "\\ud83c"}, '
        '{"time": 2.0, "duration": 10.0, "confidence": null, "value": "House"}]}]}'
    )

    summary = take(empty_project, pool, tmp_path / "ű 观 🎧.jams")

    assert len(summary.added) == 1
    assert "not Unicode text" in reasons(summary)[0]
