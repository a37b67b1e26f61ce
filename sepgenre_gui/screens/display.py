"""Finds a display before Qt looks for one: without one Qt aborts, and nothing can catch that."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

_TIMEOUT_S = 2.0
_X11 = re.compile(r"(?:unix)?(?P<host>[^:/]*)(?:/unix)?:(?P<number>\d+)(?:\.\d+)?")


def find_display() -> str | None:
    """Return a description of the display that Qt can open, or None.

    A platform that the user names (``QT_QPA_PLATFORM``, such as ``offscreen``) is taken at its
    word; Windows and macOS always have a display; elsewhere a Wayland or X11 server must answer.
    """
    platform = os.environ.get("QT_QPA_PLATFORM")
    if platform:
        return platform
    if sys.platform in ("win32", "darwin"):
        return sys.platform
    wayland = os.environ.get("WAYLAND_DISPLAY")
    if wayland and _wayland_answers(wayland):
        return f"wayland {wayland}"
    x11 = os.environ.get("DISPLAY")
    if x11 and _x11_answers(x11):
        return f"x11 {x11}"
    return None


def _wayland_answers(name: str) -> bool:
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return _unix_socket_answers(str(Path(folder, name)))


def _x11_answers(display: str) -> bool:
    match = _X11.fullmatch(display)
    if match is None:
        return False
    number = int(match["number"])
    if match["host"]:
        return _tcp_answers(match["host"], 6000 + number)
    path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X11 servers listen
    return _unix_socket_answers(path) or _unix_socket_answers("\0" + path)


def _unix_socket_answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_TIMEOUT_S)
        try:
            client.connect(address)
        except OSError:
            return False
    return True


def _tcp_answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=_TIMEOUT_S).close()
    except OSError:
        return False
    return True
