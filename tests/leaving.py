"""A task for workers that are killed: it has begun a file and a folder, and started a process."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil

from sepgenre_training.cache import replacing
from sepgenre_training.compute.worker import report
from sepgenre_training.unfinished import unfinished

_STARTS_ANOTHER = """
import subprocess, sys, time
# In an environment that does not tell whose it is.
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"], env={})
time.sleep(120)
"""


def leave_things_unfinished(folder: Path) -> None:
    """Begin a file and a folder in `folder`; report the process that was started apart."""
    program = [sys.executable, "-c", _STARTS_ANOTHER]
    # As an installer is started: apart, and without a pipe whose end it would notice.
    child = subprocess.Popen(
        program, stdin=subprocess.DEVNULL, start_new_session=sys.platform != "win32"
    )
    while not psutil.Process(child.pid).children():
        time.sleep(0.01)
    with (
        replacing(folder / "finished.wav") as file,
        unfinished(folder / ".part-folder") as inner,
    ):
        # Closed, as between the last byte and the new name.
        file.write_bytes(b"half")
        inner.mkdir()
        (inner / "half").touch()
        report(child.pid)
        time.sleep(120.0)


def family(pid: int) -> list[psutil.Process]:
    """Return the process `pid` and all that it has started."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]
