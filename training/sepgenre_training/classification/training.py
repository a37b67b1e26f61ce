"""Training a network for use, as tasks of workers: on all segments, and on folds of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.classification.classifier import StoredStatistics
from sepgenre_training.classification.held_out import HeldOut
from sepgenre_training.compute.devices import runs_on_gpu
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.tensorflow_runtime import prepare_tensorflow
from sepgenre_training.compute.worker import report
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import GroupRule
from sepgenre_training.experiment.inputs import fits_in_memory, tensor_inputs
from sepgenre_training.experiment.metrics import classification_metrics
from sepgenre_training.experiment.splits import LabelledSegment, group_key
from sepgenre_training.experiment.standardisation import fit_statistics, standardise
from sepgenre_training.experiment.trial import class_weights, loaded_fitter
from sepgenre_training.features.tensors import load_tensors
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.inputs import Inputs
from sepgenre_training.networks.names import NETWORKS, NetworkSpec

Float64 = npt.NDArray[np.float64]

TRAIN_STAGE, FOLD_STAGE = "train", "hold out"


@attrs.frozen(kw_only=True)
class NetworkTask:
    """What a network is trained on; picklable.

    Attributes
    ----------
    network : str
        Name of one of `NETWORKS`.
    network_config, training_config : NetworkConfig, TrainingConfig
    tensors : Path
        Folder of the tensors.
    labels : tuple of int
        The class of each of their rows.
    n_classes : int
    epochs, seed : int
    """

    network: str
    network_config: NetworkConfig
    training_config: TrainingConfig
    tensors: Path
    labels: tuple[int, ...]
    n_classes: int
    epochs: int
    seed: int


@attrs.frozen(kw_only=True)
class FoldTask:
    """A fold: the rows that a network is tested on, after training on all others."""

    data: NetworkTask
    test: tuple[int, ...]


@attrs.frozen(kw_only=True)
class TrainedNetwork:
    """A network trained on all segments.

    Attributes
    ----------
    weights : bytes
        As Keras writes them to a ``.weights.h5``.
    statistics : StoredStatistics
        Of the training set.
    loss, accuracy : float
        Of the last epoch, in training mode.
    """

    weights: bytes = attrs.field(repr=False)
    statistics: StoredStatistics = attrs.field(repr=False)
    loss: float
    accuracy: float


@attrs.frozen(kw_only=True, eq=False)
class FoldResult:
    """What a network said of its fold after each epoch.

    Attributes
    ----------
    probabilities : tuple of ndarray [shape=(n_test, n_classes)], float64
    losses, accuracies, macro_f1s : tuple of float
    """

    probabilities: tuple[Float64, ...]
    losses: tuple[float, ...]
    accuracies: tuple[float, ...]
    macro_f1s: tuple[float, ...]


def fitter_shape(spec: NetworkSpec) -> NetworkSpec:
    """Return what of `spec` decides how its network is built; the rest decides what it sees."""
    return NetworkSpec(tensor="stems", separable=spec.separable)


@runs_on_gpu(lambda _: True)
def train_network(task: NetworkTask, *, in_memory_bytes: int | None = None) -> TrainedNetwork:
    """Train a network on all rows; each epoch is reported.

    The result depends on the task alone, as a trial's does. `in_memory_bytes` is that of
    `run_trial`.
    """
    prepare_tensorflow()
    from sepgenre_training.classification.files.weights import dump_weights
    from sepgenre_training.networks.fitting import Examples

    spec = NETWORKS[task.network]
    inputs = _inputs(task, range(len(task.labels)), in_memory_bytes)
    statistics = fit_statistics(inputs, rule=task.training_config.standardisation)
    inputs = statistics.shown(inputs)
    labels = np.array(task.labels, np.int32)
    fitter = loaded_fitter(
        fitter_shape(spec), task.network_config, task.training_config, inputs.shape[1:],
        task.n_classes,
    )  # fmt: skip
    for trained in fitter.epochs(
        Examples(inputs=inputs, labels=labels),
        class_weights=class_weights(labels, task.n_classes, task.training_config),
        seed=task.seed,
        n_epochs=task.epochs,
    ):
        report(
            Progressed(
                stage=TRAIN_STAGE,
                done=trained.epoch,
                total=task.epochs,
                item=f"epoch {trained.epoch}, loss {trained.loss:.2f}",
            )
        )
    return TrainedNetwork(
        weights=dump_weights(fitter.model),
        statistics=StoredStatistics.of(statistics),
        loss=trained.loss,
        accuracy=trained.accuracy,
    )


@runs_on_gpu(lambda _: True)
def run_fold(task: FoldTask, *, in_memory_bytes: int | None = None) -> FoldResult:
    """Train on all rows but those of the fold, and predict these after each epoch.

    `in_memory_bytes` is that of `run_trial`.
    """
    prepare_tensorflow()
    from sepgenre_training.networks.fitting import Examples

    data, spec = task.data, NETWORKS[task.data.network]
    held_out = set(task.test)
    kept = [row for row in range(len(data.labels)) if row not in held_out]
    train, test = standardise(
        _inputs(data, kept, in_memory_bytes),
        _inputs(data, task.test, in_memory_bytes),
        rule=data.training_config.standardisation,
    )
    labels = np.array(data.labels, np.int32)
    fitter = loaded_fitter(
        fitter_shape(spec), data.network_config, data.training_config, train.shape[1:],
        data.n_classes,
    )  # fmt: skip
    probabilities = [
        fitter.predict(test)
        for _ in fitter.epochs(
            Examples(inputs=train, labels=labels[kept]),
            class_weights=class_weights(labels[kept], data.n_classes, data.training_config),
            seed=data.seed,
            n_epochs=data.epochs,
        )
    ]
    metrics = [classification_metrics(labels[list(task.test)], each) for each in probabilities]
    return FoldResult(
        probabilities=tuple(probabilities),
        losses=tuple(each.loss for each in metrics),
        accuracies=tuple(each.accuracy for each in metrics),
        macro_f1s=tuple(each.macro_f1 for each in metrics),
    )


def _inputs(task: NetworkTask, rows: Sequence[int], in_memory_bytes: int | None) -> Inputs:
    """Return what the network of `task` is shown of `rows`, in dB."""
    spec = NETWORKS[task.network]
    tensor = getattr(load_tensors(task.tensors), spec.tensor)
    is_copied = fits_in_memory(tensor.nbytes, in_memory_bytes)
    return tensor_inputs(tensor, rows, spec, seed=0, side="train", is_copied=is_copied)


def draw_folds(
    segments: Sequence[LabelledSegment], *, group: GroupRule, n_folds: int, seed: int
) -> tuple[tuple[int, ...], ...]:
    """Return the rows of each fold; what belongs together (`group_key`) is in one fold.

    The groups of each class are dealt out in turn, so that folds keep the classes' proportions.

    Raises
    ------
    ExperimentError
        Where a class has one group alone: it would be trained on or tested on, never both.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for row, segment in enumerate(segments):
        rows[group_key(segment, group)].append(row)
    classes: dict[int, list[str]] = defaultdict(list)
    for key, members in rows.items():
        counts = Counter(segments[row].label for row in members)
        classes[min(counts, key=lambda label: (-counts[label], label))].append(key)
    if len(classes) < 2 or min(map(len, classes.values())) < 2:
        raise ExperimentError(
            "To tell how often it will be right, a classifier needs two genres or more, each with "
            f"two {group if group != 'none' else 'segment'}s or more.",
            remedy="Label more songs, or leave the genre out (genres of --config).",
        )
    n_folds = min(n_folds, max(map(len, classes.values())))
    folds: list[list[int]] = [[] for _ in range(n_folds)]
    random, place = np.random.default_rng(seed), 0
    for label in sorted(classes):
        for index in random.permutation(len(classes[label])):
            folds[place % n_folds].extend(rows[sorted(classes[label])[index]])
            place += 1
    return tuple(tuple(sorted(fold)) for fold in folds if fold)


