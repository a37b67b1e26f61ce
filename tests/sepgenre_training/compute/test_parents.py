"""What stays of workers, and of what they started, when a parent ends: nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from sepgenre_training.compute.worker import report
from tests.leaving import family

_MANY_TASKS = """
from sepgenre_training.compute.pool import WorkerPool
from tests.sepgenre_training.compute.test_pool import ignore_everything
if __name__ == "__main__":
    with WorkerPool(2) as pool:
        for _ in pool.run(ignore_everything, [0.0] + [60.0] * 30):
            break
    print("left", flush=True)
"""


def test_the_interpreter_ends_when_a_full_pool_is_left(tmp_path: Path) -> None:
    script = tmp_path / "many.py"
    script.write_text(_MANY_TASKS, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, "left")
    assert done.stderr == ""


_PARENT = """
import sys
from sepgenre_training.compute.pool import WorkerPool
from tests.sepgenre_training.compute.test_pool import ignore_everything
if __name__ == "__main__":
    with WorkerPool(2) as pool:
        for _ in pool.run(ignore_everything, [0.0, 120.0, 120.0]):
            print("started", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline().strip() == "started"
    workers = psutil.Process(parent.pid).children(recursive=True)
    parent.kill()
    parent.wait()
    parent.stdout.close()

    _, alive = psutil.wait_procs(workers, timeout=5)

    assert len(workers) >= 2
    assert alive == []


_PARENT_OF_PARENT = """
from sepgenre_training.compute.pool import WorkerPool
from tests.sepgenre_training.compute.test_parents import start_another
if __name__ == "__main__":
    with WorkerPool(1) as pool:
        list(pool.run(start_another, [120.0], on_event=lambda pid: print(pid, flush=True)))
"""


def start_another(seconds: float) -> None:
    program = [sys.executable, "-c", f"import time; time.sleep({seconds})"]
    # As an installer is started: apart, and without a pipe whose end it would notice.
    child = subprocess.Popen(program, stdin=subprocess.DEVNULL, start_new_session=True)
    report(child.pid)
    child.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_what_workers_started_ends_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT_OF_PARENT, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    started = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()

    _, alive = psutil.wait_procs([started], timeout=5)

    for each in alive:
        each.kill()
    assert alive == []


_PARENT_OF_UNFINISHED = """
import sys
from pathlib import Path
from sepgenre_training.compute.pool import WorkerPool
from tests.leaving import leave_things_unfinished
if __name__ == "__main__":
    with WorkerPool(1) as pool:
        tell = lambda pid: print(pid, flush=True)
        list(pool.run(leave_things_unfinished, [Path(sys.argv[1])], on_event=tell))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("killed", ["parent", "worker"])
def test_of_what_is_killed_nothing_stays(
    tmp_path: Path, request: pytest.FixtureRequest, killed: str
) -> None:
    script, folder = tmp_path / "parent.py", tmp_path / "cache"
    # A socket's path may have 108 bytes, and a test's own folder is deep.
    short = tempfile.TemporaryDirectory(prefix="sg-")
    request.addfinalizer(short.cleanup)
    temporary = Path(short.name)
    script.write_text(_PARENT_OF_UNFINISHED, encoding="utf-8")
    folder.mkdir()
    parent = subprocess.Popen(
        [sys.executable, str(script), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert parent.stdout is not None
    started = family(int(parent.stdout.readline()))
    assert len(started) == 2
    assert len(list(folder.iterdir())) == 2

    if killed == "parent":
        parent.kill()
    else:
        # The pool tries the task once more, alone; then it is to blame.
        worker = started[0].parent()
        assert worker is not None
        worker.kill()
        second = family(int(parent.stdout.readline()))
        worker = second[0].parent()
        assert worker is not None
        worker.kill()
        started += second
    workers = [each for each in started if each.is_running()]
    parent.wait()
    parent.stdout.close()

    _, alive = psutil.wait_procs(workers, timeout=5)
    for each in alive:
        each.kill()
    assert alive == []
    deadline = time.monotonic() + 5.0
    while [*folder.iterdir(), *temporary.glob("sepgenre-*")] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(folder.iterdir()) == []
    assert list(temporary.glob("sepgenre-*")) == []
