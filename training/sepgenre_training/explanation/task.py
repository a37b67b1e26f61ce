"""Explaining one segment, as a task that any worker process can run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import ConfigurationError
from sepgenre_training.explanation.explanation import Explanation
from sepgenre_training.explanation.listening import important_places, only_what_mattered
from sepgenre_training.explanation.occlusion import occlusion_map, stem_contributions
from sepgenre_training.explanation.sanity import rank_correlation
from sepgenre_training.features.task import FeatureTask, features_path
from sepgenre_training.learning.held_out import LabelledFeatures
from sepgenre_training.learning.model import REFERENCE, ModelChoice, fit_network, read_inputs
from sepgenre_training.networks.names import STEM_CHANNELS, STEMS_CONV, TensorName
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.task import read_mixture, stems_path

if TYPE_CHECKING:
    from sepgenre_training.learning.model import FittedNetwork

STAGE = "explain"

_STEPS = 5


@attrs.frozen(kw_only=True)
class ExplanationTask:
    """A segment to explain; picklable.

    Attributes
    ----------
    data : LabelledFeatures
        What the network is trained on.
    group : str
        The segment's own, such as its song; see `LabelledFeatures.groups`.
    segment : FeatureTask
        The segment; its stems and features are in the cache.
    model : ModelChoice
        Names a network.
    target : int or None
        The class to explain; None: the one that the network guesses.
    seed : int
        Of the training.
    """

    data: LabelledFeatures
    group: str
    segment: FeatureTask
    model: ModelChoice = attrs.field(factory=lambda: ModelChoice(name=STEMS_CONV))
    target: int | None = None
    seed: int = 0

    def __attrs_post_init__(self) -> None:
        require_network(self.model)


def require_network(model: ModelChoice) -> None:
    """Raise where `model` has no map.

    Raises
    ------
    ConfigurationError
        Where it is the reference model.
    """
    if model.name == REFERENCE:
        raise ConfigurationError(
            "The reference model sees statistics of bands, which have no place in time.",
            remedy=f"Name a network to explain, such as {STEMS_CONV!r}.",
        )


def explain_segment(task: ExplanationTask) -> Explanation:
    """Train the network on all labelled segments, and explain what it guesses of one.

    Raises
    ------
    DatasetError, SeparationError, AudioError
        Where features, stems or the track cannot be read.
    CancelledError
        Where the person has asked the worker to stop.
    """
    data = task.data
    network = fit_network(
        task.model, data.paths, np.array(data.labels, np.int32), data.n_classes, seed=task.seed
    )
    _tell(1, "trained")
    return _explain(task, network)


def _explain(task: ExplanationTask, network: FittedNetwork) -> Explanation:
    # After the training: it is this import that starts TensorFlow.
    from sepgenre_training.explanation.gradients import integrated_gradients

    path = features_path(task.segment)
    (inputs,) = network.inputs([path])
    fitter = network.fitter
    (probabilities,) = fitter.predict(inputs[np.newaxis])
    target = int(probabilities.argmax()) if task.target is None else task.target
    stems = channel_names(network.spec.tensor)
    occlusion = occlusion_map(fitter.predict, inputs, target)
    _tell(2, "occlusion")
    gradients = integrated_gradients(fitter.model, inputs, target)
    contributions = stem_contributions(fitter.predict, inputs, target, stems)
    _tell(3, "gradients")
    sounds = only_what_mattered(
        read_signals(task.segment, network.spec.tensor),
        important_places(occlusion),
        task.segment.separation.sample_rate_hz,
        task.segment.settings,
    )
    _tell(4, "sound")
    # Last, for the trained weights are gone with it.
    fitter.reset(task.seed + 1)
    randomised = integrated_gradients(fitter.model, inputs, target)
    _tell(5, "check")
    return Explanation(
        model=task.model.description,
        n_trained=len(task.data.paths),
        heard_song=task.group in task.data.groups,
        target=target,
        probabilities=tuple(float(value) for value in probabilities),
        stems=stems,
        spectrograms=read_inputs([path], network.spec.tensor)[0],
        occlusion=occlusion,
        gradients=gradients,
        contributions=contributions,
        randomised_correlation=rank_correlation(gradients, randomised),
        sounds=sounds,
        sample_rate_hz=task.segment.separation.sample_rate_hz,
    )


def channel_names(tensor: TensorName) -> tuple[str, ...]:
    """Return what a person reads of each channel that a network sees."""
    names: Mapping[TensorName, tuple[str, ...]] = {
        "stems": STEM_CHANNELS,
        "full_mix": ("full mix",),
        "no_vox": ("without vocals",),
    }
    return names[tensor]


def read_signals(segment: FeatureTask, tensor: TensorName) -> dict[str, Audio]:
    """Return the sound of each channel, [shape=(channels, samples)], at the track's rate.

    Raises
    ------
    AudioError, SeparationError
        Where the track or its stems cannot be read.
    """
    check_cancelled()
    names = channel_names(tensor)
    mixture = read_mixture(segment.separation)
    if tensor == "full_mix":
        return {names[0]: mixture}
    stems = read_stems(stems_path(segment.separation), len(mixture))
    if tensor == "stems":
        return {name: stems[name] for name in STEM_CHANNELS}
    summed = np.sum([stems[name] for name in STEM_CHANNELS], axis=0)
    return {names[0]: np.asarray(summed, np.float32)}


def _tell(done: int, item: str) -> None:
    check_cancelled()
    report(Progressed(stage=STAGE, done=done, total=_STEPS, item=item))
