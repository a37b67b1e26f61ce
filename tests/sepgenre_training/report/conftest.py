"""Runs as an experiment would leave them: consistent splits, probabilities, metrics."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from sepgenre_training.experiment.config import ExperimentConfig, Protocol
from sepgenre_training.experiment.results import (
    ClassificationMetrics,
    EpochMetrics,
    FitResult,
    RunRecord,
    Split,
    TrialResult,
)
from sepgenre_training.networks.names import ABLATION_NAMES, BASELINE, NETWORK_NAMES

WEIRD = "<b>ű 观 🎧 & co"
GENRES = ("trance", "dubstep", "drum & bass", "deep house", WEIRD, '$minimal$ techno, "slow"')
REFERENCES = ("majority class", "logistic regression on mel statistics")
SKILL = dict(zip((*NETWORK_NAMES, *REFERENCES), (0.8, 0.9, 1.3, 1.2, 0.0, 0.7), strict=True))
# The drums tell the genre, the bass a little.
SKILL |= {
    name: -0.8 if "drums" in name else 1.0 if "bass" in name else 1.2 for name in ABLATION_NAMES
}


def metrics_of(
    probabilities: npt.NDArray[np.float64], truth: Sequence[int], n_genres: int
) -> ClassificationMetrics:
    predicted = probabilities.argmax(axis=1)
    labels = list(range(n_genres))
    per_class = f1_score(truth, predicted, labels=labels, average=None, zero_division=0)
    chances = probabilities[np.arange(len(truth)), list(truth)]
    return ClassificationMetrics(
        accuracy=float(accuracy_score(truth, predicted)),
        macro_f1=float(np.mean(per_class)),
        weighted_f1=float(
            f1_score(truth, predicted, labels=labels, average="weighted", zero_division=0)
        ),
        loss=float(-np.log(chances).mean()),
        per_class_f1=tuple(map(float, per_class)),
        confusion=tuple(
            tuple(map(int, row)) for row in confusion_matrix(truth, predicted, labels=labels)
        ),
    )


def _fit(
    random: np.random.Generator, name: str, truth: list[int], n_genres: int, validated: bool
) -> FitResult:
    logits = random.normal(size=(len(truth), n_genres))
    logits[np.arange(len(truth)), truth] += SKILL[name]
    if name == "majority class":
        logits = np.tile(np.linspace(0.1, 0.0, n_genres), (len(truth), 1))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    metrics = metrics_of(probabilities, truth, n_genres)
    epochs = tuple(
        EpochMetrics(
            epoch=epoch,
            train_loss=metrics.loss * (1.5 - 0.15 * epoch) + random.normal(0, 0.03),
            train_accuracy=min(1.0, 0.2 + 0.1 * epoch),
            validation_loss=metrics.loss + 0.1 * abs(epoch - 4) + random.normal(0, 0.05)
            if validated
            else None,
            validation_accuracy=metrics.accuracy if validated else None,
            test_loss=metrics.loss + 0.1 * abs(epoch - 5),
            test_accuracy=max(0.0, metrics.accuracy - 0.03 * abs(epoch - 5)),
            test_macro_f1=metrics.macro_f1,
        )
        for epoch in range(1, 7)
    )
    is_network = name not in REFERENCES
    return FitResult(
        network=name,
        chosen_epoch=5 if is_network else 0,
        epochs=epochs if is_network else (),
        metrics=metrics,
        probabilities=tuple(tuple(map(float, row)) for row in probabilities),
    )


def build_record(
    *,
    protocol: Protocol = "sound",
    n_trials: int = 12,
    planned: int | None = None,
    genres: Sequence[str] = GENRES,
    references: Sequence[str] = REFERENCES,
    networks: Sequence[str] = NETWORK_NAMES,
    baseline: str = BASELINE,
    seed: int = 0,
    n_segments: int = 66,
) -> RunRecord:
    random = np.random.default_rng(seed)
    segment_genres = {100 + index: index % len(genres) for index in range(n_segments)}
    validated = protocol == "sound"
    trials = []
    for index in range(n_trials):
        order = [int(each) for each in random.permutation(list(segment_genres))]
        test, validation = sorted(order[:14]), sorted(order[14:24]) if validated else []
        train = sorted(set(order) - set(test) - set(validation))
        truth = [segment_genres[each] for each in test]
        trials.append(
            TrialResult(
                index=index,
                seed=1000 + index,
                split=Split(train=tuple(train), validation=tuple(validation), test=tuple(test)),
                fits=tuple(
                    _fit(random, name, truth, len(genres), validated)
                    for name in (*networks, *references)
                ),
                elapsed_s=12.5,
            )
        )
    return RunRecord(
        name="Six genres, Hpss",
        config=ExperimentConfig(
            protocol=protocol,
            trials=planned or n_trials,
            networks=tuple(networks),
            baseline=baseline,
        ),
        genres=tuple(genres),
        segment_genres=segment_genres,
        segment_titles={each: f"Artist {each}, Title (Mix)" for each in segment_genres},
        trials=tuple(trials),
        provenance={"separator": "hpss 1", "python": "3.11", "data set hash": "ab" * 32},
        warnings=("Two segments of one artist have no known song.",),
    )


def tiny_record() -> RunRecord:
    """Two genres, four segments, two trials, two networks: every figure known by hand."""
    full, no_vox = NETWORK_NAMES[:2]
    says_a, says_b = (0.9, 0.1), (0.2, 0.8)

    def fit(network: str, losses: tuple[float, float], *chances: tuple[float, float]) -> FitResult:
        truth = [0, 1]
        return FitResult(
            network=network,
            chosen_epoch=2,
            epochs=tuple(
                EpochMetrics(
                    epoch=epoch, train_loss=1.0, train_accuracy=0.5,
                    test_loss=loss, test_accuracy=0.5, test_macro_f1=0.5,
                )
                for epoch, loss in enumerate(losses, start=1)
            ),
            metrics=metrics_of(np.array(chances), truth, 2),
            probabilities=chances,
        )  # fmt: skip

    # The true genres are a, b in both trials.
    first = (fit(full, (1.0, 0.5), says_a, says_a), fit(no_vox, (1.0, 0.7), says_a, says_b))
    second = (fit(full, (2.0, math.inf), says_a, says_b), fit(no_vox, (3.0, 0.9), says_b, says_a))
    return RunRecord(
        name="tiny",
        config=ExperimentConfig(protocol="paper", trials=2, networks=(full, no_vox)),
        genres=("a", "b"),
        segment_genres={1: 0, 2: 1, 3: 0, 4: 1},
        segment_titles={1: "one", 2: "two", 3: "three"},
        trials=(
            TrialResult(
                index=0, seed=1, split=Split(train=(3, 4), test=(1, 2)), fits=first, elapsed_s=1.0
            ),
            TrialResult(
                index=1, seed=2, split=Split(train=(1, 2), test=(3, 4)), fits=second, elapsed_s=1.0
            ),
        ),
        provenance={},
    )


@pytest.fixture
def make_record() -> Callable[..., RunRecord]:
    return build_record


@pytest.fixture
def tiny() -> RunRecord:
    return tiny_record()
