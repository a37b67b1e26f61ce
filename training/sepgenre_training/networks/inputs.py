"""What networks take: arrays, or rows that are read from files whenever they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

_AT_ONCE = 16


@attrs.frozen(kw_only=True, eq=False)
class StreamedInputs:
    """Inputs that are nowhere in memory as a whole; indexed along the first axis, as an array is.

    Attributes
    ----------
    count : int
        Number of rows, n.
    shape_of_one : (int, int, int)
        (n_mels, n_frames, channels).
    read : Callable
        Maps rows [shape=(k,)] to their values [shape=(k, n_mels, n_frames, channels)], float32,
        which are the caller's own.
    """

    count: int
    shape_of_one: tuple[int, int, int]
    read: Callable[[Indices], Float32]

    def __len__(self) -> int:
        return self.count

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(n, n_mels, n_frames, channels)."""
        return (self.count, *self.shape_of_one)

    def __getitem__(self, rows: slice | Indices) -> Float32:
        if isinstance(rows, slice):
            return self.read(np.arange(*rows.indices(self.count)))
        return self.read(rows)

    def then(self, change: Callable[[Float32], Float32]) -> StreamedInputs:
        """Return these inputs with `change` applied to whatever is read."""
        return attrs.evolve(self, read=lambda rows: change(self.read(rows)))


Inputs: TypeAlias = Float32 | StreamedInputs
"""Inputs of networks, [shape=(n, n_mels, n_frames, channels)], float32."""


def in_parts(inputs: Inputs, size: int = _AT_ONCE) -> Iterator[Float32]:
    """Yield `inputs` in order, `size` rows at a time."""
    for start in range(0, len(inputs), size):
        yield inputs[start : start + size]
