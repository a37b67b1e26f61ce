"""A disk that fills up at every step: an error with a remedy, nothing half, then it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_training.cache import UNFINISHED_PREFIX
from tests.music import make_track, write_track
from tests.sepgenre_gui.cli.conftest import Completed
from tests.small_disk import SmallDisk, mounted

Sepgenre = Callable[..., Completed]

FULL = "the disk is full"
REMEDY = "Free some disk space, or clear the cache"
KEPT_BYTES = 400_000
"""Left free, so that the database has room: what fails is the step alone."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with mounted(tmp_path / "disk", 48 << 20) as small:
        yield small


@pytest.fixture
def songs(tmp_path: Path, disk: SmallDisk, sepgenre: Sepgenre) -> Path:
    """A project on the small disk, of two tracks with segments that lie elsewhere."""
    rows = []
    for number in range(2):
        path = write_track(tmp_path / f"song {number}.wav", make_track(number, number))
        rows.append(f"{path},Genre {number},0.5")
    (tmp_path / "songs.csv").write_text("path,genre,start_s\n" + "\n".join(rows))
    sepgenre("new", disk.root / "songs")
    sepgenre("import", disk.root / "songs", "songs.csv")
    return disk.root / "songs"


def cached(songs: Path, kind: str) -> list[Path]:
    """What the cache holds of a kind; fails where any of it is unfinished."""
    found = sorted(path for path in (songs / "cache" / kind).glob("*/*"))
    assert [path for path in found if path.name.startswith(UNFINISHED_PREFIX)] == []
    return found


def check_refused(completed: Completed, place: Path, *words: str) -> None:
    """Check that what is printed names the place and says `words`, and nothing of Python's."""
    said = completed.stdout + completed.stderr
    assert all(each in said for each in (str(place), *words)), said
    assert "Traceback" not in said


def check_opens(songs: Path) -> None:
    with Project.open(songs) as project:
        assert len(project.tracks.list()) == len(project.segments.list()) == 2


@pytest.mark.slow
def test_separate_features_and_tensors_go_on_once_there_is_room(
    songs: Path, disk: SmallDisk, sepgenre: Sepgenre
) -> None:
    disk.fill(leave_bytes=KEPT_BYTES)
    failed = sepgenre("separate", songs, "--separator", "hpss", "--json", status=1)
    check_refused(failed, songs / "cache" / "stems", FULL, REMEDY)
    assert cached(songs, "stems") == []
    check_opens(songs)

    disk.empty()
    sepgenre("separate", songs, "--separator", "hpss")
    stems = cached(songs, "stems")
    assert len(stems) == 2

    disk.fill(leave_bytes=KEPT_BYTES)
    failed = sepgenre("features", songs, "--json", status=1)
    check_refused(failed, songs / "cache" / "features", FULL, REMEDY)
    assert cached(songs, "features") == []
    check_opens(songs)

    # Room for both files of features, and not for the tensors.
    disk.empty()
    disk.fill(leave_bytes=KEPT_BYTES + 2_500_000)
    failed = sepgenre("features", songs, "--json", status=1)
    check_refused(failed, songs / "cache" / "tensors", FULL, REMEDY)
    assert len(cached(songs, "features")) == 2
    assert cached(songs, "tensors") == []
    check_opens(songs)

    disk.empty()
    sepgenre("features", songs)
    assert len(cached(songs, "tensors")) == 1
    assert cached(songs, "stems") == stems


@pytest.mark.slow
def test_export_leaves_no_part_of_a_file_and_goes_on(
    songs: Path, disk: SmallDisk, sepgenre: Sepgenre
) -> None:
    for audio_format in ("wav", "flac", "ogg"):
        out = disk.root / audio_format
        words = ("export", songs, "--to", "audio", "--format", audio_format, "--out", out)
        disk.fill(leave_bytes=8_192)
        failed = sepgenre(*words, "--json", status=1)
        check_refused(failed, out, FULL, REMEDY)
        assert [path for path in out.rglob("*") if path.is_file()] == []

        disk.empty()
        sepgenre(*words)
        assert len([path for path in out.rglob("*") if path.is_file()]) == 2
    check_opens(songs)


@pytest.mark.slow
def test_a_cache_that_is_write_protected_is_told(songs: Path, sepgenre: Sepgenre) -> None:
    with mounted(songs / "cache", 1 << 20) as cache_disk:
        cache_disk.protect()
        failed = sepgenre("separate", songs, "--separator", "hpss", "--json", status=1)
        told = ("the disk is write-protected", "Make it writable")
        check_refused(failed, songs / "cache" / "stems", *told)
        check_opens(songs)
    sepgenre("separate", songs, "--separator", "hpss")
    assert len(cached(songs, "stems")) == 2
