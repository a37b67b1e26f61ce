"""Work for tests of the queue: what workers can be asked to do."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import AudioError


def double(number: int) -> int:
    """Return twice `number`, and report it."""
    report(("doubling", number))
    return 2 * number


def tell_process(_: object) -> int:
    """Return the worker's process."""
    return os.getpid()


def refuse(name: str) -> None:
    """Fail as a file that is broken does."""
    raise AudioError(f"{name}: broken.", remedy="Convert it.")


def refuse_odd(number: int) -> int:
    """Fail where `number` is odd."""
    if number % 2:
        raise AudioError(f"{number}: is odd.", remedy="Take an even one.")
    return number


def touch_and_wait(task: tuple[Path, float]) -> Path:
    """Make a file, then wait for so many seconds, stopping at a cancel."""
    path, seconds = task
    path.write_text(str(os.getpid()), encoding="utf-8")
    deadline = time.monotonic() + seconds
    done = 0
    while time.monotonic() < deadline:
        check_cancelled()
        report(Progressed(stage="wait", done=(done := done + 1), total=1000, item=path.name))
        time.sleep(0.01)
    return path


def ignore_cancel(task: tuple[Path, float]) -> None:
    """Make a file, then sleep through every cancel."""
    path, seconds = task
    path.write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(seconds)


def die(_: object) -> None:
    """End as a process does that has no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_zero(number: int) -> int:
    """Die where `number` is 0."""
    if number == 0:
        die(None)
    return number
