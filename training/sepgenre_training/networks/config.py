"""What a network and its fitting are configured by: specifies, never implements."""

from __future__ import annotations

import math
from typing import Literal

import attrs
from attrs import validators

Head = Literal["flatten", "time_average", "global_average"]
Standardisation = Literal["channel", "band"]

_FRACTION = [validators.gt(0.0), validators.lt(1.0)]
_PENALTY = [validators.ge(0.0), validators.lt(math.inf)]
_COUNTS = validators.deep_iterable(validators.ge(1))


@attrs.frozen(kw_only=True)
class NetworkConfig:
    """The shape that the four networks share."""

    filters: tuple[int, int] = attrs.field(default=(16, 32), validator=_COUNTS)
    kernel_size: tuple[int, int] = attrs.field(default=(3, 3), validator=_COUNTS)
    pool_size: tuple[int, int] = attrs.field(default=(4, 4), validator=_COUNTS)
    head: Head = "flatten"
    dropout: float = attrs.field(default=0.5, validator=[validators.ge(0.0), validators.lt(1.0)])
    l1: float = attrs.field(default=1e-5, validator=_PENALTY)
    l2: float = attrs.field(default=1e-4, validator=_PENALTY)
    batch_normalization_momentum: float = attrs.field(default=0.8, validator=_FRACTION)


@attrs.frozen(kw_only=True)
class TrainingConfig:
    """How a network is fitted."""

    optimizer: Literal["adam", "rmsprop", "sgd"] = "adam"
    learning_rate: float = attrs.field(
        default=1e-3, validator=[validators.gt(0.0), validators.lt(math.inf)]
    )
    batch_size: int = attrs.field(default=4, validator=validators.ge(1))
    class_weights: Literal["balanced", "none"] = "balanced"
    standardisation: Standardisation = "band"