def held_out_of_folds(
    folds: Sequence[tuple[int, ...]],
    results: Sequence[FoldResult],
    segments: Sequence[LabelledSegment],
    *,
    source: str,
) -> HeldOut:
    """Return what the networks of a cross-validation said of their folds.

    The epochs recommended have the lowest loss, summed over all segments. For each fold those
    count that all *other* folds recommend, so that no fold praises the epoch that it chose.
    """
    sizes = np.array([len(fold) for fold in folds], np.float64)
    losses = np.array([result.losses for result in results]) * sizes[:, np.newaxis]
    chosen = [int((losses.sum(axis=0) - own).argmin()) for own in losses]
    pairs = list(zip(results, chosen, strict=True))
    rows = [row for fold in folds for row in fold]
    return HeldOut(
        probabilities=np.concatenate([result.probabilities[epoch] for result, epoch in pairs]),
        labels=np.array([segments[row].label for row in rows], np.int32),
        songs=np.array([segments[row].song_id for row in rows], np.int64),
        accuracies=np.array([result.accuracies[epoch] for result, epoch in pairs]),
        macro_f1s=np.array([result.macro_f1s[epoch] for result, epoch in pairs]),
        n_train=float(len(segments) - sizes.mean()),
        n_test=float(sizes.mean()),
        epochs=1 + int(losses.sum(axis=0).argmin()),
        source=source,
    )
