"""Genre probabilities along a track's time: what its windows say, put together."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True, eq=False)
class ProbabilitiesOverTime:
    """Probabilities that are constant between two edges.

    Attributes
    ----------
    edges_s : ndarray [shape=(n + 1,)], float64
        Ascending, in s; none where there is no window.
    values : ndarray [shape=(n, n_classes)], float64
        Rows sum to 1; NaN where no window covers the stretch.
    """

    edges_s: Float64
    values: Float64

    def at(self, time_s: float) -> Float64 | None:
        """Return the probabilities [shape=(n_classes,)] at a time; None where nothing is known."""
        place = int(np.searchsorted(self.edges_s, time_s, side="right")) - 1
        if not 0 <= place < len(self.values) or np.isnan(self.values[place, 0]):
            return None
        row: Float64 = self.values[place]
        return row

    def stacked(self) -> tuple[Float64, Float64]:
        """Return what stacked areas are drawn from.

        Returns
        -------
        x : ndarray [shape=(2 * n,)], float64
            Both edges of each stretch, in s.
        bounds : ndarray [shape=(n_classes + 1, 2 * n)], float64
            Area `c` lies between rows `c` and `c + 1`. All are 0 where nothing is known.
        """
        x = np.repeat(self.edges_s, 2)[1:-1]
        heights = np.nan_to_num(self.values, nan=0.0).cumsum(axis=1)
        bounds = np.vstack([np.zeros(len(heights)), heights.T])
        return x, np.repeat(bounds, 2, axis=1)


def probabilities_over_time(
    starts_s: Sequence[float], probabilities: Sequence[Sequence[float]], window_s: float
) -> ProbabilitiesOverTime:
    """Return the mean, at each time, of what the windows say that cover it.

    Parameters
    ----------
    starts_s : sequence of float
        Where each window starts, in s. Windows may overlap, and leave gaps.
    probabilities : sequence [shape=(n_windows, n_classes)]
    window_s : float
        Length of a window, in s.
    """
    if not starts_s:
        return ProbabilitiesOverTime(edges_s=np.zeros(0), values=np.zeros((0, 0)))
    starts, rows = np.asarray(starts_s, float), np.asarray(probabilities, float)
    edges = np.unique(np.concatenate([starts, starts + window_s]))
    first = np.searchsorted(edges, starts)
    after = np.searchsorted(edges, starts + window_s)
    sums = np.zeros((len(edges), rows.shape[1]))
    counts = np.zeros(len(edges))
    # Each window adds its row where it begins, and takes it away where it ends.
    np.add.at(sums, first, rows)
    np.add.at(sums, after, -rows)
    np.add.at(counts, first, 1.0)
    np.add.at(counts, after, -1.0)
    covering = np.round(counts.cumsum())[:-1]
    totals = sums.cumsum(axis=0)[:-1]
    values = np.full(totals.shape, np.nan)
    known = covering > 0
    values[known] = np.clip(totals[known] / covering[known, np.newaxis], 0.0, 1.0)
    return ProbabilitiesOverTime(edges_s=edges, values=values)
