"""How samples stand in an exported file: the bit depths of the formats, and rounding to them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sepgenre_training.errors import ConfigurationError
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.whole_track.encoding import StemFormat

BitDepth = Literal["16", "24", "32f"]
"""Bits of a sample: integers, or 32-bit floats."""

BIT_DEPTHS: Mapping[StemFormat, tuple[BitDepth, ...]] = MappingProxyType(
    {"wav": ("32f", "24", "16"), "flac": ("24", "16"), "ogg": ()}
)
"""What each format can hold, the default first; Ogg Vorbis has no bit depth."""

_SUBTYPES: Mapping[BitDepth, str] = {"16": "PCM_16", "24": "PCM_24", "32f": "FLOAT"}


def choose_bit_depth(stem_format: StemFormat, wanted: BitDepth | None) -> BitDepth | None:
    """Return `wanted`, or the format's default where that is None; None for Ogg Vorbis.

    Raises
    ------
    ConfigurationError
        Where the format cannot hold it.
    """
    depths = BIT_DEPTHS[stem_format]
    if wanted is None:
        return depths[0] if depths else None
    if wanted not in depths:
        possible = f"Choose one of: {', '.join(depths)}." if depths else "Choose none."
        raise ConfigurationError(f"{stem_format} has no bit depth {wanted}.", remedy=possible)
    return wanted


def subtype_of(bit_depth: BitDepth | None) -> str:
    """Return libsndfile's name of the samples of a file; None stands for Vorbis."""
    return "VORBIS" if bit_depth is None else _SUBTYPES[bit_depth]


def to_frames(block: Audio, bit_depth: BitDepth | None) -> npt.NDArray[Any]:
    """Return `block` [shape=(channels, samples)] as frames [shape=(samples, channels)] to write.

    Integers are the nearest ones, so that samples which were integers of so many bits come back
    as they were: libsndfile would cut off what does not fit, half a step downward on average.
    """
    if bit_depth is None or bit_depth == "32f":
        return np.ascontiguousarray(block.T)
    bits = int(bit_depth)
    full_scale = 2.0 ** (bits - 1)
    rounded: npt.NDArray[np.float64] = np.clip(
        np.rint(block.T * full_scale), -full_scale, full_scale - 1
    )
    if bits == 16:
        return rounded.astype(np.int16)
    # libsndfile takes 24 bits from the upper end of 32.
    return rounded.astype(np.int32) << 8
