"""Other views of how F1 is spread over the trials: violin, box and dots, beside the histogram."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.f1_distribution import Family, network_family
from sepgenre_training.report.selection import fits_of, networks_fitted

_WHISKER = 1.5
_GRID_POINTS = 101
_REACH = 3.0
# A band so narrow would be a needle; half a point of F1 is less than one test segment.
_NARROWEST = 0.005


@attrs.frozen(kw_only=True)
class Violin:
    """A Gaussian kernel density.

    Attributes
    ----------
    grid : tuple of float
        Scores, ascending, within 0 to 1.
    density : tuple of float
        For each of them, per unit of score; the integral over the grid is 1.
    bandwidth : float
        Standard deviation of the kernel.
    """

    grid: tuple[float, ...]
    density: tuple[float, ...]
    bandwidth: float


@attrs.frozen(kw_only=True)
class Box:
    """Tukey's box.

    Attributes
    ----------
    lower, median, upper : float
        Quartiles (linear interpolation).
    low_whisker, high_whisker : float
        The outermost values within 1.5 times the interquartile range of the box.
    outliers : tuple of float
        The values beyond the whiskers, ascending.
    """

    lower: float
    median: float
    upper: float
    low_whisker: float
    high_whisker: float
    outliers: tuple[float, ...]


@attrs.frozen(kw_only=True)
class Dots:
    """One dot for each trial, moved aside where others are near.

    Attributes
    ----------
    values : tuple of float
        The score of each trial, in the order of the trials.
    offsets : tuple of float
        How far each stands aside, from -1 to 1; the same values always give the same.
    """

    values: tuple[float, ...]
    offsets: tuple[float, ...]


@attrs.frozen(kw_only=True)
class F1Spread:
    """All views of one network's macro F1 over the trials, and its mean."""

    network: str
    family: Family
    mean: float
    violin: Violin
    box: Box
    dots: Dots


def f1_spread(record: RunRecord) -> tuple[F1Spread, ...]:
    """Return the spread for each network that has fits, in the order of Table 1."""
    spreads = []
    for network in networks_fitted(record):
        values = [fit.metrics.macro_f1 for fit in fits_of(record, network)]
        spreads.append(
            F1Spread(
                network=network,
                family=network_family(network),
                mean=float(np.mean(values)),
                violin=violin(values),
                box=box(values),
                dots=dots(values),
            )
        )
    return tuple(spreads)


def violin(values: Sequence[float]) -> Violin:
    """Return the density of `values`, at least one, each from 0 to 1.

    The bandwidth is Silverman's: 0.9 min(sd, IQR / 1.34) n^(-1/5), and not less than 0.005, so
    that equal values have a density too. What the kernels hold beyond 0 and 1 is mirrored back.

    References
    ----------
    B. W. Silverman, *Density Estimation for Statistics and Data Analysis* (1986), 47.
    """
    data = np.asarray(values, dtype=np.float64)
    bandwidth = _bandwidth(data)
    low = max(0.0, float(data.min()) - _REACH * bandwidth)
    high = min(1.0, float(data.max()) + _REACH * bandwidth)
    grid = np.linspace(low, high, _GRID_POINTS)
    mirrored = np.concatenate([data, -data, 2.0 - data])
    density = _kernels(grid, mirrored, bandwidth)
    area = float(np.sum((density[1:] + density[:-1]) / 2 * np.diff(grid)))
    return Violin(
        grid=tuple(grid.tolist()),
        density=tuple((density / area).tolist()),
        bandwidth=bandwidth,
    )


def _bandwidth(data: npt.NDArray[np.float64]) -> float:
    if data.size < 2:
        return _NARROWEST
    first, third = np.quantile(data, [0.25, 0.75])
    spread = float(data.std(ddof=1))
    if third > first:
        spread = min(spread, float(third - first) / 1.34)
    return float(max(_NARROWEST, 0.9 * spread * data.size**-0.2))


def _kernels(
    grid: npt.NDArray[np.float64], centres: npt.NDArray[np.float64], bandwidth: float
) -> npt.NDArray[np.float64]:
    distances = (grid[:, np.newaxis] - centres[np.newaxis]) / bandwidth
    kernels: npt.NDArray[np.float64] = np.exp(-0.5 * np.square(distances)).mean(axis=1)
    return kernels / (bandwidth * math.sqrt(2.0 * math.pi))


def box(values: Sequence[float]) -> Box:
    """Return the box of `values`, at least one."""
    data = np.sort(np.asarray(values, dtype=np.float64))
    lower, median, upper = (float(each) for each in np.quantile(data, [0.25, 0.5, 0.75]))
    reach = _WHISKER * (upper - lower)
    # A trifle more, or a value at the very end would be an outlier by a rounding error.
    inside = (data >= lower - reach - 1e-12) & (data <= upper + reach + 1e-12)
    return Box(
        lower=lower,
        median=median,
        upper=upper,
        low_whisker=float(data[inside].min()),
        high_whisker=float(data[inside].max()),
        outliers=tuple(data[~inside].tolist()),
    )


def dots(values: Sequence[float], *, diameter: float = 0.015) -> Dots:
    """Return where the dots of `values` stand: as near the middle as the others let them.

    Parameters
    ----------
    values : sequence of float
        At least one.
    diameter : float
        Of a dot, in the unit of the values: nearer ones are moved aside, by whole places to the
        right and left in turn. The widest row reaches from -1 to 1 where it has nine or more.
    """
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    places: dict[int, int] = {}
    near: list[int] = []
    for index in order:
        near = [other for other in near if values[index] - values[other] < diameter]
        taken = {places[other] for other in near}
        places[index] = next(place for place in _outwards(len(values)) if place not in taken)
        near.append(index)
    widest = max(4, *(abs(place) for place in places.values()))
    return Dots(
        values=tuple(float(value) for value in values),
        offsets=tuple(places[index] / widest for index in range(len(values))),
    )


def _outwards(count: int) -> list[int]:
    """Return 0, 1, -1, 2, -2, ...: places enough for `count` dots."""
    return [0, *(side * place for place in range(1, count + 1) for side in (1, -1))]
