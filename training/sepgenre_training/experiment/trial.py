"""One trial: one seed, one split, the networks and the reference rows on it."""

from __future__ import annotations

import functools
import time
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.devices import runs_on_gpu
from sepgenre_training.compute.tensorflow_runtime import prepare_tensorflow
from sepgenre_training.compute.worker import report
from sepgenre_training.experiment import reference
from sepgenre_training.experiment.ablation import SIDE_NAMES
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.events import EpochFinished
from sepgenre_training.experiment.inputs import fits_in_memory, tensor_inputs
from sepgenre_training.experiment.metrics import classification_metrics
from sepgenre_training.experiment.results import (
    EpochMetrics,
    FitResult,
    Split,
    TrialResult,
)
from sepgenre_training.experiment.splits import LabelledSegment, Side, draw_split, trial_seed
from sepgenre_training.experiment.standardisation import standardise
from sepgenre_training.features.tensors import Tensors, load_tensors
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.inputs import Inputs
from sepgenre_training.networks.names import NETWORKS, NetworkSpec

if TYPE_CHECKING:
    from sepgenre_training.networks.fitting import NetworkFitter, TrainedEpoch

Float64 = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True)
class TrialTask:
    """A trial to run; picklable, so that any worker can take it.

    Attributes
    ----------
    segments : tuple of LabelledSegment
        In the order of the tensors' first axis.
    tensors : Path
        Folder of the tensors (see `features.tensors`).
    """

    config: ExperimentConfig
    index: int
    segments: tuple[LabelledSegment, ...]
    tensors: Path

    @property
    def n_classes(self) -> int:
        """Number of genres among the segments."""
        return 1 + max(segment.label for segment in self.segments)


@runs_on_gpu(lambda _: True)
def run_trial(task: TrialTask, *, in_memory_bytes: int | None = None) -> TrialResult:
    """Run one trial and return its result; each epoch is reported as it ends.

    The result depends on the task alone: not on the worker, nor on what it ran before.

    Parameters
    ----------
    task : TrialTask
    in_memory_bytes : int, optional
        The largest tensor whose rows are copied into memory; those of larger ones are read
        whenever they are used. See `fits_in_memory`.
    """
    prepare_tensorflow()
    started = time.monotonic()
    seed = trial_seed(task.config, task.index)
    split = draw_split(task.segments, task.config, seed)
    sides = _Sides(
        task=task,
        seed=seed,
        split=split,
        tensors=load_tensors(task.tensors),
        in_memory_bytes=in_memory_bytes,
    )
    fits = [_fit_network(sides, name) for name in task.config.networks]
    return TrialResult(
        index=task.index,
        seed=seed,
        split=split,
        fits=(*fits, *_reference_rows(sides)),
        elapsed_s=time.monotonic() - started,
    )


@attrs.frozen(kw_only=True, eq=False)
class _Sides:
    """The data of one trial, by side."""

    task: TrialTask
    seed: int
    split: Split
    tensors: Tensors
    in_memory_bytes: int | None

    def labels(self, side: tuple[int, ...]) -> npt.NDArray[np.int32]:
        return np.array([self._segments[identifier].label for identifier in side], np.int32)

    def inputs(self, spec: NetworkSpec, side: tuple[int, ...], name: Side = "train") -> Inputs:
        tensor = getattr(self.tensors, spec.tensor)
        return tensor_inputs(
            tensor,
            [self._rows[identifier] for identifier in side],
            spec,
            seed=self.seed,
            side=name,
            is_copied=fits_in_memory(tensor.nbytes, self.in_memory_bytes),
        )

    @functools.cached_property
    def _segments(self) -> dict[int, LabelledSegment]:
        return {segment.segment_id: segment for segment in self.task.segments}

    @functools.cached_property
    def _rows(self) -> dict[int, int]:
        return {segment.segment_id: row for row, segment in enumerate(self.task.segments)}


@functools.lru_cache(maxsize=8)
def loaded_fitter(
    spec: NetworkSpec,
    network: NetworkConfig,
    training: TrainingConfig,
    input_shape: tuple[int, int, int],
    n_classes: int,
) -> NetworkFitter:
    """Return a fitter of this shape; the last few stay, since tracing one takes seconds."""
    from sepgenre_training.networks.fitting import NetworkFitter

    return NetworkFitter(spec, network, training, input_shape=input_shape, n_classes=n_classes)


