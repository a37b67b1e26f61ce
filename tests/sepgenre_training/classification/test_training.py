"""Training for use: repeatable to the bit, standardised by its own set, better than guessing."""

from __future__ import annotations

from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_training.classification.classifier import require_trainable
from sepgenre_training.classification.identity import identity_here
from sepgenre_training.classification.prediction import Predictor
from sepgenre_training.classification.training import FoldTask, run_fold, train_network
from sepgenre_training.errors import ClassifierError
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.tensors import load_tensors, segment_features
from sepgenre_training.networks.names import STEMS_SEPARABLE, ablation_name
from sepgenre_training.separation.task import checked_stems
from tests.music import make_track
from tests.small_classifier import RATE_HZ, SETTINGS, small_classifier, training_task, write_weights


def test_the_same_task_gives_the_same_numbers_whatever_ran_before(tmp_path: Path) -> None:
    task, _ = training_task(tmp_path, epochs=2)
    first = train_network(task)
    train_network(attrs.evolve(task, seed=8))
    again = train_network(task)
    assert again.statistics == first.statistics
    assert again.weights == first.weights
    streamed = train_network(task, in_memory_bytes=0)
    assert streamed == first


def test_a_fold_of_streamed_data_is_the_same_fold(tmp_path: Path) -> None:
    data, _ = training_task(tmp_path, epochs=2)
    fold = FoldTask(data=data, test=(0, 5))
    in_memory, streamed = run_fold(fold), run_fold(fold, in_memory_bytes=0)
    np.testing.assert_array_equal(streamed.probabilities, in_memory.probabilities)
    assert streamed.losses == in_memory.losses


def test_statistics_are_those_of_all_segments(tmp_path: Path) -> None:
    task, _ = training_task(tmp_path, epochs=1)
    stems = load_tensors(task.tensors).stems
    statistics = train_network(task).statistics.load()
    np.testing.assert_allclose(
        statistics.mean, stems.mean(axis=(0, 2), keepdims=True, dtype=np.float64), rtol=1e-5
    )


def test_a_network_with_a_stem_less_sees_two_spectrograms(tmp_path: Path) -> None:
    task, _ = training_task(tmp_path, epochs=1)
    without = ablation_name("without", "bass")
    assert train_network(attrs.evolve(task, network=without)).statistics.shape[-1] == 2


@pytest.mark.parametrize("network", ["nothing", ablation_name("shuffled", "bass")])
def test_networks_that_need_other_songs_are_not_for_use(network: str) -> None:
    with pytest.raises(ClassifierError, match=STEMS_SEPARABLE):
        require_trainable(network)


def test_features_of_another_separator_or_settings_are_refused_naming_both(tmp_path: Path) -> None:
    classifier = small_classifier().classifier
    predictor = Predictor(classifier, write_weights(tmp_path))
    track = make_track(0, 1, duration_s=10.0, rate_hz=RATE_HZ).T
    features = segment_features(track, checked_stems(track, RATE_HZ, "hpss"), RATE_HZ, SETTINGS)
    assert predictor.predict(features, classifier.identity).sum() == pytest.approx(1.0)

    for other, named in (
        (identity_here("spleeter", SETTINGS, 10.0), "separator spleeter"),
        (identity_here("hpss", FeatureSettings(), 10.0), "128 mel bands"),
        (identity_here("hpss", SETTINGS, 5.0), "5 s"),
        (attrs.evolve(classifier.identity, separator_version="0"), "version 0"),
    ):
        with pytest.raises(ClassifierError) as refused:
            predictor.predict(features, other)
        assert named in refused.value.message
        assert classifier.identity.describe() in refused.value.message
    with pytest.raises(ClassifierError, match="takes spectrograms of shape"):
        predictor.predict(features[:, :, :-1], classifier.identity)
