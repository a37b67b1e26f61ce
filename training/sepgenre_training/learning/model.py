"""What guesses genres while one learns: one of the networks, or the fast reference model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt
from attrs import validators

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import ConfigurationError
from sepgenre_training.experiment.inputs import fits_in_memory
from sepgenre_training.experiment.standardisation import Statistics, fit_statistics
from sepgenre_training.experiment.trial import class_weights, loaded_fitter
from sepgenre_training.features.tensors import TENSOR_CHANNELS, read_features
from sepgenre_training.learning.statistics import (
    STEM_STATISTICS,
    predict_by_statistics,
    read_statistics,
)
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.inputs import Inputs, StreamedInputs
from sepgenre_training.networks.names import NETWORK_NAMES, NETWORKS, NetworkSpec, TensorName

if TYPE_CHECKING:
    from sepgenre_training.networks.fitting import NetworkFitter

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]

REFERENCE = "reference"
"""Short for `STEM_STATISTICS`: a second where a network takes a minute, and not that of Table 1."""

MODEL_NAMES = (REFERENCE, *NETWORK_NAMES)

_AT_ONCE = 64
"""So many segments are predicted together: the memory does not grow with how many there are."""


def _is_known(_: object, __: object, name: str) -> None:
    if name not in MODEL_NAMES:
        raise ConfigurationError(
            f"There is no model {name!r}.",
            remedy=f"Choose from {', '.join(map(repr, MODEL_NAMES))}.",
        )


@attrs.frozen(kw_only=True)
class ModelChoice:
    """What is fitted; picklable.

    Attributes
    ----------
    name : str
        One of `MODEL_NAMES`.
    epochs, network, training
        How a network is fitted; the reference takes no notice of them.
    """

    name: str = attrs.field(default=REFERENCE, validator=_is_known)
    epochs: int = attrs.field(default=6, validator=validators.ge(1))
    network: NetworkConfig = attrs.field(factory=NetworkConfig)
    training: TrainingConfig = attrs.field(factory=TrainingConfig)

    @property
    def description(self) -> str:
        """Return what a person reads of it."""
        if self.name == REFERENCE:
            return STEM_STATISTICS
        return f"{self.name}, {self.epochs} epochs"


Predict = Callable[[Sequence[Path]], Float64]
"""Maps files of features to probabilities [shape=(n, n_classes)]."""


def fit_model(
    choice: ModelChoice, paths: Sequence[Path], labels: Labels, n_classes: int, *, seed: int
) -> Predict:
    """Fit what `choice` says to labelled segments; return what predicts others.

    Parameters
    ----------
    paths : sequence of Path [n]
        Files of `extract_segment_features`.
    labels : ndarray [shape=(n,)], int32
        Their classes.
    n_classes : int
        How many there are; some may be absent.
    seed : int
        Determines a network's weights and order; the reference has no chance in it.

    Raises
    ------
    DatasetError
        Where features cannot be read.
    CancelledError
        Where the person has asked the worker to stop.
    """
    if choice.name == REFERENCE:
        return _fit_reference(paths, labels, n_classes)
    return fit_network(choice, paths, labels, n_classes, seed=seed).predict


def _fit_reference(paths: Sequence[Path], labels: Labels, n_classes: int) -> Predict:
    train = read_statistics(paths)

    def predict(asked: Sequence[Path]) -> Float64:
        return predict_by_statistics(train, labels, read_statistics(asked), n_classes)

    return predict


def read_inputs(paths: Sequence[Path], tensor: TensorName) -> Float32:
    """Return what a network sees [shape=(n, n_mels, n_frames, c)], float32, in dB."""
    chosen = TENSOR_CHANNELS[tensor]
    return np.stack([read_features(path)[chosen].transpose(1, 2, 0) for path in paths])


def _training_inputs(
    paths: Sequence[Path], tensor: TensorName, in_memory_bytes: int | None
) -> Inputs:
    """Return what `read_inputs` does, read whenever it is used where it is too much to hold."""
    one = read_inputs(paths[:1], tensor)
    if fits_in_memory(len(paths) * one.nbytes, in_memory_bytes):
        return read_inputs(paths, tensor)
    return StreamedInputs(
        count=len(paths),
        shape_of_one=one.shape[1:],
        read=lambda rows: read_inputs([paths[row] for row in rows], tensor),
    )


@attrs.frozen(kw_only=True, eq=False)
class FittedNetwork:
    """A network that was fitted, with what standardises its inputs.

    Attributes
    ----------
    fitter : NetworkFitter
        Holds the weights until the next fit of one of its shape.
    statistics : Statistics
        Of the training side; they standardise all that is predicted.
    """

    choice: ModelChoice
    spec: NetworkSpec
    fitter: NetworkFitter
    statistics: Statistics

    def inputs(self, paths: Sequence[Path]) -> Float32:
        """Return standardised inputs [shape=(n, n_mels, n_frames, c)], float32."""
        return self.statistics.apply(read_inputs(paths, self.spec.tensor))

    def predict(self, paths: Sequence[Path]) -> Float64:
        """Return the probabilities [shape=(n, n_classes)] of segments."""
        return np.concatenate([self.fitter.predict(self.inputs(part)) for part in _parts(paths)])


def fit_network(
    choice: ModelChoice,
    paths: Sequence[Path],
    labels: Labels,
    n_classes: int,
    *,
    seed: int,
    in_memory_bytes: int | None = None,
) -> FittedNetwork:
    """Fit a network to labelled segments; parameters and errors as of `fit_model`.

    `in_memory_bytes` is that of `run_trial`.

    All of `choice.epochs` epochs are trained and the last is kept: there is nothing held out by
    which another could be chosen.
    """
    from sepgenre_training.compute.tensorflow_runtime import prepare_tensorflow

    prepare_tensorflow()
    from sepgenre_training.networks.fitting import Examples

    spec = NETWORKS[choice.name]
    raw = _training_inputs(paths, spec.tensor, in_memory_bytes)
    statistics = fit_statistics(raw, rule=choice.training.standardisation)
    fitter = loaded_fitter(spec, choice.network, choice.training, raw.shape[1:], n_classes)
    for _ in fitter.epochs(
        Examples(inputs=statistics.shown(raw), labels=labels),
        class_weights=class_weights(labels, n_classes, choice.training),
        seed=seed,
        n_epochs=choice.epochs,
    ):
        check_cancelled()
    return FittedNetwork(choice=choice, spec=spec, fitter=fitter, statistics=statistics)


def _parts(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for start in range(0, len(paths), _AT_ONCE):
        check_cancelled()
        yield paths[start : start + _AT_ONCE]
