"""The experiment's configuration: specifies, never implements; read from and written to TOML."""

from __future__ import annotations

from typing import Literal

import attrs
from attrs import validators

from sepgenre_training.errors import ConfigurationError
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.names import ALL_NETWORK_NAMES, BASELINE, NETWORK_NAMES

Protocol = Literal["paper", "sound"]
GroupRule = Literal["artist", "song", "none"]


_FRACTION = [validators.gt(0.0), validators.lt(1.0)]


@attrs.frozen(kw_only=True)
class SplitConfig:
    """How a trial divides the segments.

    Attributes
    ----------
    test_fraction : float
        Share of the groups on the test side; the paper's 80/20 is 0.2.
    validation_fraction : float
        Share of the remaining groups that the protocol ``sound`` chooses the epoch on.
    group : {"artist", "song", "none"}
        What must not stand on two sides: songs of one artist (songs without a known artist
        count for themselves), segments of one song, or nothing.
    stratified : bool
        Whether each side keeps the genres' proportions.
    """

    test_fraction: float = attrs.field(default=0.2, validator=_FRACTION)
    validation_fraction: float = attrs.field(default=0.2, validator=_FRACTION)
    group: GroupRule = "artist"
    stratified: bool = True


@attrs.frozen(kw_only=True)
class ExperimentConfig:
    """One experiment, complete.

    Attributes
    ----------
    protocol : {"paper", "sound"}
        ``paper``: the epoch with the lowest test loss, naive tests, as published. ``sound``:
        the epoch chosen on a validation split, the corrected resampled t-test first.
    trials, epochs : int
        50 and 6 in the paper.
    seed : int
        The seeds of all trials derive from it.
    genres : tuple of str
        Names of the genres that take part; all of them where it is empty.
    """

    name: str = "paper"
    protocol: Protocol = "paper"
    trials: int = attrs.field(default=50, validator=validators.ge(1))
    epochs: int = attrs.field(default=6, validator=validators.ge(1))
    seed: int = attrs.field(default=20201203, validator=validators.ge(0))
    networks: tuple[str, ...] = NETWORK_NAMES
    baseline: str = BASELINE
    genres: tuple[str, ...] = ()
    split: SplitConfig = attrs.field(factory=SplitConfig)
    features: FeatureSettings = attrs.field(factory=FeatureSettings)
    network: NetworkConfig = attrs.field(factory=NetworkConfig)
    training: TrainingConfig = attrs.field(factory=TrainingConfig)

    def __attrs_post_init__(self) -> None:
        unknown = [name for name in self.networks if name not in ALL_NETWORK_NAMES]
        if unknown or not self.networks:
            raise ConfigurationError(
                f"experiment.networks names {unknown or 'no network'}.",
                remedy=f"Choose from {', '.join(map(repr, ALL_NETWORK_NAMES))}.",
            )
        if self.baseline not in self.networks:
            raise ConfigurationError(
                f"experiment.baseline is {self.baseline!r}, which is not among the networks run.",
                remedy="Add it to experiment.networks, or name another baseline.",
            )
        if len(self.genres) == 1 or len(set(self.genres)) < len(self.genres):
            raise ConfigurationError(
                f"experiment.genres names {', '.join(map(repr, self.genres))}.",
                remedy="Name two genres or more, each once; or none, and all take part.",
            )
