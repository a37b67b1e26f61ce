"""Programs that take long: run with their lines told, and ended when the work is to stop."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import attrs

_POLL_S = 0.1
_GRACE_S = 5.0
_KEPT_LINES = 12
_END: None = None


@attrs.frozen(kw_only=True)
class Finished:
    """How a program ended.

    Attributes
    ----------
    status : int
        Its exit status; 0 where it did what it should.
    last_lines : tuple of str
        The last lines that it wrote to stderr.
    output : str
        All that it wrote to stdout.
    """

    status: int
    last_lines: tuple[str, ...]
    output: str


def run_program(
    arguments: Sequence[str | Path],
    *,
    folder: Path,
    variables: Mapping[str, str],
    on_line: Callable[[str], None],
    check_cancelled: Callable[[], None],
) -> Finished:
    """Run a program to its end; whatever is raised meanwhile ends it, with what it started.

    Parameters
    ----------
    arguments : sequence of str or Path
        The program and its arguments.
    folder : Path
        Where it runs.
    variables : Mapping[str, str]
        Its environment variables, all of them.
    on_line : Callable[[str], None]
        Is told each line of its stderr.
    check_cancelled : Callable[[], None]
        Called ten times each second; stops the program by raising.
    """
    process = subprocess.Popen(  # noqa: S603 - uv, or the Python that uv has made
        [str(argument) for argument in arguments],
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A group of its own, so that what it starts can be ended with it.
        start_new_session=sys.platform != "win32",
    )
    assert process.stdout is not None, "it is a pipe"
    assert process.stderr is not None, "it is a pipe"
    lines: queue.Queue[str | None] = queue.Queue()
    output: list[bytes] = []
    readers = [
        threading.Thread(target=_read_lines, args=(process.stderr, lines), daemon=True),
        threading.Thread(target=_read_all, args=(process.stdout, output), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        last_lines = _follow(lines, on_line, check_cancelled)
        status = process.wait()
    except BaseException:
        _end(process)
        raise
    finally:
        for reader in readers:
            reader.join(_GRACE_S)
        process.stdout.close()
        process.stderr.close()
    text = b"".join(output).decode("utf-8", "replace")
    return Finished(status=status, last_lines=last_lines, output=text)


def _follow(
    lines: queue.Queue[str | None],
    on_line: Callable[[str], None],
    check_cancelled: Callable[[], None],
) -> tuple[str, ...]:
    kept: deque[str] = deque(maxlen=_KEPT_LINES)
    while True:
        check_cancelled()
        try:
            line = lines.get(timeout=_POLL_S)
        except queue.Empty:
            continue
        if line is _END:
            return tuple(kept)
        if line:
            kept.append(line)
            on_line(line)


def _read_lines(stream: IO[bytes], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line.decode("utf-8", "replace").strip())
    lines.put(_END)


def _read_all(stream: IO[bytes], output: list[bytes]) -> None:
    output.append(stream.read())


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it has ended by itself in the meantime
            process.kill()
    process.wait()
