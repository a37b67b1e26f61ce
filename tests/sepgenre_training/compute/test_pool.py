"""The pool: outcomes for all, no orphans, whatever a worker does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import AudioError, SepgenreError
from tests.leaving import family


def square(number: int) -> int:
    report(("squared", number))
    return number * number


def fail_on_three(number: int) -> int:
    if number == 3:
        raise AudioError("three.wav: broken.", remedy="Convert it.")
    return number


def die_on_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def wait_for_cancel(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        check_cancelled()
        time.sleep(0.01)


def ignore_everything(seconds: float) -> None:
    time.sleep(seconds)


def test_outcomes_and_events_of_every_task() -> None:
    events: list[object] = []
    with WorkerPool(2) as pool:
        outcomes = list(pool.run(square, range(8), on_event=events.append))

    assert {outcome.task: outcome.value for outcome in outcomes} == {n: n * n for n in range(8)}
    assert sorted(events) == [("squared", n) for n in range(8)]


def test_an_error_fails_its_own_task_and_keeps_its_remedy() -> None:
    with WorkerPool(2) as pool:
        outcomes = {outcome.task: outcome for outcome in pool.run(fail_on_three, range(6))}

    assert {task for task, outcome in outcomes.items() if outcome.error} == {3}
    error = outcomes[3].error
    assert isinstance(error, AudioError)
    assert (error.message, error.remedy) == ("three.wav: broken.", "Convert it.")


def test_a_worker_that_dies_fails_one_task_and_the_others_go_on() -> None:
    with WorkerPool(2) as pool:
        outcomes = {outcome.task: outcome for outcome in pool.run(die_on_three, range(12))}
        again = list(pool.run(square, [5]))

    assert sorted(outcomes) == list(range(12))
    assert {task for task, outcome in outcomes.items() if outcome.error} == {3}
    assert isinstance(outcomes[3].error, SepgenreError)
    assert again[0].value == 25


@pytest.mark.parametrize("task", [wait_for_cancel, ignore_everything])
def test_leaving_ends_busy_workers_within_five_seconds(task) -> None:
    me = psutil.Process()
    before = {child.pid for child in me.children(recursive=True)}
    started = 0.0

    def stop_after_first() -> None:
        nonlocal started
        with WorkerPool(2) as pool:
            for _ in pool.run(task, [0.0, 60.0, 60.0]):
                started = time.monotonic()
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_after_first()

    # Five seconds on a free machine; CI may be anything but.
    assert time.monotonic() - started < 15
    left = {child.pid for child in me.children(recursive=True) if child.status() != "zombie"}
    # The resource tracker that multiprocessing keeps for the whole session is no worker.
    names = [" ".join(psutil.Process(pid).cmdline()) for pid in left - before]
    assert [name for name in names if "resource_tracker" not in name] == []


def test_a_worker_that_dies_while_idle_costs_nothing() -> None:
    with WorkerPool(2) as pool:
        assert len(list(pool.run(square, range(4)))) == 4
        workers = [
            child
            for child in psutil.Process().children(recursive=True)
            if "spawn_main" in " ".join(child.cmdline())
        ]
        for worker in workers:
            worker.kill()
        outcomes = list(pool.run(square, range(4)))

    assert len(workers) >= 2
    assert sorted(outcome.value for outcome in outcomes) == [0, 1, 4, 9]


def report_then_die(number: int) -> int:
    report(("before", number))
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_what_a_worker_said_before_it_died_is_heard() -> None:
    events: list[tuple[str, int]] = []
    with WorkerPool(2) as pool:
        outcomes = list(pool.run(report_then_die, range(4), on_event=events.append))

    assert {number for _, number in events} == {0, 1, 2, 3}
    assert [outcome.task for outcome in outcomes if outcome.error] == [1]


def test_every_event_is_there_when_its_result_is() -> None:
    with WorkerPool(2) as pool:
        for round_number in range(20):
            events: list[object] = []
            list(pool.run(square, [round_number], on_event=events.append))
            assert events == [("squared", round_number)]


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
from tests.sepgenre_training.compute.test_pool import start_another
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


_MAIN = """
import numpy
from sepgenre_training.compute.pool import WorkerPool
from tests.sepgenre_training.compute.test_pool import count_threads
if __name__ == "__main__":
    with WorkerPool(1) as pool:
        print(*[outcome.value for outcome in pool.run(count_threads, [0])])
"""


def count_threads(_: int) -> list[int]:
    import numpy as np
    import threadpoolctl

    np.ones((8, 8)) @ np.ones((8, 8))
    return [library["num_threads"] for library in threadpoolctl.threadpool_info()]


def test_workers_have_one_thread_whatever_the_program_imports_first(tmp_path: Path) -> None:
    # A spawned process imports the main module, here with numpy, before a worker is prepared.
    script = tmp_path / "main.py"
    script.write_text(_MAIN, encoding="utf-8")
    free = {name: value for name, value in os.environ.items() if "_THREADS" not in name}
    root = Path(__file__).parents[3]

    said = subprocess.run(
        [sys.executable, script],
        env={**free, "PYTHONPATH": str(root)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    threads = json.loads(said)
    assert threads
    assert set(threads) == {1}
