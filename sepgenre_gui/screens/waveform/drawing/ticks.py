"""Where a time ruler has its ticks, and what it writes there; labels never overlap."""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable, Iterable

import attrs

LABEL_GAP = 10.0
"""Least distance between two labels, in pixels."""

MINOR_PIXELS = 6.0
"""Least distance between two ticks, in pixels."""

_STEPS_S = tuple(
    [mantissa * 10.0**exponent for exponent in range(-6, 0) for mantissa in (1, 2, 5)]
    + [1.0, 2.0, 5.0, 10.0, 15.0, 30.0]
    + [60.0 * minutes for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)]
)

MeasureText = Callable[[str], float]


@attrs.frozen(kw_only=True)
class Tick:
    """One line of a ruler, `x` pixels from its left edge; `label` is empty where it has none."""

    x: float
    is_major: bool = False
    label: str = ""


def format_clock(seconds: float, decimals: int = 3) -> str:
    """Return `seconds` as mm:ss.mmm with `decimals` digits, and hours where there are any."""
    units = 10**decimals
    total = round(seconds * units)
    minutes, rest = divmod(total, 60 * units)
    hours, minutes = divmod(minutes, 60)
    whole, fraction = divmod(rest, units)
    clock = f"{minutes:02d}:{whole:02d}"
    if decimals:
        clock += f".{fraction:0{decimals}d}"
    return f"{hours}:{clock}" if hours else clock


def time_ticks(
    first_s: float, last_s: float, pixels_per_s: float, measure: MeasureText
) -> list[Tick]:
    """Return the ticks of the range from `first_s` to `last_s`.

    Parameters
    ----------
    first_s, last_s : float
        The range; `first_s` lies at the left edge.
    pixels_per_s : float
        The zoom.
    measure : callable
        Tells the width of a text in pixels.
    """
    step_s = _label_step(last_s, pixels_per_s, measure)
    decimals = _decimals(step_s)
    minor_s = next(
        (
            step
            for step in _STEPS_S
            if step * pixels_per_s >= MINOR_PIXELS and _divides(step, step_s)
        ),
        step_s,
    )
    every = round(step_s / minor_s)
    ticks = []
    for number in range(math.ceil(first_s / minor_s - 1e-9), math.floor(last_s / minor_s) + 1):
        time_s = number * minor_s
        is_major = number % every == 0
        label = format_clock(time_s, decimals) if is_major else ""
        ticks.append(Tick(x=(time_s - first_s) * pixels_per_s, is_major=is_major, label=label))
    return ticks


def keep_apart(
    ticks: Iterable[Tick], width: float, measure: MeasureText, *, offset: float
) -> list[Tick]:
    """Return `ticks` without the labels that would overlap another, or be cut by an edge.

    Parameters
    ----------
    ticks : iterable of Tick
        From left to right.
    width : float
        Of the ruler, in pixels.
    measure : callable
        Tells the width of a text in pixels.
    offset : float
        How far to the right of its tick a label begins.
    """
    kept = []
    free_from = 0.0
    for tick in ticks:
        if tick.label:
            begin = tick.x + offset
            end = begin + measure(tick.label)
            if begin < free_from or end > width:
                tick = attrs.evolve(tick, label="")
            else:
                free_from = end + LABEL_GAP / 2
        kept.append(tick)
    return kept


def _label_step(last_s: float, pixels_per_s: float, measure: MeasureText) -> float:
    def has_room(step_s: float) -> bool:
        widest = measure(format_clock(last_s, _decimals(step_s)).translate(_WIDEST_DIGITS))
        return step_s * pixels_per_s >= widest + LABEL_GAP

    # Longer steps have no longer labels, so that few need be measured.
    at = bisect.bisect_left(_STEPS_S, x=True, key=has_room)
    return _STEPS_S[min(at, len(_STEPS_S) - 1)]


_WIDEST_DIGITS = str.maketrans("0123456789", "8" * 10)


def _decimals(step_s: float) -> int:
    return max(0, -math.floor(math.log10(step_s) + 1e-9))


def _divides(small: float, large: float) -> bool:
    ratio = large / small
    return ratio >= 1 - 1e-9 and abs(ratio - round(ratio)) < 1e-6
