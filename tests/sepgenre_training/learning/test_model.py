"""Networks that learn from files of features, many or few."""

from __future__ import annotations

import numpy as np

from sepgenre_training.learning.held_out import LabelledFeatures
from sepgenre_training.learning.model import ModelChoice, fit_network
from sepgenre_training.networks.config import NetworkConfig
from sepgenre_training.networks.names import STEMS_CONV


def test_files_that_are_read_when_used_teach_the_same(songs_features: LabelledFeatures) -> None:
    choice = ModelChoice(
        name=STEMS_CONV, epochs=2, network=NetworkConfig(filters=(2, 2), pool_size=(2, 2))
    )
    paths, labels = songs_features.paths, np.array(songs_features.labels, np.int32)
    told = []
    for most in (10**9, 0):
        network = fit_network(
            choice, paths[:12], labels[:12], songs_features.n_classes, seed=3, in_memory_bytes=most
        )
        told.append(network.predict(paths[12:]))
    np.testing.assert_array_equal(told[0], told[1])
    assert told[0].shape == (6, 3)
