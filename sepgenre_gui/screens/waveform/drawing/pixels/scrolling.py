"""What a pan leaves as it is: the columns of the last picture that are still visible."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np
import numpy.typing as npt


class ScrolledPixels:
    """Keeps the last picture; of the next one, only the columns that it lacks are drawn."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._first = 0
        self._pixels = np.empty((0, 0), np.uint8)

    def forget(self) -> None:
        """Have the next picture drawn as a whole."""
        self._pixels = self._pixels[:, :0]

    def draw(
        self,
        key: Hashable,
        first: int,
        width: int,
        draw: Callable[[int, int], npt.NDArray[np.uint8]],
    ) -> npt.NDArray[np.uint8]:
        """Return `width` columns of a picture from column `first` on.

        Parameters
        ----------
        key : hashable
            All that the picture depends on, but for which part of it is visible.
        first, width : int
            On a grid that does not move with the view.
        draw : callable
            Returns the columns from its first argument up to its second
            [shape=(rows, columns)], uint8, whatever is drawn beside them.

        Returns
        -------
        ndarray [shape=(rows, width)]
            uint8, C-contiguous; it is kept, and must not be changed.
        """
        kept, kept_from = self._pixels, self._first
        begin = max(first, kept_from)
        end = min(first + width, kept_from + kept.shape[1])
        if key != self._key or begin >= end:
            pixels = np.ascontiguousarray(draw(first, first + width))
        elif (first, width) == (kept_from, kept.shape[1]):
            pixels = kept
        else:
            pixels = np.empty((kept.shape[0], width), np.uint8)
            pixels[:, begin - first : end - first] = kept[:, begin - kept_from : end - kept_from]
            if first < begin:
                pixels[:, : begin - first] = draw(first, begin)
            if end < first + width:
                pixels[:, end - first :] = draw(end, first + width)
        self._key, self._first, self._pixels = key, first, pixels
        return pixels
