"""A child process: asked again and again, cancelled, dying, and never left over."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import attrs
import numpy as np
import psutil
import pytest

from sepgenre_training.compute import worker
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.external.child_process import ChildProcess
from tests.sepgenre_training.separation.external.programs import (
    REMEDY,
    sleep_in_worker,
    write_program,
)

SOME = {"mixture": np.linspace(-1.0, 1.0, 10, dtype=np.float32).reshape(2, 5)}


def wait_until_gone(pid: int, timeout_s: float = 5.0) -> None:
    deadline = time.monotonic() + timeout_s
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.02)


def wait_for_file(path: Path) -> list[str]:
    deadline = time.monotonic() + 30
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return path.read_text().split(" ", 1)


def test_one_process_answers_every_question_whatever_it_prints(tmp_path: Path) -> None:
    child = ChildProcess(write_program(tmp_path))
    assert child.pid is None
    answers = [child.ask(SOME) for _ in range(3)]
    assert [float(answer["call"]) for answer in answers] == [1.0, 2.0, 3.0]
    for answer in answers:
        np.testing.assert_array_equal(answer["mixture"], 2 * SOME["mixture"])
    pid, folder = child.pid, child.folder
    assert pid is not None
    assert folder.is_dir()

    child.stop()
    assert child.pid is None
    wait_until_gone(pid)
    assert not folder.exists()
    assert float(child.ask(SOME)["call"]) == 1.0
    child.stop()
    child.stop()


def test_more_than_any_pipe_holds_goes_both_ways(tmp_path: Path) -> None:
    child = ChildProcess(write_program(tmp_path))
    many = np.random.default_rng(0).random((2, 5_000_000), np.float32)
    np.testing.assert_array_equal(child.ask({"mixture": many})["mixture"], 2 * many)
    child.stop()


def test_neither_this_package_nor_the_folder_nor_pythonpath_leak_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    (trap / "numpy.py").write_text("raise SystemExit('the wrong numpy')")
    monkeypatch.setenv("PYTHONPATH", str(trap))
    monkeypatch.chdir(trap)

    def lay_out(folder: Path) -> None:
        (folder / "numpy.py").write_text("raise SystemExit('the wrong numpy')")

    program = attrs.evolve(write_program(tmp_path, do="describe"), lay_out=lay_out)
    child = ChildProcess(program)
    path = bytes(child.ask({})["path"].astype(np.uint8)).decode().split("\n")
    child.stop()
    assert "" not in path
    assert str(trap) not in path
    assert str(child.folder) not in path
    assert not any("external" in entry for entry in path)


def test_it_has_its_own_variables_and_folder(tmp_path: Path) -> None:
    child = ChildProcess(write_program(tmp_path, do="environment"))
    assert float(child.ask({})["value"]) == 2.5
    child.stop()
    program = attrs.evolve(
        write_program(tmp_path, do="list"), lay_out=lambda folder: (folder / "mine").touch()
    )
    child = ChildProcess(program)
    assert list(child.ask({})) == ["mine", "stderr.log"]
    child.stop()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"do": "raise"}, "failed: ValueError: this sound is not to my taste"),
        ({"do": "die"}, r"ended with status 3\. Its last words: .*these are my / last words"),
        ({"do": "kill"}, "killed by signal 9, most likely for want of memory"),
        ({"load": "raise"}, "failed: ImportError: no such package"),
        ({"load": "exit"}, "failed: SystemExit: the package gives up"),
    ],
)
def test_a_failure_is_told_with_the_remedy_and_the_next_question_starts_anew(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    child = ChildProcess(write_program(tmp_path, **settings))
    for _ in range(2):
        with pytest.raises(SeparationError, match=said) as failed:
            child.ask(SOME)
        assert "'toybox'" in failed.value.message
        assert failed.value.remedy == REMEDY
        assert child.pid is None
        assert not child.folder.exists()


def test_it_recovers_once_the_cause_is_gone(tmp_path: Path) -> None:
    program = write_program(tmp_path)
    child = ChildProcess(program)
    child.ask(SOME)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(SeparationError, match="signal 9"):
        child.ask(SOME)
    assert float(child.ask(SOME)["call"]) == 1.0
    child.stop()


def test_a_python_that_is_not_there_is_told(tmp_path: Path) -> None:
    program = attrs.evolve(write_program(tmp_path), python=tmp_path / "no python")
    with pytest.raises(SeparationError, match=r"could not be started.*no python"):
        ChildProcess(program).ask(SOME)


@pytest.mark.parametrize("when", ["load", "do"])
def test_a_cancel_kills_it_within_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    flag = WorkerFlag(multiprocessing.get_context("spawn"))
    monkeypatch.setattr(worker, "_flag", flag)
    note = tmp_path / "note"
    child = ChildProcess(write_program(tmp_path, **{when: "sleep", "note": str(note)}))
    cancelled_at: list[float] = []

    def cancel() -> None:
        wait_for_file(note)
        cancelled_at.append(time.monotonic())
        flag.set()

    threading.Thread(target=cancel).start()
    with pytest.raises(CancelledError):
        child.ask(SOME)
    # A second, and another for a busy machine.
    assert time.monotonic() - cancelled_at[0] < 2.0
    wait_until_gone(int(note.read_text().split()[0]), timeout_s=0.5)
    assert not child.folder.exists()


def test_it_ends_with_the_separator(tmp_path: Path) -> None:
    child = ChildProcess(write_program(tmp_path))
    child.ask(SOME)
    pid, folder = child.pid, child.folder
    assert pid is not None
    del child
    gc.collect()
    wait_until_gone(pid)
    assert not folder.exists()


_BUSY_PARENT = """
import sys
from pathlib import Path
from sepgenre_training.separation.external.child_process import ChildProcess
from tests.sepgenre_training.separation.external.programs import write_program
folder, note, elsewhere = sys.argv[1:]
program = write_program(Path(folder), do="sleep", note=note, wander=elsewhere)
ChildProcess(program).ask({})
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_however_its_parent_ends_no_process_and_no_folder_stays(
    tmp_path: Path, end: signal.Signals
) -> None:
    note, elsewhere = tmp_path / "note", tmp_path / "where the package goes"
    elsewhere.mkdir()
    parent = subprocess.Popen(
        [sys.executable, "-c", _BUSY_PARENT, tmp_path, note, elsewhere],
        cwd=Path(__file__).parents[4],
        stderr=subprocess.DEVNULL,
    )
    pid, folder = wait_for_file(note)
    parent.send_signal(end)
    parent.wait(10)
    wait_until_gone(int(pid))
    deadline = time.monotonic() + 5
    while Path(folder).exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert elsewhere.is_dir()


def test_leaving_the_pool_ends_the_children_of_its_workers(tmp_path: Path) -> None:
    note = tmp_path / "note"

    def interrupt(event: object) -> None:
        wait_for_file(note)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), WorkerPool(1) as pool:
        list(pool.run(sleep_in_worker, [note], on_event=interrupt))
    pid, folder = note.read_text().split(" ", 1)
    wait_until_gone(int(pid))
    assert not Path(folder).exists()
