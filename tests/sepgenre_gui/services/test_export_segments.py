"""Export: every format comes back into another project to the sample; nothing is lost by it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.services.export_segments import export_annotations, export_audio
from sepgenre_gui.services.import_segments import import_segments
from sepgenre_training.audio import read_window
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ProjectError
from sepgenre_training.exchange.formats.registry import FORMAT_NAMES, FormatName
from sepgenre_training.exchange.formats.text_file import one_line
from tests.curated_project import GENRE, TITLE, TRACKS, fill, windows, write_music
from tests.music import make_track, write_track
from tests.track_imports import run_import


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_music(tmp_path_factory.mktemp("ű 观 🎧"))


@pytest.fixture(scope="module")
def curated(
    tmp_path_factory: pytest.TempPathFactory, music: Path, pool: WorkerPool
) -> Iterator[Project]:
    with Project.create(tmp_path_factory.mktemp("projects") / "curated") as project:
        fill(project, music, pool)
        yield project


def annotations(project: Project, to: FormatName, out: Path, pool: WorkerPool, **options: bool):
    return export_annotations(project, to, out, pool=pool, on_event=lambda _: None, **options)


def audio(project: Project, out: Path, pool: WorkerPool, **options: object):
    return export_audio(project, out, pool=pool, on_event=lambda _: None, **options)


@pytest.mark.parametrize("to", FORMAT_NAMES)
def test_every_format_comes_back_to_the_sample(
    tmp_path: Path,
    music: Path,
    curated: Project,
    empty_project: Project,
    pool: WorkerPool,
    to: FormatName,
) -> None:
    summary = annotations(curated, to, tmp_path / "out", pool)
    assert (summary.problems, summary.segments) == ((), 2 * len(TRACKS))
    assert len(summary.written) == (1 if to == "csv" else len(TRACKS))
    run_import(empty_project, pool, music)

    back = import_segments(empty_project, summary.written, pool=pool, on_event=lambda _: None)

    assert (back.problems, back.remarks) == ((), ())
    expected = windows(curated)
    if to in ("audacity", "raven"):
        one = one_line(GENRE)
        expected = {key: (n, genre and one, origin) for key, (n, genre, origin) in expected.items()}
    if to in ("audacity", "textgrid"):
        expected = {key: (n, genre, Origin.IMPORTED) for key, (n, genre, _) in expected.items()}
    assert windows(empty_project) == expected

    again = import_segments(empty_project, summary.written, pool=pool, on_event=lambda _: None)
    assert (again.added, again.labelled, again.genres) == ((), (), ())
    assert (again.unchanged, again.problems, again.edit) == (len(expected), (), None)


@pytest.mark.parametrize("to", FORMAT_NAMES)
def test_into_the_same_project_nothing_is_new(
    tmp_path: Path, curated: Project, pool: WorkerPool, to: FormatName
) -> None:
    before = windows(curated)
    summary = annotations(curated, to, tmp_path, pool)

    back = import_segments(curated, summary.written, pool=pool, on_event=lambda _: None)

    assert (back.added, back.genres, back.remarks) == ((), (), ())
    assert back.unchanged == len(before)
    assert windows(curated) == before


def test_a_file_that_is_the_same_is_left_and_another_is_told(
    tmp_path: Path, curated: Project, pool: WorkerPool
) -> None:
    first = annotations(curated, "audacity", tmp_path, pool)
    first.written[0].write_text("a person's own\n", encoding="utf-8")
    first.written[1].unlink()

    second = annotations(curated, "audacity", tmp_path, pool)
    third = annotations(curated, "audacity", tmp_path, pool, overwrite=True)

    assert second.written == (first.written[1],)
    assert second.unchanged == first.written[2:]
    assert [problem.path for problem in second.problems] == [first.written[0]]
    assert "other content" in second.problems[0].reason
    assert (third.written, third.problems) == ((first.written[0],), ())


def test_a_table_may_be_named_or_its_folder(
    tmp_path: Path, curated: Project, pool: WorkerPool
) -> None:
    (by_file,) = annotations(curated, "csv", tmp_path / "new" / "mine.CSV", pool).written
    (by_folder,) = annotations(curated, "csv", tmp_path / "folder.csv" / "sub", pool).written
    (by_old_folder,) = annotations(curated, "csv", tmp_path / "folder.csv", pool).written

    assert by_file == tmp_path / "new" / "mine.CSV"
    assert by_folder == tmp_path / "folder.csv" / "sub" / "segments.csv"
    assert by_old_folder == tmp_path / "folder.csv" / "segments.csv"


@pytest.mark.parametrize("audio_format", ["wav", "flac"])
def test_audio_is_the_very_window_of_the_track(
    tmp_path: Path, curated: Project, pool: WorkerPool, audio_format: str
) -> None:
    summary = audio(curated, tmp_path, pool, audio_format=audio_format)

    assert (len(summary.written), summary.segments) == (10, 10)
    assert summary.problems == ()
    assert {path.parent.name for path in summary.written} == {"Deep - -House-,-观 🎧", "no genre"}
    tracks = {track.id: track for track in curated.tracks.list()}
    for path, segment in zip(summary.written, curated.segments.list(), strict=True):
        track = tracks[segment.track_id]
        found, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
        window = read_window(
            track.path,
            start_sample=segment.start_sample,
            n_samples=segment.n_samples,
            decoder=track.decoder,
        )
        assert rate_hz == track.sample_rate_hz
        if audio_format == "flac" and track.path.suffix in (".mp3", ".ogg"):
            # What a lossy decoder gives has more than 24 bits, and may exceed full scale.
            beyond = bool((np.abs(window) > 1).any())
            assert (path in {remark.path for remark in summary.remarks}) == beyond
            np.testing.assert_allclose(found.T, window.clip(-1, 1), atol=2**-23, rtol=0)
        else:
            np.testing.assert_array_equal(found.T, window)


def test_audio_at_one_rate_can_be_imported_as_tracks_of_their_genres(
    tmp_path: Path, curated: Project, empty_project: Project, pool: WorkerPool
) -> None:
    summary = audio(curated, tmp_path, pool, audio_format="ogg", rate_hz=22_050)

    imported = run_import(empty_project, pool, tmp_path, layout="folders")

    assert imported.problems == ()
    assert sorted(track.path for track in imported.added) == sorted(summary.written)
    assert {(track.sample_rate_hz, track.n_samples) for track in imported.added} == {
        (22_050, 220_500)
    }
    assert {track.title for track in imported.added} == {TITLE}


def test_without_genre_folders_all_are_in_one(
    tmp_path: Path, curated: Project, pool: WorkerPool
) -> None:
    summary = audio(curated, tmp_path, pool, genre_folders=False)

    assert {path.parent for path in summary.written} == {tmp_path}
    assert len(summary.written) == 10


def test_an_export_that_was_interrupted_goes_on(
    tmp_path: Path, curated: Project, pool: WorkerPool
) -> None:
    first = audio(curated, tmp_path, pool)
    first.written[3].unlink()
    left = first.written[3].with_name(".part-abc.wav")
    fresh = first.written[3].with_name(".part-def.wav")
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (time.time() - 3600, time.time() - 3600))
    events: list[object] = []

    second = export_audio(curated, tmp_path, pool=pool, on_event=events.append)

    assert (second.written, len(second.unchanged)) == ((first.written[3],), 9)
    assert (left.exists(), fresh.exists()) == (False, True)
    assert [e.done for e in events if isinstance(e, Progressed)] == list(range(1, 11))


def test_changed_audio_is_told_and_the_others_are_written(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    for number in range(2):
        write_track(tmp_path / "music" / f"{number}.wav", make_track(0, number))
    run_import(empty_project, pool, tmp_path / "music")
    for track in empty_project.tracks.list():
        empty_project.segments.add(track, 0)
    write_track(tmp_path / "music" / "0.wav", make_track(1, 5))

    summary = audio(empty_project, tmp_path / "clips", pool)

    assert [path.name for path in summary.written] == ["1 00m00.000s.wav"]
    assert [problem.path.name for problem in summary.problems] == ["0 00m00.000s.wav"]
    assert "has changed since it was added" in summary.problems[0].reason


def test_a_project_without_segments_and_a_place_that_is_a_file_are_refused(
    tmp_path: Path, curated: Project, empty_project: Project, pool: WorkerPool
) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ProjectError, match="no segments to export"):
        audio(empty_project, tmp_path, pool)
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ProjectError, match="is a file"):
            annotations(curated, "jams", out, pool)


def test_a_track_of_the_project_is_never_replaced(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    song = write_track(tmp_path / "a 00m00.000s.wav", make_track(0, 0))
    run_import(empty_project, pool, song)
    (track,) = empty_project.tracks.list()
    empty_project.tracks.update(track.id, title="a")
    empty_project.segments.add(track, 0)
    before = song.read_bytes()

    with pytest.raises(ProjectError, match="would be replaced"):
        audio(empty_project, tmp_path, pool, genre_folders=False, overwrite=True)
    assert song.read_bytes() == before


def test_the_window_loads_nothing_heavy_for_it() -> None:
    script = (
        "import sys\n"
        "import sepgenre_gui.services.export_segments, sepgenre_gui.services.import_segments\n"
        "import sepgenre_gui.services.locate_tracks\n"
        "print(*[n for n in ('jams', 'scipy', 'pandas', 'tensorflow') if n in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert done.stdout.split() == []
