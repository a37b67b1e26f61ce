"""Single samples as dots over their curve: all at once, by NumPy.

Measured against its peer for 220 samples of two channels: this 0.4 ms, QPainter's points 3.8 ms.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sepgenre_gui.screens.waveform.drawing.pixels.raster import SHADES


def draw_dots(
    image: npt.NDArray[np.uint8],
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    diameter: float,
) -> None:
    """Draw round dots with smooth edges; what lies beyond the image is cut.

    Parameters
    ----------
    image : ndarray [shape=(rows, columns)]
        uint8, written in place as by `draw_columns`; what is darker there already stays.
    x, y : ndarray [shape=(dots,)]
        The middles, in pixels from the left and from the top.
    diameter : float
        In pixels.
    """
    reach = diameter / 2 + 0.5
    around = np.arange(math.ceil(2 * reach))
    columns = np.ceil(x[:, None] - reach - 0.5).astype(np.intp) + around
    rows = np.ceil(y[:, None] - reach - 0.5).astype(np.intp) + around
    # About the share of a pixel that a disk covers, from the distance of the pixel's middle.
    aside, above = columns + 0.5 - x[:, None], rows + 0.5 - y[:, None]
    covered = np.clip(reach - np.hypot(aside[:, None, :], above[:, :, None]), 0, 1)
    rows, columns = np.broadcast_arrays(rows[:, :, None], columns[:, None, :])
    inside = (rows >= 0) & (rows < image.shape[0]) & (columns >= 0) & (columns < image.shape[1])
    shades = np.rint(covered * SHADES).astype(np.uint8)
    np.maximum.at(image, (rows[inside], columns[inside]), shades[inside])
