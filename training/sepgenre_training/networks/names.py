"""The names of the four networks, as the paper's Table 1 writes them."""

from __future__ import annotations

from typing import Literal

import attrs

FULL_MIX = "1 spec, 2DConv-Full"
NO_VOX = "1 spec, 2DConv-No-Vox"
STEMS_CONV = "3 spec, 2DConv"
STEMS_SEPARABLE = "3 spec, DW-2DConv"

NETWORK_NAMES = (FULL_MIX, NO_VOX, STEMS_CONV, STEMS_SEPARABLE)
"""All four, in the order of Table 1."""

BASELINE = NO_VOX
"""The row that the paper marks with a dagger and compares the others with."""

TensorName = Literal["stems", "full_mix", "no_vox"]


@attrs.frozen(kw_only=True)
class NetworkSpec:
    """What distinguishes one of the four from the others.

    Attributes
    ----------
    tensor : {"stems", "full_mix", "no_vox"}
        The input: (N, 128, 458, 3) for stems (bass, drums, other), (N, 128, 458, 1) otherwise.
    separable : bool
        Depthwise separable convolutions (equation 2) in place of ordinary ones.
    """

    tensor: TensorName
    separable: bool = False


NETWORKS: dict[str, NetworkSpec] = {
    FULL_MIX: NetworkSpec(tensor="full_mix"),
    NO_VOX: NetworkSpec(tensor="no_vox"),
    STEMS_CONV: NetworkSpec(tensor="stems"),
    STEMS_SEPARABLE: NetworkSpec(tensor="stems", separable=True),
}
