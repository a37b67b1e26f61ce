"""What a classifier says of one segment's features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from sepgenre_training.classification.calibration import apply_temperature
from sepgenre_training.classification.classifier import Classifier
from sepgenre_training.classification.identity import FeatureIdentity, require_same_features
from sepgenre_training.classification.training import fitter_shape
from sepgenre_training.compute.tensorflow_runtime import prepare_tensorflow
from sepgenre_training.errors import ClassifierError
from sepgenre_training.experiment.ablation import ablate
from sepgenre_training.features.tensors import SegmentFeatures, tensors_of_one

_loaded: dict[str, Predictor] = {}


class Predictor:
    """A classifier's network with its weights, in this process.

    Parameters
    ----------
    classifier : Classifier
    weights : Path
        The file of its weights.

    Raises
    ------
    ClassifierError
        Where the weights are not the classifier's.
    """

    def __init__(self, classifier: Classifier, weights: Path) -> None:
        prepare_tensorflow()
        # TensorFlow takes seconds to import; only the process that predicts pays.
        from sepgenre_training.classification.files.weights import load_weights
        from sepgenre_training.networks.fitting import NetworkFitter

        self._classifier = classifier
        self._statistics = classifier.statistics.load()
        # One of its own: those of `loaded_fitter` are given fresh weights by whoever fits next.
        self._fitter = NetworkFitter(
            fitter_shape(classifier.spec),
            classifier.network_config,
            classifier.training_config,
            input_shape=classifier.input_shape,
            n_classes=len(classifier.classes),
        )
        load_weights(self._fitter.model, weights, sha256=classifier.weights_sha256)

    def predict(
        self, features: SegmentFeatures, identity: FeatureIdentity
    ) -> npt.NDArray[np.float64]:
        """Return the probabilities of the classes [shape=(n_classes,)], tempered; they sum to 1.

        Parameters
        ----------
        features : SegmentFeatures [shape=(5, n_mels, n_frames)]
            Of one segment.
        identity : FeatureIdentity
            What they were made by.

        Raises
        ------
        ClassifierError
            Where that is not what the classifier was trained on.
        """
        classifier = self._classifier
        require_same_features(classifier.name, classifier.identity, identity)
        if features.shape[1:] != classifier.identity.shape:
            raise ClassifierError(
                f"Classifier {classifier.name!r} takes spectrograms of shape "
                f"{classifier.identity.shape}; offered is one of {features.shape[1:]}.",
                remedy="Compute the features again, with the classifier's settings.",
            )
        seen = getattr(tensors_of_one(features), classifier.spec.tensor)
        inputs = ablate(seen, classifier.spec, seed=0, side="test")
        # One at a time: the last bits of a batch depend on its size.
        probabilities = self._fitter.predict(self._statistics.apply(inputs))
        tempered: npt.NDArray[np.float64] = apply_temperature(
            probabilities, classifier.calibration.temperature
        )[0]
        return tempered


def loaded_predictor(classifier: Classifier, weights: Path) -> Predictor:
    """Return the predictor of `classifier`, loaded once by each process; the last one stays."""
    key = classifier.key
    if key not in _loaded:
        _loaded.clear()
        _loaded[key] = Predictor(classifier, weights)
    return _loaded[key]
