"""A display without a screen: Xvfb, and a person's hands by xdotool."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PATIENCE_S = 60.0
_NO_WINDOW = "1"
"""X's PointerRoot: the focus is with whatever the pointer is over."""


def require_display_programs() -> None:
    """Skip the test where Xvfb or xdotool is missing."""
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} cannot be found on this machine")


@contextmanager
def virtual_display(folder: Path, *, size: str = "1600x1000") -> Iterator[str]:
    """Run an X server; yield what DISPLAY must be."""
    told = folder / "display"
    with told.open("w") as number:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(number.fileno()), "-screen", "0", f"{size}x24",
             "-nolisten", "tcp"],
            pass_fds=[number.fileno()],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        wait_until(lambda: told.read_text().strip() != "", "the X server starts")
        yield f":{told.read_text().strip()}"
    finally:
        server.terminate()
        server.wait(10)


class Hands:
    """Presses keys and moves the mouse in one window."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        self.window = ""

    def find_window(self, title: str) -> None:
        """Wait for the window whose title holds `title`, and give it the focus."""

        def found() -> bool:
            ids = self._run("search", "--onlyvisible", "--name", title).split()
            self.window = ids[-1] if ids else ""
            return bool(self.window)

        wait_until(found, f"a window called {title} is there")
        self._run("windowsize", "--sync", self.window, "1440", "900")
        self._run("windowmove", self.window, "0", "0")
        self._run("windowfocus", "--sync", self.window)

    def focus(self, title: str) -> None:
        """Give the focus to the window whose title holds `title`, as a window manager does."""
        ids = self._run("search", "--onlyvisible", "--name", title).split()
        if ids:
            self._run("windowfocus", "--sync", ids[-1])

    def drop_focus(self) -> None:
        """Take the focus from every window.

        A program that has missed that it was given the focus is told so only when it gets it anew.
        """
        self._run("windowfocus", _NO_WINDOW)

    def write(self, text: str) -> None:
        """Type letters."""
        self._run("type", "--clearmodifiers", "--delay", "8", text)

    def click(self, x: int, y: int) -> None:
        """Click at a place of the display."""
        self._run("mousemove", "--sync", str(x), str(y), "click", "1")

    def press(self, *keys: str) -> None:
        """Press keys, one after another, as xdotool names them."""
        for key in keys:
            self._run("key", "--clearmodifiers", key)

    def drag(self, from_x: int, from_y: int, by_x: int) -> None:
        """Drag sideways with the left button, in the window's pixels."""
        self._run("mousemove", str(from_x), str(from_y), "mousedown", "1")
        for step in range(1, 9):
            self._run("mousemove", str(from_x + by_x * step // 8), str(from_y))
            time.sleep(0.02)
        self._run("mouseup", "1")

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.stdout


def wait_until(condition: Callable[[], bool], what: str, *, timeout_s: float = _PATIENCE_S) -> None:
    """Wait for `condition`; fail with `what` where it does not come."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)
