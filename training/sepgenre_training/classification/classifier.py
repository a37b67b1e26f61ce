"""A classifier: a network trained on all labelled segments, with all that is needed to use it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
from attrs import validators

from sepgenre_training.cache import content_key
from sepgenre_training.classification.calibration import Calibration
from sepgenre_training.classification.decision import Decision
from sepgenre_training.classification.expectation import Expectation
from sepgenre_training.classification.identity import FeatureIdentity
from sepgenre_training.errors import ClassifierError
from sepgenre_training.experiment.standardisation import Statistics
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.names import NETWORKS, NetworkSpec

_SHA256 = validators.matches_re("[0-9a-f]{64}")


@attrs.frozen(kw_only=True)
class StoredStatistics:
    """The statistics of the training set, as numbers that JSON keeps to the bit.

    Attributes
    ----------
    shape : tuple of int
        (1, n_mels or 1, 1, channels).
    mean, scale : tuple of float
        See `Statistics`; in the order of the last axis first (C).
    """

    shape: tuple[int, ...] = attrs.field(validator=validators.max_len(8))
    mean: tuple[float, ...]
    scale: tuple[float, ...]

    def __attrs_post_init__(self) -> None:
        size = int(np.prod(self.shape))
        if min(self.shape, default=0) < 1 or {len(self.mean), len(self.scale)} != {size}:
            raise ClassifierError(
                f"The classifier's statistics have shape {self.shape}, but {len(self.mean)} means "
                f"and {len(self.scale)} scales.",
                remedy="Export it again from the project that it comes from.",
            )

    @classmethod
    def of(cls, statistics: Statistics) -> StoredStatistics:
        """Return `statistics` as numbers."""
        return cls(
            shape=statistics.mean.shape,
            mean=tuple(map(float, statistics.mean.ravel())),
            scale=tuple(map(float, statistics.scale.ravel())),
        )

    def load(self) -> Statistics:
        """Return the statistics as arrays."""
        return Statistics(
            mean=np.array(self.mean, np.float32).reshape(self.shape),
            scale=np.array(self.scale, np.float32).reshape(self.shape),
        )


@attrs.frozen(kw_only=True)
class Classifier:
    """A trained network and what is known of it; its weights are a file beside it.

    Attributes
    ----------
    name : str
        What the person calls it.
    classes : tuple of str
        Genre names; their order is that of all probabilities.
    network : str
        Which of `NETWORKS` it is.
    network_config, training_config : NetworkConfig, TrainingConfig
        What it was built and trained with.
    identity : FeatureIdentity
        The only features that it can be shown.
    statistics : StoredStatistics
        By which its inputs are standardised: those of its training set.
    epochs : int
        How long it was trained: what the trials recommend.
    seed : int
        With which it was trained.
    n_segments, n_songs : int
        What it was trained on.
    calibration : Calibration
        Its temperature, fitted on held-out predictions.
    decision : Decision
        Below which confidence a verdict is unsure.
    expected : Expectation
        What it will be right in, estimated from networks that were trained like it.
    provenance : Mapping[str, str]
        Versions, hashes, machine, run: all that is needed to make it again.
    weights_sha256 : str
        Of the file of its weights.
    created_at : str
        UTC, ISO 8601.
    """

    name: str = attrs.field(validator=validators.min_len(1))
    classes: tuple[str, ...] = attrs.field(validator=validators.min_len(2))
    network: str
    network_config: NetworkConfig
    training_config: TrainingConfig
    identity: FeatureIdentity
    statistics: StoredStatistics
    epochs: int = attrs.field(validator=validators.ge(1))
    seed: int = attrs.field(validator=validators.ge(0))
    n_segments: int = attrs.field(validator=validators.ge(1))
    n_songs: int = attrs.field(validator=validators.ge(1))
    calibration: Calibration
    decision: Decision
    expected: Expectation
    provenance: Mapping[str, str]
    weights_sha256: str = attrs.field(validator=_SHA256)
    created_at: str

    def __attrs_post_init__(self) -> None:
        require_trainable(self.network)
        if len(set(self.classes)) < len(self.classes):
            raise ClassifierError(
                f"Classifier {self.name!r} has two classes of one name.",
                remedy="Export it again from the project that it comes from.",
            )
        n_mels, _, channels = self.input_shape
        if self.statistics.shape not in ((1, 1, 1, channels), (1, n_mels, 1, channels)):
            raise ClassifierError(
                f"Classifier {self.name!r} has statistics of shape {self.statistics.shape}, but "
                f"its network sees {channels} spectrograms of {n_mels} bands.",
                remedy="Export it again from the project that it comes from.",
            )

    @property
    def spec(self) -> NetworkSpec:
        """What distinguishes its network from the others."""
        return NETWORKS[self.network]

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(n_mels, n_frames, channels) of what its network sees."""
        n_mels, n_frames = self.identity.shape
        return n_mels, n_frames, self.spec.n_channels

    @property
    def key(self) -> str:
        """A hash of all that its probabilities depend on; its name is no part of it."""
        return content_key(
            weights=self.weights_sha256,
            network=self.network,
            config=attrs.asdict(self.network_config),
            statistics=attrs.asdict(self.statistics),
            temperature=self.calibration.temperature,
            classes=self.classes,
            features=self.identity.key,
        )


def require_trainable(network: str) -> NetworkSpec:
    """Return the network called `network`, which can be trained for use.

    Raises
    ------
    ClassifierError
        Where there is none of that name, or it sees a stem of other songs.
    """
    usable = [name for name, spec in NETWORKS.items() if spec.shuffled is None]
    if network not in usable:
        raise ClassifierError(
            f"{network!r} is no network that can be trained for use.",
            remedy=f"Choose one of {', '.join(map(repr, usable))}.",
        )
    return NETWORKS[network]
