"""The names of the networks: the paper's four, as Table 1 writes them, and their ablations."""

from __future__ import annotations

from typing import Literal

import attrs

FULL_MIX = "1 spec, 2DConv-Full"
NO_VOX = "1 spec, 2DConv-No-Vox"
STEMS_CONV = "3 spec, 2DConv"
STEMS_SEPARABLE = "3 spec, DW-2DConv"

NETWORK_NAMES = (FULL_MIX, NO_VOX, STEMS_CONV, STEMS_SEPARABLE)
"""The paper's four, in the order of Table 1."""

BASELINE = NO_VOX
"""The row that the paper marks with a dagger and compares the others with."""

TensorName = Literal["stems", "full_mix", "no_vox"]
StemName = Literal["bass", "drums", "other"]
Ablation = Literal["without", "shuffled"]

STEM_CHANNELS: tuple[StemName, ...] = ("bass", "drums", "other")
"""What the channels of the tensor ``stems`` hold, in this order."""

ABLATIONS: tuple[Ablation, ...] = ("without", "shuffled")
"""The two ways to take a stem from a network; see `NetworkSpec`."""

ABLATED_NETWORK = STEMS_SEPARABLE
"""The network that the ablations take a stem from."""


@attrs.frozen(kw_only=True)
class NetworkSpec:
    """What distinguishes a network from the others.

    Attributes
    ----------
    tensor : {"stems", "full_mix", "no_vox"}
        The input: (N, 128, 458, 3) for stems (bass, drums, other), (N, 128, 458, 1) otherwise.
    separable : bool
        Depthwise separable convolutions (equation 2) in place of ordinary ones.
    without : {"bass", "drums", "other"} or None
        The stem that is left out, so that two channels are seen.
    shuffled : {"bass", "drums", "other"} or None
        The stem in whose place each segment has that of another one: it tells nothing of the
        genre, and the network has as many weights as with it.
    """

    tensor: TensorName
    separable: bool = False
    without: StemName | None = None
    shuffled: StemName | None = None

    @property
    def n_channels(self) -> int:
        """How many spectrograms it sees at once."""
        if self.tensor != "stems":
            return 1
        return len(STEM_CHANNELS) - (self.without is not None)


def ablation_name(how: Ablation, stem: StemName) -> str:
    """Return the name of `ABLATED_NETWORK` with `stem` left out or shuffled."""
    what = f"without {stem}" if how == "without" else f"{stem} shuffled"
    return f"{ABLATED_NETWORK}, {what}"


ABLATION_NAMES = tuple(ablation_name(how, stem) for how in ABLATIONS for stem in STEM_CHANNELS)
"""The ablations: each stem left out, then each stem shuffled."""

ALL_NETWORK_NAMES = (*NETWORK_NAMES, *ABLATION_NAMES)
"""Every network that an experiment can name."""

NETWORKS: dict[str, NetworkSpec] = {
    FULL_MIX: NetworkSpec(tensor="full_mix"),
    NO_VOX: NetworkSpec(tensor="no_vox"),
    STEMS_CONV: NetworkSpec(tensor="stems"),
    STEMS_SEPARABLE: NetworkSpec(tensor="stems", separable=True),
}
for _stem in STEM_CHANNELS:
    NETWORKS[ablation_name("without", _stem)] = attrs.evolve(
        NETWORKS[ABLATED_NETWORK], without=_stem
    )
    NETWORKS[ablation_name("shuffled", _stem)] = attrs.evolve(
        NETWORKS[ABLATED_NETWORK], shuffled=_stem
    )
