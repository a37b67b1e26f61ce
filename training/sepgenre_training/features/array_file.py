"""Writing arrays so that a disk which does not take them is an error that says why."""

from __future__ import annotations

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


class _Stream:
    """Hides from numpy that this is a file: into one, it writes without asking for the reason."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        return self._file.write(data)