def _fit_network(sides: _Sides, name: str) -> FitResult:
    from sepgenre_training.networks.fitting import Examples

    task, split, config = sides.task, sides.split, sides.task.config
    spec = NETWORKS[name]
    train, validation, test = standardise(
        *(sides.inputs(spec, getattr(split, side), side) for side in SIDE_NAMES),
        rule=config.training.standardisation,
    )
    labels = sides.labels(split.train)
    # One graph for all that differ in what they are shown alone: to trace one takes seconds.
    shape = NetworkSpec(tensor="stems", separable=spec.separable)
    fitter = loaded_fitter(shape, config.network, config.training, train.shape[1:], task.n_classes)
    curve: list[EpochMetrics] = []
    for trained in fitter.epochs(
        Examples(inputs=train, labels=labels),
        class_weights=class_weights(labels, task.n_classes, config.training),
        seed=sides.seed,
        n_epochs=config.epochs,
    ):
        predicted = fitter.predict(test)
        held_out = fitter.predict(validation) if len(validation) else None
        metrics = _epoch_metrics(sides, trained, predicted, held_out)
        curve.append(metrics)
        report(EpochFinished(trial=task.index, network=name, metrics=metrics))
        if choose_epoch(curve) == metrics.epoch:
            chosen, best = metrics.epoch, predicted
    return _fit_result(sides, name, best, epochs=tuple(curve), chosen=chosen)


def choose_epoch(curve: list[EpochMetrics]) -> int:
    """Return the epoch (from 1) with the lowest validation loss, or test loss where there is none.

    The latter is the paper's choice, and optimistic: the test side picks its own best epoch.
    The earlier epoch wins among equals.
    """

    def loss(metrics: EpochMetrics) -> float:
        held_out = metrics.validation_loss
        return metrics.test_loss if held_out is None else held_out

    return min(curve, key=lambda metrics: (loss(metrics), metrics.epoch)).epoch


def class_weights(
    labels: npt.NDArray[np.int32], n_classes: int, training: TrainingConfig
) -> npt.NDArray[np.float32]:
    """Return a weight for each class [shape=(n_classes,)], float32.

    "balanced" is n / (n_classes * count), as in scikit-learn; a class that the training side
    lacks gets 1.
    """
    weights = np.ones(n_classes, np.float32)
    if training.class_weights == "balanced":
        counts = np.bincount(labels, minlength=n_classes)
        present = counts > 0
        weights[present] = len(labels) / (present.sum() * counts[present])
    return weights


def _epoch_metrics(
    sides: _Sides, trained: TrainedEpoch, test: Float64, validation: Float64 | None
) -> EpochMetrics:
    on_test = classification_metrics(sides.labels(sides.split.test), test)
    on_validation = (
        None
        if validation is None
        else classification_metrics(sides.labels(sides.split.validation), validation)
    )
    return EpochMetrics(
        epoch=trained.epoch,
        train_loss=trained.loss,
        train_accuracy=trained.accuracy,
        validation_loss=on_validation.loss if on_validation else None,
        validation_accuracy=on_validation.accuracy if on_validation else None,
        test_loss=on_test.loss,
        test_accuracy=on_test.accuracy,
        test_macro_f1=on_test.macro_f1,
    )


def _fit_result(
    sides: _Sides,
    name: str,
    probabilities: Float64,
    *,
    epochs: tuple[EpochMetrics, ...] = (),
    chosen: int = 0,
) -> FitResult:
    return FitResult(
        network=name,
        chosen_epoch=chosen,
        epochs=epochs,
        metrics=classification_metrics(sides.labels(sides.split.test), probabilities),
        probabilities=tuple(tuple(float(value) for value in row) for row in probabilities),
    )


def _reference_rows(sides: _Sides) -> list[FitResult]:
    # They choose no epoch, so the validation side is theirs to train on.
    side = tuple(sorted((*sides.split.train, *sides.split.validation)))
    labels, n_classes = sides.labels(side), sides.task.n_classes
    majority = reference.predict_majority(labels, len(sides.split.test), n_classes)
    full_mix = NetworkSpec(tensor="full_mix")
    regression = reference.predict_by_mel_statistics(
        reference.mel_statistics(sides.inputs(full_mix, side)),
        labels,
        reference.mel_statistics(sides.inputs(full_mix, sides.split.test)),
        n_classes,
    )
    return [
        _fit_result(sides, reference.MAJORITY_CLASS, majority),
        _fit_result(sides, reference.MEL_STATISTICS, regression),
    ]
