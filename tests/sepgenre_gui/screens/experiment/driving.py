"""Drives the installed program through an experiment on a real display, and looks at it.

    python -m tests.sepgenre_gui.screens.experiment.driving PROJECT CONFIG.toml PICTURES

does it on a project of one's own: the button, pictures while the plots grow, kill -9, resume.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageGrab

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import RunState
from tests.virtual_display import Hands, virtual_display, wait_until

PATIENCE_S = 900.0
_AGAIN_S = 20.0
_DRAWN_S = 2.0


@contextmanager
def running(folder: Path, display: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the program on `folder`; kill it at the end."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"},
        "DISPLAY": display,
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
    }
    with (home / "stderr.txt").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "sepgenre_gui", str(folder)],
            env=environment,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)


def look(display: str, path: Path) -> Image.Image:
    """Take a picture of the display, and keep it at `path`."""
    picture: Image.Image = ImageGrab.grab(xdisplay=display)
    picture.save(path)
    return picture


def n_trials(folder: Path) -> int:
    """Return how many trials of the newest run are stored."""
    with Project.open(folder, read_only=True) as project:
        runs = project.runs.list()
        return len(project.runs.trial_indices(runs[-1].id)) if runs else 0


def is_done(folder: Path) -> bool:
    """Return whether the newest run has all its trials."""
    with Project.open(folder, read_only=True) as project:
        runs = project.runs.list()
        return bool(runs) and runs[-1].state is RunState.DONE


def has_jobs(folder: Path) -> bool:
    """Return whether anything was asked for."""
    with Project.open(folder, read_only=True) as project:
        return bool(project.jobs.list())


def prepare_form(folder: Path, toml: str) -> None:
    """Leave `toml` in the project's form, as if it had been opened the last time."""
    with Project.open(folder) as project:
        project.settings.set("experiment.config", {"toml": toml, "preset": ""})
        project.settings.set("separator", "hpss")


def run_kill_and_resume(folder: Path, scratch: Path, pictures: Path) -> list[Image.Image]:
    """Press the button, watch, kill the program in the middle, open it again, resume.

    Returns
    -------
    list of Image
        While it prepares, with the first trial, with more trials, after the end.
    """
    seen: list[Image.Image] = []
    with virtual_display(scratch) as display:
        hands = Hands(display)
        with running(folder, display, scratch) as program:
            hands.find_window(folder.name)
            deadline_s = time.monotonic() + PATIENCE_S
            while not has_jobs(folder):
                assert time.monotonic() < deadline_s, "no run begins"
                # A key that comes before the window has the keyboard is lost. Where the data is
                # still looked at, the run begins when that is done.
                hands.press("ctrl+3")
                time.sleep(_DRAWN_S)
                hands.press("ctrl+Return")
                again_s = time.monotonic() + _AGAIN_S
                while not has_jobs(folder) and time.monotonic() < again_s:
                    time.sleep(0.1)
            seen.append(look(display, pictures / "1-preparing.png"))
            for number, wanted in enumerate((1, 2), start=2):
                wait_until(
                    lambda wanted=wanted: n_trials(folder) >= wanted,  # type: ignore[misc]
                    f"{wanted} trials are stored",
                    timeout_s=PATIENCE_S,
                )
                time.sleep(_DRAWN_S)
                seen.append(look(display, pictures / f"{number}-trials.png"))
            program.send_signal(signal.SIGKILL)
            program.wait(20)
        assert not is_done(folder), "the run was over before the program was killed"
        with running(folder, display, scratch):
            hands.find_window(folder.name)
            hands.press("ctrl+3")
            time.sleep(_DRAWN_S)
            look(display, pictures / "4-opened-again.png")
            hands.press("p")
            wait_until(lambda: is_done(folder), "the run is done", timeout_s=PATIENCE_S)
            time.sleep(_DRAWN_S)
            seen.append(look(display, pictures / "5-done.png"))
    return seen


if __name__ == "__main__":
    project_folder, config, picture_folder = (Path(word).absolute() for word in sys.argv[1:])
    picture_folder.mkdir(exist_ok=True)
    prepare_form(project_folder, config.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch_folder:
        run_kill_and_resume(project_folder, Path(scratch_folder), picture_folder)
