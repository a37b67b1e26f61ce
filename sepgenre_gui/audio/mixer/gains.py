"""The rules of mute, solo and volume, and what a meter shows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt
from attrs import validators

MIN_LANE_DB = -90.0
"""A lane at this volume is silent, and a meter shows nothing less."""

MAX_LANE_DB = 12.0


@attrs.frozen(kw_only=True)
class LaneSettings:
    """What a person set for one lane.

    Attributes
    ----------
    muted, soloed : bool
        See `lane_gains`.
    volume_db : float
        -90 (silent) to +12 dB; 0 dB leaves the samples as they are.
    """

    muted: bool = False
    soloed: bool = False
    volume_db: float = attrs.field(
        default=0.0, validator=[validators.ge(MIN_LANE_DB), validators.le(MAX_LANE_DB)]
    )


def lane_gains(settings: Mapping[str, LaneSettings]) -> dict[str, float]:
    """Return each lane's linear gain.

    A muted lane is silent, soloed or not. Where a lane is soloed, muted or not, those that are
    not soloed are silent.
    """
    solo = any(lane.soloed for lane in settings.values())
    return {
        key: 0.0 if lane.muted or (solo and not lane.soloed) else db_to_gain(lane.volume_db)
        for key, lane in settings.items()
    }


def db_to_gain(volume_db: float) -> float:
    """Return the linear gain; 0 at -90 dB and below."""
    return 0.0 if volume_db <= MIN_LANE_DB else 10.0 ** (volume_db / 20.0)


def peak_levels(lanes: npt.NDArray[np.float32], gains: Sequence[float]) -> list[float]:
    """Return each lane's peak level in dBFS, at least -90, after its gain.

    Parameters
    ----------
    lanes : ndarray [shape=(lanes, frames, channels)]
        A short stretch of each lane, full scale 1.0; without frames there is silence.
    gains : sequence of float [shape=(lanes,)]
        Linear.
    """
    if lanes.shape[1] == 0:
        return [MIN_LANE_DB] * len(gains)
    # Two passes over the samples without a copy of their absolute values.
    peaks = np.maximum(lanes.max(axis=(1, 2)), -lanes.min(axis=(1, 2)))
    return [_level_db(float(p) * g) for p, g in zip(peaks, gains, strict=True)]


def _level_db(peak: float) -> float:
    return max(20.0 * math.log10(peak), MIN_LANE_DB) if peak > 0.0 else MIN_LANE_DB
