"""A separator's child process: started when it is needed, asked, stopped, and never left over."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import attrs

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.children import serving
from sepgenre_training.separation.external.children.serving import (
    Arrays,
    read_message,
    write_message,
)
from sepgenre_training.unfinished import note, settle

CHILDREN = Path(serving.__file__).parent
"""The folder of the programs that run in child processes."""

_POLL_S = 0.05
_GRACE_S = 5.0
_LAST_LINES = 6
_LOG_NAME = "stderr.log"

Value = TypeVar("Value")


def _lay_out_nothing(folder: Path) -> None:
    """Leave `folder` empty."""


@attrs.frozen(kw_only=True)
class ChildProgram:
    """What a child process runs.

    Attributes
    ----------
    separator : str
        The separator's name, for messages.
    python : Path
        The Python that runs it.
    module : Path
        The module with the function ``load``, as `children/serving.py` describes it.
    settings : Mapping[str, object]
        What ``load`` is given; JSON.
    variables : Mapping[str, str]
        Environment variables, beside those of this process.
    lay_out : Callable[[Path], None]
        Puts files into the child's private working folder before it starts.
    remedy : str
        What the person can do where it fails.
    """

    separator: str
    python: Path
    module: Path
    settings: Mapping[str, object] = attrs.field(factory=dict)
    variables: Mapping[str, str] = attrs.field(factory=dict)
    lay_out: Callable[[Path], None] = _lay_out_nothing
    remedy: str


class ChildProcess:
    """Runs a `ChildProgram` in a process that stays alive from one question to the next.

    It ends with the object, and with this process however that ends, since its stdin does. After
    any failure it is stopped, and the next question starts a new one.

    Parameters
    ----------
    program : ChildProgram
        What it runs.
    """

    def __init__(self, program: ChildProgram) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: Any = None
        self.folder = Path()

    @property
    def pid(self) -> int | None:
        """The process's identifier; None where none is running."""
        return None if self._process is None else self._process.pid

    def ask(self, arrays: Arrays) -> Arrays:
        """Send `arrays`, float32; return the arrays that come back.

        Raises
        ------
        SeparationError
            Where the child cannot be started, fails, or dies; with its last words.
        CancelledError
            Where the person asked to stop; the child is killed.
        """
        try:
            answer, error = self._converse(arrays)
        except (EOFError, OSError, ValueError) as failure:
            died = self._died(failure)
            self.stop()
            raise died from failure
        except BaseException:
            self.stop()
            raise
        if error:
            self.stop()
            raise self._failed(f"failed: {error}.")
        return answer

    def stop(self) -> None:
        """Kill the process, where there is one, and remove its folder."""
        if self._finalizer is not None:
            self._finalizer()
        self._process = self._finalizer = None

    def _converse(self, arrays: Arrays) -> tuple[Arrays, str]:
        process = self._process
        if process is None:
            process = self._start()
            # An empty message tells that it has loaded.
            _, error = self._attend(lambda: _receive(process))
            if error:
                return {}, error
        return self._attend(lambda: _exchange(process, arrays))

    def _start(self) -> subprocess.Popen[bytes]:
        program = self._program
        self.folder = Path(tempfile.mkdtemp(prefix=f"sepgenre-{program.separator}-"))
        # Before anything can fail: whatever happens, the folder goes.
        self._finalizer = weakref.finalize(self, _remove, self.folder)
        note(self.folder)
        program.lay_out(self.folder)
        arguments = [str(CHILDREN / "serving.py"), str(program.module)]
        with (self.folder / _LOG_NAME).open("wb") as log:
            self._process = process = subprocess.Popen(  # noqa: S603 - the Python uv has made
                # -I: neither PYTHONPATH nor the folder nor a person's own packages leak in.
                [str(program.python), "-I", *arguments, json.dumps(dict(program.settings))],
                cwd=self.folder,
                env={**os.environ, **program.variables},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self._finalizer.detach()
        self._finalizer = weakref.finalize(self, _end, process, self.folder)
        return process

    def _attend(self, wait: Callable[[], Value]) -> Value:
        """Return what `wait` returns; meanwhile, notice a cancel."""
        ended: queue.SimpleQueue[tuple[Value | None, BaseException | None]] = queue.SimpleQueue()

        def run() -> None:
            try:
                ended.put((wait(), None))
            except BaseException as error:  # noqa: BLE001 - raised in the thread that waits
                ended.put((None, error))

        threading.Thread(target=run, name=f"ask-{self._program.separator}", daemon=True).start()
        while True:
            check_cancelled()
            try:
                value, error = ended.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            if error is not None:
                raise error
            return value  # type: ignore[return-value]

    def _died(self, failure: Exception) -> SeparationError:
        if self._process is None:
            return self._failed(f"could not be started: {failure}.")
        try:
            status = self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            return self._failed(f"gave no answer that can be read ({failure}).")
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        if status == -getattr(signal, "SIGKILL", 9):
            how += ", most likely for want of memory"
        said = _last_words(self.folder / _LOG_NAME)
        return self._failed(f"{how}." + (f" Its last words: {said}" if said else ""))

    def _failed(self, how: str) -> SeparationError:
        return SeparationError(
            f"The process of the separator {self._program.separator!r} {how}",
            remedy=self._program.remedy,
        )


def _exchange(process: subprocess.Popen[bytes], arrays: Arrays) -> tuple[Arrays, str]:
    assert process.stdin is not None, "it is a pipe"
    write_message(process.stdin, arrays)
    return _receive(process)


def _receive(process: subprocess.Popen[bytes]) -> tuple[Arrays, str]:
    assert process.stdout is not None, "it is a pipe"
    return read_message(process.stdout)


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:  # what it did not read any more
                continue
    _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    settle(folder)


def _last_words(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return " / ".join(line.strip() for line in lines[-_LAST_LINES:] if line.strip())
