"""The adjustment of p-values for having asked several questions at once."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Adjust `p_values` by Holm's step-down procedure.

    The i-th smallest of m p-values is multiplied by m - i + 1, never falls below the one before
    it, and is cut off at 1. Rejecting where the result is at most alpha keeps the probability
    of even one false rejection among the m at alpha or below, whatever their dependence.

    Parameters
    ----------
    p_values : sequence of float or None
        Raw p-values of one family. None (a test that is undefined) stays None and does not
        count as a member of the family.

    Returns
    -------
    tuple of float or None
        Adjusted p-values in the order of the input.

    Raises
    ------
    ValueError
        Where a p-value lies outside 0 to 1.

    References
    ----------
    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6 (1979), 65-70.
    """
    known = [(value, index) for index, value in enumerate(p_values) if value is not None]
    if any(not 0.0 <= value <= 1.0 for value, _ in known):
        raise ValueError(f"p-values lie between 0 and 1, but these are {list(p_values)}")
    adjusted: list[float | None] = [None] * len(p_values)
    floor = 0.0
    for rank, (value, index) in enumerate(sorted(known)):
        floor = max(floor, min(1.0, value * (len(known) - rank)))
        adjusted[index] = floor
    return tuple(adjusted)
