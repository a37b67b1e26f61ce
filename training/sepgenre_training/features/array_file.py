"""Arrays in files: a disk that does not take them is an error that says why."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt


def write_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Write `array` as a .npy file; not atomic.

    Raises
    ------
    OSError
        Where the disk does not take it, with the reason and `path`.
    """
    try:
        with path.open("wb") as file:
            np.save(_Stream(file), array, allow_pickle=False)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def writing_rows(
    path: Path, shape: tuple[int, ...]
) -> Iterator[Callable[[npt.NDArray[np.float32]], None]]:
    """Write a .npy file of `shape`, float32, row by row: what is yielded takes the next row.

    The file is that of `write_array`, without the array ever being in memory; not atomic.

    Raises
    ------
    OSError
        Where the disk does not take it, with the reason and `path`.
    """
    try:
        with path.open("wb") as file:
            header = {"descr": "<f4", "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)

            def write(row: npt.NDArray[np.float32]) -> None:
                if row.shape != shape[1:]:
                    raise ValueError(f"a row of shape {row.shape} in an array of {shape}")
                file.write(np.ascontiguousarray(row, np.dtype("<f4")).data)

            yield write
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


_ZEROS = bytes(2**20)


def scratch_array(shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return an array of zeros that lies in a temporary file, mapped into memory.

    The system writes its pages to disk where memory is short. The file goes with the array, or
    with the process, however that ends.

    Raises
    ------
    OSError
        Where the disk does not take it.
    """
    n_bytes = math.prod(shape) * np.dtype(dtype).itemsize
    if not n_bytes:
        return np.zeros(shape, dtype)
    with tempfile.TemporaryFile(prefix="sepgenre-scratch-") as file:
        # Written, not only made long: a map whose disk turns out to be full kills the process.
        for start in range(0, n_bytes, len(_ZEROS)):
            file.write(_ZEROS[: n_bytes - start])
        file.flush()
        return np.asarray(np.memmap(file, dtype, "r+", shape=shape))


class _Stream:
    """Hides from numpy that this is a file: into one, it writes without asking for the reason."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        return self._file.write(data)
