"""One fit of each network, ours against the plain Keras loop that a researcher writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import attrs
import keras
import numpy as np

from sepgenre_training.networks.architecture import build_network
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.fitting import Examples, NetworkFitter
from sepgenre_training.networks.names import NETWORK_NAMES, NETWORKS

N_TRAIN, N_TEST, N_GENRES, N_EPOCHS = 52, 14, 6, 6
REPEATS = 3


@attrs.frozen(kw_only=True)
class FitTiming:
    """Seconds of one fit of `network`, medians: by the peer, and by us."""

    network: str
    keras_s: float
    ours_s: float


def measure() -> Iterator[FitTiming]:
    """Yield the timing of each network; ours is warm, as in every trial but a worker's first."""
    rng = np.random.default_rng(0)
    labels = (np.arange(N_TRAIN + N_TEST) % N_GENRES).astype(np.int32)
    network, training = NetworkConfig(), TrainingConfig()
    for name in NETWORK_NAMES:
        channels = 3 if NETWORKS[name].tensor == "stems" else 1
        shape = (128, 458, channels)
        inputs = rng.standard_normal((len(labels), *shape), dtype=np.float32)
        fitter = NetworkFitter(
            NETWORKS[name], network, training, input_shape=shape, n_classes=N_GENRES
        )
        train = Examples(inputs=inputs[:N_TRAIN], labels=labels[:N_TRAIN])

        def ours(fitter: NetworkFitter = fitter, train: Examples = train) -> None:
            weights = np.ones(N_GENRES, np.float32)
            for _ in fitter.epochs(train, class_weights=weights, seed=1, n_epochs=N_EPOCHS):
                fitter.predict(inputs[N_TRAIN:])  # noqa: B023 - called before the next turn

        def peer(name: str = name, shape: tuple[int, int, int] = shape) -> None:
            model = build_network(NETWORKS[name], network, input_shape=shape, n_classes=N_GENRES)
            model.compile(
                optimizer=keras.optimizers.Adam(training.learning_rate),
                loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                metrics=["accuracy"],
            )
            model.fit(
                inputs[:N_TRAIN],  # noqa: B023
                labels[:N_TRAIN],
                batch_size=training.batch_size,
                epochs=N_EPOCHS,
                validation_data=(inputs[N_TRAIN:], labels[N_TRAIN:]),  # noqa: B023
                verbose=0,
            )
            model.predict(inputs[N_TRAIN:], verbose=0)  # noqa: B023

        ours()
        yield FitTiming(network=name, keras_s=_median(peer), ours_s=_median(ours))


def _median(action: Callable[[], None]) -> float:
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds))
