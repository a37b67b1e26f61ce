"""The stems that every separator gives, and the protocol by which it gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt

Audio = npt.NDArray[np.float32]
"""Samples, [shape=(channels, samples)], dtype float32, full scale at 1.0."""

STEM_NAMES = ("bass", "drums", "other", "vocals")
"""The four stems, in the order of the paper's equation 1."""


class Separator(Protocol):
    """Splits a mixture into the four stems.

    Attributes
    ----------
    name : str
        The name under which a person chooses it; stored with every stem.
    version : str
        Changes whenever the same input would give other stems; part of every cache key.
    """

    @property
    def name(self) -> str:
        """Name under which a person chooses it."""
        ...

    @property
    def version(self) -> str:
        """Changes with the stems that the same input gives."""
        ...

    def separate(self, mixture: Audio, sample_rate: int) -> Mapping[str, Audio]:
        """Split `mixture` [shape=(channels, samples)] into stems of the same shape.

        Returns
        -------
        Mapping[str, Audio]
            One array for each of `STEM_NAMES`, float32, shape and rate of the mixture.

        Raises
        ------
        SeparationError
            Where the input is not finite, or the separator cannot run; with the remedy.
        """
        ...
