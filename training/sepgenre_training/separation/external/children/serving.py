"""Arrays in by stdin, arrays out by stdout: the loop of a child process, and the wire format.

Runs under Python 3.10 or later with the standard library and numpy alone, and is started by its
path: `python -I serving.py PROGRAM SETTINGS`, where PROGRAM is the path of a module with a function
`load(settings)` that returns a function from arrays to arrays, and SETTINGS is a JSON object.
"""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import shutil
import signal
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[np.float32]]

_LENGTH = struct.Struct("<I")
_LONGEST_HEADER = 1 << 20


def write_message(stream: IO[bytes], arrays: Arrays, *, error: str = "") -> None:
    """Write `arrays`, or what went wrong: the header's length, the header in JSON, raw float32.

    Parameters
    ----------
    stream : IO[bytes]
        A buffered binary stream.
    arrays : Mapping[str, ndarray]
        float32, of any shapes.
    error : str
        Why there are no arrays; empty where all went well.
    """
    shapes = {name: array.shape for name, array in arrays.items()}
    header = json.dumps({"error": error, "shapes": shapes}).encode()
    stream.write(_LENGTH.pack(len(header)) + header)
    for array in arrays.values():
        stream.write(np.ascontiguousarray(array, dtype="<f4").tobytes())
    stream.flush()


def read_message(stream: IO[bytes]) -> tuple[Arrays, str]:
    """Read what `write_message` wrote: the arrays, and the error.

    Raises
    ------
    EOFError
        Where the stream ends before the message does.
    ValueError
        Where it holds something else.
    """
    (length,) = _LENGTH.unpack(_read(stream, _LENGTH.size))
    if length > _LONGEST_HEADER:
        raise ValueError(f"a header of {length} bytes")
    header = json.loads(_read(stream, length))
    arrays = {}
    for name, shape in header["shapes"].items():
        size = 4 * int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(_read(stream, size), dtype="<f4").reshape(shape)
    return arrays, header["error"]


def _read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError(f"{size - len(data)} bytes are missing")
    return data


def _read_requests(stream: IO[bytes], requests: queue.Queue[Arrays], folder: Path) -> None:
    # In a thread of its own: the end of stdin ends a process that is busy, too. The parent may
    # have been killed, and nobody else would clear `folder` away.
    try:
        while True:
            requests.put(read_message(stream)[0])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


def _load(program: Path, settings: Any) -> Callable[[Arrays], Arrays]:
    spec = importlib.util.spec_from_file_location(program.stem, program)
    assert spec is not None and spec.loader is not None, "it is the path of a module"  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    loaded: Callable[[Arrays], Arrays] = module.load(settings)
    return loaded


def _serve(program: Path, settings: Any) -> None:
    # What packages print must not come between the messages: stdout becomes stderr.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests: queue.Queue[Arrays] = queue.Queue()
    # The folder of now: a package that goes elsewhere must not have that place removed.
    reading = (sys.stdin.buffer, requests, Path.cwd())
    threading.Thread(target=_read_requests, args=reading, daemon=True).start()
    try:
        separate = _load(program, settings)
    except (Exception, SystemExit) as failure:  # noqa: BLE001 - the parent raises it
        write_message(answers, {}, error=_describe(failure))
        # Ended in the ordinary way, Python would wait for the thread that reads.
        os._exit(1)
    write_message(answers, {})
    while True:
        try:
            stems, error = separate(requests.get()), ""
        except Exception as failure:  # noqa: BLE001 - the parent raises it
            stems, error = {}, _describe(failure)
        write_message(answers, stems, error=error)


def _describe(failure: BaseException) -> str:
    return f"{type(failure).__name__}: {failure}".strip()


if __name__ == "__main__":
    # Ctrl-C reaches the whole foreground group; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _serve(Path(sys.argv[1]), json.loads(sys.argv[2]))
