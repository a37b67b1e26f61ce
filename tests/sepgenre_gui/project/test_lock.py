from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sepgenre_gui.project import Project
from sepgenre_gui.project.lock import read_owner
from sepgenre_training.errors import ProjectLockedError

Spawn = Callable[..., "subprocess.Popen[str]"]

HOLD = """
import sys
from pathlib import Path
from sepgenre_gui.project import Project
with Project.open(Path(sys.argv[1])) as project:
    print("open", flush=True)
    sys.stdin.read()
"""

OPEN = """
import sys
from pathlib import Path
from sepgenre_gui.project import Project
from sepgenre_training.errors import ProjectLockedError
try:
    Project.open(Path(sys.argv[1])).close()
    print("open")
except ProjectLockedError as error:
    print(error)
"""


def test_another_process_is_told_who_writes(project: Project, folder: Path, spawn: Spawn) -> None:
    output, _ = spawn(OPEN, str(folder)).communicate(timeout=60)
    assert f"in process {os.getpid()} on " in output
    assert str(folder) in output
    assert "open it read-only" in output
    project.close()
    output, _ = spawn(OPEN, str(folder)).communicate(timeout=60)
    assert output == "open\n"


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_kill_9_releases_the_lock(project: Project, folder: Path, spawn: Spawn) -> None:
    project.close()
    holder = spawn(HOLD, str(folder))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(ProjectLockedError, match=rf"process {holder.pid} "):
        Project.open(folder)
    with Project.open(folder, read_only=True) as reader:
        assert reader.tracks.list() == ()
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    owner = read_owner(folder)
    assert owner is not None
    assert owner.pid == holder.pid
    with Project.open(folder) as reopened:
        reopened.genres.add("House")
        owner = read_owner(folder)
        assert owner is not None
        assert owner.pid == os.getpid()
    assert read_owner(folder) is None


def test_a_second_window_of_one_process_is_refused(project: Project, folder: Path) -> None:
    with pytest.raises(ProjectLockedError, match=f"process {os.getpid()} "):
        Project.open(folder)
    project.genres.add("the first goes on")
    project.close()
    Project.open(folder).close()


def test_another_thread_may_close(project: Project, folder: Path) -> None:
    thread = threading.Thread(target=project.close)
    thread.start()
    thread.join(10)
    Project.open(folder).close()


@pytest.mark.parametrize("note", ["", "[]", "{}", json.dumps({"pid": None}), "\0"])
def test_a_damaged_note_of_the_owner_hides_no_lock(
    project: Project, folder: Path, note: str
) -> None:
    (folder / "project.owner.json").write_text(note, encoding="utf-8")
    with pytest.raises(ProjectLockedError, match="open for writing in another process"):
        Project.open(folder)
