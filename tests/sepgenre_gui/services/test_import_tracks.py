"""Import of audio: every format in, every unusable file with its reason, nothing twice."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_training.compute.pool import WorkerPool
from tests.music import make_track, write_library, write_track
from tests.track_imports import reasons, run_import


@pytest.mark.parametrize(
    ("name", "rate_hz", "channels", "subtype"),
    [
        ("mono.wav", 22_050, 1, "PCM_16"),
        ("slow.wav", 8_000, 2, "PCM_16"),
        ("fast.flac", 96_000, 2, "PCM_24"),
        ("float.wav", 44_100, 2, "FLOAT"),
        ("lossy.ogg", 44_100, 2, None),
        ("lossy.mp3", 44_100, 2, None),
        ("apple.aiff", 44_100, 2, "PCM_24"),
        ("ű 观 🎧 .WAV", 44_100, 2, "PCM_16"),
    ],
)
def test_each_format_is_imported_as_it_is(
    tmp_path: Path,
    empty_project: Project,
    pool: WorkerPool,
    name: str,
    rate_hz: int,
    channels: int,
    subtype: str | None,
) -> None:
    samples = make_track(0, 0, duration_s=10.5, rate_hz=rate_hz, channels=channels)
    path = write_track(tmp_path / "Deep House" / name, samples, rate_hz=rate_hz, subtype=subtype)

    summary = run_import(empty_project, pool, tmp_path / "Deep House", layout="auto")

    assert summary.problems == ()
    (track,) = summary.added
    assert track == empty_project.tracks.list()[0]
    assert (track.path, track.sample_rate_hz, track.channels) == (path, rate_hz, channels)
    assert track.n_samples == len(samples)
    assert track.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert track.title == Path(name).stem


def test_unusable_files_get_their_reason_and_the_others_are_imported(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    folder = tmp_path / "House"
    good = make_track(0, 1)
    write_track(folder / "good.wav", good)
    write_track(folder / "silent.wav", np.zeros_like(good))
    write_track(folder / "short.wav", good[: 9 * 22_050])
    not_finite = good.copy()
    not_finite[1000:2000] = np.nan
    write_track(folder / "nan.wav", not_finite, subtype="FLOAT")
    (folder / "text.wav").write_text("this is no audio\n" * 50)
    (folder / "empty.wav").touch()
    (folder / "broken link.wav").symlink_to(folder / "nowhere.wav")
    long = write_track(
        folder / "long.mp3", make_track(0, 2, duration_s=30, rate_hz=44_100), rate_hz=44_100
    )
    data = long.read_bytes()
    (folder / "cut.mp3").write_bytes(data[: len(data) // 6])

    summary = run_import(empty_project, pool, folder, layout="folders")

    assert [track.title for track in summary.added] == ["good", "long"]
    found = reasons(summary)
    assert set(found) == {
        "silent.wav", "short.wav", "nan.wav", "text.wav", "empty.wav", "broken link.wav", "cut.mp3"
    }  # fmt: skip
    assert "silent" in found["silent.wav"].lower()
    assert "9 s" in found["short.wav"]
    assert "finite" in found["nan.wav"].lower() or "nan" in found["nan.wav"].lower()
    assert "empty" in found["empty.wav"].lower()
    for reason in found.values():
        assert len(reason) > 20


def test_a_truncated_file_that_is_long_enough_is_imported_with_a_remark(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    path = write_track(
        tmp_path / "a" / "cut.mp3", make_track(0, 2, duration_s=40, rate_hz=44_100), rate_hz=44_100
    )
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])

    summary = run_import(empty_project, pool, tmp_path / "a")

    assert len(summary.added) == 1
    assert summary.added[0].duration_s < 25
    assert [remark.path for remark in summary.remarks] == [path]


def test_importing_twice_adds_nothing(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    library = write_library(tmp_path / "music", songs=2)
    first = run_import(empty_project, pool, library, layout="folders")
    before = empty_project.tracks.list()

    second = run_import(empty_project, pool, library, layout="folders")

    assert (len(first.added), len(second.added), second.unchanged) == (6, 0, 6)
    assert empty_project.tracks.list() == before
    assert second.problems == ()


def test_identifiers_follow_the_order_of_the_paths(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    library = write_library(tmp_path / "music", songs=3)

    run_import(empty_project, pool, library, layout="folders")

    paths = [track.path for track in empty_project.tracks.list()]
    assert paths == sorted(paths)


def test_a_moved_file_is_found_again_and_a_copy_is_refused(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    library = write_library(tmp_path / "music", genres=1, songs=2)
    run_import(empty_project, pool, library, layout="folders")
    first, second = empty_project.tracks.list()
    new_place = tmp_path / "elsewhere" / "moved.wav"
    new_place.parent.mkdir()
    first.path.rename(new_place)
    shutil.copy(second.path, new_place.parent / "copy.wav")

    summary = run_import(empty_project, pool, new_place.parent, layout="folders")

    assert summary.added == ()
    assert [(track.id, track.path) for track in summary.relocated] == [(first.id, new_place)]
    assert "same audio" in reasons(summary)["copy.wav"]


def test_changed_audio_is_told(tmp_path: Path, empty_project: Project, pool: WorkerPool) -> None:
    library = write_library(tmp_path / "music", genres=1, songs=1)
    run_import(empty_project, pool, library, layout="folders")
    (track,) = empty_project.tracks.list()
    write_track(track.path, make_track(2, 99))

    summary = run_import(empty_project, pool, library, layout="folders")

    assert "changed" in reasons(summary)[track.path.name]
    assert empty_project.tracks.list() == (track,)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_to_itself_does_not_keep_the_others_out(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    write_track(tmp_path / "House" / "good.wav", make_track(0, 1))
    (tmp_path / "House" / "a.wav").symlink_to("a.wav")

    summary = run_import(empty_project, pool, tmp_path / "House", layout="folders")

    assert [track.title for track in summary.added] == ["good"]
    assert set(reasons(summary)) == {"a.wav"}


def test_a_copy_of_a_track_that_cannot_be_reached_is_told(
    tmp_path: Path, empty_project: Project, pool: WorkerPool
) -> None:
    library = write_library(tmp_path / "music", genres=1, songs=1)
    run_import(empty_project, pool, library, layout="folders")
    (track,) = empty_project.tracks.list()
    # A name too long is the one refusal of the file system that holds for every user.
    empty_project.tracks.set_path(track.id, tmp_path / ("x" * 300))
    write_track(library / "Genre 0" / "other.wav", make_track(1, 9))

    summary = run_import(empty_project, pool, library, layout="folders")

    assert [added.title for added in summary.added] == ["other"]
    assert "too long" in reasons(summary)[track.path.name]
