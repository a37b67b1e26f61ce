"""The lanes of the stems screen by their keys: the mixture, and each stem by each separator."""

from __future__ import annotations

from collections.abc import Mapping

from sepgenre_training.separation.stems import STEM_NAMES

MIXTURE_LANE = "mixture"
"""Key of the lane of the track's own samples."""


def lane_key(separator: str, stem: str) -> str:
    """Return the key of the lane of `stem` by `separator`, such as ``hpss/drums``."""
    return f"{separator}/{stem}"


def stem_gains(separator: str, gains: Mapping[str, float]) -> list[float]:
    """Return the gain of each of ``STEM_NAMES`` by `separator`, 0 where `gains` has none."""
    return [gains.get(lane_key(separator, stem), 0.0) for stem in STEM_NAMES]
