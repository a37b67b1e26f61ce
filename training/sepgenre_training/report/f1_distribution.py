"""The numbers of Figure 1: how each network's F1 is spread over the trials."""

from __future__ import annotations

import math
from typing import Literal

import attrs
import numpy as np

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import NETWORKS
from sepgenre_training.report.selection import fits_of, networks_fitted

Family = Literal["3 spectrograms", "1 spectrogram"]

BIN_WIDTH = 0.05
"""About half the standard deviation that 13 test segments cause: shape without noise."""


@attrs.frozen(kw_only=True)
class F1Panel:
    """One panel of Figure 1.

    Attributes
    ----------
    network : str
    family : {"3 spectrograms", "1 spectrogram"}
        Orange and blue in the paper.
    values : tuple of float
        Macro F1 of each trial.
    counts : tuple of int
        Trials in each bin.
    mean : float
        Where the dashed line stands.
    """

    network: str
    family: Family
    values: tuple[float, ...]
    counts: tuple[int, ...]
    mean: float


@attrs.frozen(kw_only=True)
class F1Distribution:
    """Figure 1: the panels, and the bin edges that they share (one more than counts)."""

    edges: tuple[float, ...]
    panels: tuple[F1Panel, ...]


def network_family(network: str) -> Family:
    """Return how many spectrograms the network sees at once."""
    return "3 spectrograms" if NETWORKS[network].tensor == "stems" else "1 spectrogram"


def f1_distribution(record: RunRecord) -> F1Distribution:
    """Return the numbers of Figure 1; without panels while no trial has finished."""
    values = {
        name: tuple(fit.metrics.macro_f1 for fit in fits_of(record, name))
        for name in networks_fitted(record)
    }
    # Rounded, so that 0.35 plus one binary digit does not fall out of the last bin.
    rounded = {name: np.round(each, 10) for name, each in values.items()}
    edges = _edges([float(value) for each in rounded.values() for value in each])
    return F1Distribution(
        edges=edges,
        panels=tuple(
            F1Panel(
                network=name,
                family=network_family(name),
                values=each,
                counts=tuple(int(count) for count in np.histogram(rounded[name], bins=edges)[0]),
                mean=float(np.mean(each)),
            )
            for name, each in values.items()
        ),
    )


def _edges(values: list[float]) -> tuple[float, ...]:
    """Return multiples of `BIN_WIDTH` that enclose `values`; the last bin is closed."""
    first = math.floor(min(values, default=0.0) / BIN_WIDTH)
    last = max(math.ceil(max(values, default=1.0) / BIN_WIDTH), first + 1)
    return tuple(round(index * BIN_WIDTH, 10) for index in range(first, last + 1))
