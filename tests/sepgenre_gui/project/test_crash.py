from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sepgenre_gui.project import Project

Spawn = Callable[..., "subprocess.Popen[str]"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")

# Each round stores a track and its two segments as one edit, and names it only afterwards.
WRITE = """
import itertools, sys
from pathlib import Path
from sepgenre_gui.project import Project
project = Project.open(Path(sys.argv[1]))
for number in itertools.count():
    with project.transaction():
        track = project.tracks.add(
            path=Path(f"/music/{number}.wav"), content_hash=str(number), title="x" * 500,
            duration_s=60.0, sample_rate_hz=44100, channels=2, n_samples=2646000,
            decoder="libsndfile", decoder_version="1.2.2",
        )
        project.segments.add(track, 0)
        project.segments.add(track, number + 1)
    print(number, flush=True)
"""


def write_and_kill(spawn: Spawn, folder: Path, *, least: int, extra_s: float) -> int:
    """Return how many rounds the killed writer had reported as stored."""
    writer = spawn(WRITE, str(folder))
    assert writer.stdout is not None
    for _ in range(least):
        assert writer.stdout.readline()
    time.sleep(extra_s)
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate(timeout=60)
    assert writer.returncode == -signal.SIGKILL
    return least + rest.count("\n")


def check(folder: Path) -> int:
    """Check that the state is whole, and return how many rounds it holds."""
    with Project.open(folder) as project:
        assert project._database.value("PRAGMA quick_check") == "ok"
        tracks = project.tracks.list()
        assert [track.content_hash for track in tracks] == [str(n) for n in range(len(tracks))]
        for track in tracks:
            assert len(project.segments.list(track.id)) == 2
        assert project.segments.count() == 2 * len(tracks)
    return len(tracks)


@pytest.mark.parametrize("extra_s", [0.0, 0.0137, 0.0411])
def test_kill_9_loses_nothing_that_was_stored(
    project: Project, folder: Path, spawn: Spawn, extra_s: float
) -> None:
    project.close()
    reported = write_and_kill(spawn, folder, least=30, extra_s=extra_s)
    # The edit in flight may have been stored just before it could be reported.
    assert check(folder) in (reported, reported + 1)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.77, 0.999])
def test_a_truncated_wal_opens_at_the_last_good_state(
    project: Project, folder: Path, spawn: Spawn, kept: float
) -> None:
    project.close()
    reported = write_and_kill(spawn, folder, least=20, extra_s=0.0)
    wal = folder / "project.sqlite-wal"
    size = wal.stat().st_size
    with wal.open("r+b") as file:
        file.truncate(int(size * kept))
    stored = check(folder)
    if kept == 0.0:
        assert stored == 0
    elif kept < 0.5:
        assert 0 < stored < reported
    else:
        assert reported / 2 < stored <= reported + 1


def test_a_reader_opens_what_a_killed_writer_left(
    project: Project, folder: Path, spawn: Spawn
) -> None:
    project.close()
    reported = write_and_kill(spawn, folder, least=10, extra_s=0.0)
    with Project.open(folder, read_only=True) as reader:
        assert len(reader.tracks.list()) >= reported


def test_a_reader_follows_a_writer_of_another_process(
    project: Project, folder: Path, spawn: Spawn
) -> None:
    project.close()
    writer = spawn(WRITE, str(folder))
    assert writer.stdout is not None
    with Project.open(folder, read_only=True) as reader:
        for _ in range(20):
            number = int(writer.stdout.readline())
            tracks = reader.tracks.list()
            assert len(tracks) > number
            assert len(reader.segments.list(tracks[-1].id)) == 2
