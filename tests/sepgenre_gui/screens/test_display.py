"""Finding a display before Qt aborts for want of one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sepgenre_gui.screens.display import find_display

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="X11 and Wayland are Linux's")


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_no_variable_is_no_display() -> None:
    assert find_display() is None


@pytest.mark.parametrize("display", [":8731", "unix:8731", "127.0.0.1:8731.0", "nonsense"])
def test_a_variable_that_leads_nowhere_is_no_display(
    monkeypatch: pytest.MonkeyPatch, display: str
) -> None:
    monkeypatch.setenv("DISPLAY", display)

    assert find_display() is None


def test_a_server_that_answers_is_a_display(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen(1)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
        assert find_display() == "wayland wayland-7"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind("\0/tmp/.X11-unix/X8732")
        server.listen(1)
        monkeypatch.delenv("WAYLAND_DISPLAY")
        monkeypatch.setenv("DISPLAY", ":8732.0")
        assert find_display() == "x11 :8732.0"


def test_without_a_display_the_window_says_what_to_do() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    }

    done = subprocess.run(
        [sys.executable, "-m", "sepgenre_gui"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "sepgenre --help" in done.stderr
    assert "Traceback" not in done.stderr
