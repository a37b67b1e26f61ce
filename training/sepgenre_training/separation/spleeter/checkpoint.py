"""Reading the official checkpoint, and refusing any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.spleeter.tensors import (
    GLOBAL_STEP,
    CheckpointTensor,
    checkpoint_tensors,
)

CHECKPOINT_PREFIX = "model"
INDEX_FILE = "model.index"
DATA_FILE = "model.data-00000-of-00001"

_REMEDY = (
    "These files cannot be used: run `sepgenre separators install spleeter`, which replaces them; "
    "or choose `--separator hpss`, which needs none."
)
_LISTED = 3

# TensorFlow's reader raises a built-in error for some states: IndexError at the file's end.
_READ_ERRORS = (tf.errors.OpError, IndexError, ValueError, RuntimeError)


def check_index(folder: Path) -> None:
    """Refuse a checkpoint whose index lists other tensors than the official one's 297.

    The weights themselves are not read: this is the quick part of the verification.

    Parameters
    ----------
    folder : Path
        The folder with `INDEX_FILE`.

    Raises
    ------
    SeparationError
        Where the index is missing or corrupt; where a tensor is missing, superfluous, or of
        another shape or dtype.
    """
    _open(folder)


class Checkpoint(Mapping[str, npt.NDArray[Any]]):
    """The tensors of a checkpoint by name, each read from the file when it is asked for.

    All at once would stay in the process beside the networks, 157 MB for nothing.

    Parameters
    ----------
    folder : Path
        The folder with `INDEX_FILE` and `DATA_FILE`.

    Raises
    ------
    SeparationError
        As in `check_index`, and where the data file is missing. Asking for a tensor raises it
        where the file is shorter than the index says or corrupt (each tensor has a CRC-32C),
        or the values are such as no training gives.
    """

    def __init__(self, folder: Path) -> None:
        self._reader = _open(folder)
        self._path = folder / DATA_FILE
        if not self._path.is_file():
            raise _refused(self._path, "the file is missing")
        self._names = tuple(tensor.name for tensor in checkpoint_tensors())

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self._names:
            raise KeyError(name)
        try:
            values = np.asarray(self._reader.get_tensor(name))
        except _READ_ERRORS as error:
            raise _refused(self._path, f"{name} cannot be read ({error})") from error
        _check_values(self._path, name, values)
        return values

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def read_checkpoint(folder: Path) -> Checkpoint:
    """Open the checkpoint in `folder`: 297 tensors, shapes and dtypes as the network needs them.

    Raises
    ------
    SeparationError
        As in `Checkpoint`.
    """
    return Checkpoint(folder)


def _open(folder: Path) -> Any:
    path = folder / INDEX_FILE
    if not path.is_file():
        raise _refused(path, "the file is missing")
    try:
        reader = tf.train.load_checkpoint(str(folder / CHECKPOINT_PREFIX))
        shapes = reader.get_variable_to_shape_map()
        dtypes = reader.get_variable_to_dtype_map()
    except _READ_ERRORS as error:
        raise _refused(path, f"it is no checkpoint index ({error})") from error
    found = {
        name: CheckpointTensor(
            name=name, shape=tuple(shape), dtype=np.dtype(dtypes[name].as_numpy_dtype).name
        )
        for name, shape in shapes.items()
    }
    _compare(path, found)
    return reader


def _compare(path: Path, found: Mapping[str, CheckpointTensor]) -> None:
    expected = {tensor.name: tensor for tensor in checkpoint_tensors()}
    missing = sorted(expected.keys() - found.keys())
    if missing:
        raise _refused(path, f"{_list(missing)} missing")
    superfluous = sorted(found.keys() - expected.keys())
    if superfluous:
        raise _refused(path, f"{_list(superfluous)} no part of the 4stems network")
    for name, tensor in expected.items():
        if found[name] != tensor:
            raise _refused(
                path,
                f"{name} is {found[name].dtype} {found[name].shape}, "
                f"not {tensor.dtype} {tensor.shape}",
            )


def _check_values(path: Path, name: str, values: npt.NDArray[Any]) -> None:
    if name == GLOBAL_STEP:
        return
    if not np.isfinite(values).all():
        raise _refused(path, f"{name} has values that are NaN or infinite")
    if name.endswith("/moving_variance") and values.min() < 0.0:
        raise _refused(path, f"{name} has negative variances")


def _list(names: list[str]) -> str:
    listed = ", ".join(names[:_LISTED])
    more = len(names) - _LISTED
    return f"{listed}{f' and {more} more' if more > 0 else ''} {'are' if names[1:] else 'is'}"


def _refused(path: Path, reason: str) -> SeparationError:
    return SeparationError(
        f"{path}: not the official weights of Spleeter's 4stems network: {reason}.",
        remedy=_REMEDY,
    )
