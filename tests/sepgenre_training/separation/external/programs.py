"""Programs for child processes, which this Python runs instead of one with a package."""

from __future__ import annotations

import sys
from pathlib import Path

from sepgenre_training.compute.worker import report
from sepgenre_training.separation.external.child_process import ChildProcess, ChildProgram

REMEDY = "Do something else."

PROGRAM = """
import os, sys, time
from pathlib import Path
import numpy as np

def load(settings):
    print("a greeting on stdout", flush=True)
    os.write(1, b"and one past Python")
    kind = settings.get("load", "")
    if kind == "raise":
        raise ImportError("no such package")
    if kind == "exit":
        sys.exit("the package gives up")
    if kind == "sleep":
        Path(settings["note"]).write_text(str(os.getpid()))
        time.sleep(60)
    n_calls = 0

    def separate(arrays):
        nonlocal n_calls
        n_calls += 1
        print("working", flush=True)
        what = settings.get("do", "")
        if what == "raise":
            raise ValueError("this sound is not to my taste")
        if what == "die":
            print("these are my", file=sys.stderr)
            print("last words", file=sys.stderr, flush=True)
            os._exit(3)
        if what == "kill":
            os.kill(os.getpid(), 9)
        if what == "sleep":
            Path(settings["note"]).write_text(f"{os.getpid()} {Path.cwd()}")
            os.chdir(settings.get("wander", "."))
            time.sleep(60)
        if what == "describe":
            return {"path": np.frombuffer("\\n".join(sys.path).encode(), np.uint8)}
        if what == "environment":
            return {"value": np.float32(os.environ["TOYBOX_VALUE"])}
        if what == "list":
            return {name: np.ones(1) for name in sorted(os.listdir())}
        if what == "shapes":
            return {name: array[:, 1:] for name, array in arrays.items()}
        return {**{name: 2 * array for name, array in arrays.items()}, "call": np.float32(n_calls)}

    return separate
"""


def write_program(folder: Path, **settings: object) -> ChildProgram:
    """Write `PROGRAM`, which does what the settings say; by default it doubles what it is given."""
    module = folder / "toybox_child.py"
    module.write_text(PROGRAM, encoding="utf-8")
    return ChildProgram(
        separator="toybox",
        python=Path(sys.executable),
        module=module,
        settings=settings,
        variables={"TOYBOX_VALUE": "2.5"},
        remedy=REMEDY,
    )


def sleep_in_worker(note: Path) -> None:
    """A task whose child process sleeps for a minute; `note` will hold its pid and folder."""
    child = ChildProcess(write_program(note.parent, do="sleep", note=str(note)))
    report("asking")
    child.ask({})
