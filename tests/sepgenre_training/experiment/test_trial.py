"""Trials: repeatable to the bit, honest about which epoch they chose, with reference rows."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment import reference, trial
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.events import EpochFinished
from sepgenre_training.experiment.inputs import tensor_inputs
from sepgenre_training.experiment.results import EpochMetrics, FitResult, TrialResult
from sepgenre_training.experiment.splits import LabelledSegment, draw_split, trial_seed
from sepgenre_training.experiment.standardisation import standardise
from sepgenre_training.experiment.trial import TrialTask, choose_epoch, class_weights, run_trial
from sepgenre_training.features.tensors import Tensors, write_tensors
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.inputs import StreamedInputs
from sepgenre_training.networks.names import NETWORK_NAMES, STEMS_SEPARABLE, ablation_name

N_SONGS, N_GENRES = 24, 3


def tensors(seed: int = 0) -> Tensors:
    rng = np.random.default_rng(seed)
    stems = rng.normal(-40, 6, (N_SONGS, 32, 48, 3)).astype(np.float32)
    for song in range(N_SONGS):
        band = slice((song % N_GENRES) * 8, (song % N_GENRES) * 8 + 8)
        stems[song, band, :, song % 2] += 15  # told by bands of bass or drums
    mix = stems.mean(axis=3, keepdims=True)
    return Tensors(stems=stems, full_mix=mix + 1, no_vox=mix)


@pytest.fixture
def task(tmp_path: Path) -> TrialTask:
    folder = tmp_path / "tensors"
    write_tensors(tensors(), folder)
    segments = tuple(
        LabelledSegment(segment_id=10 + song, song_id=song, artist=None, label=song % N_GENRES)
        for song in range(N_SONGS)
    )
    config = ExperimentConfig(
        trials=4,
        epochs=3,
        network=NetworkConfig(filters=(4, 6), pool_size=(2, 2)),
        training=TrainingConfig(batch_size=6, learning_rate=3e-3),
    )
    return TrialTask(config=config, index=0, segments=segments, tensors=folder)


def without_time(result: TrialResult | None) -> TrialResult:
    assert result is not None
    return attrs.evolve(result, elapsed_s=0.0)


def test_a_trial_has_all_networks_and_reference_rows_on_one_split(task: TrialTask) -> None:
    result = run_trial(task)

    names = [fit.network for fit in result.fits]
    assert names == [*NETWORK_NAMES, *reference.REFERENCE_NAMES]
    assert result.seed == trial_seed(task.config, 0)
    assert result.split == draw_split(task.segments, task.config, result.seed)
    for fit in result.fits:
        assert len(fit.probabilities) == len(result.split.test)
        np.testing.assert_allclose(np.sum(fit.probabilities, axis=1), 1.0, atol=1e-9)
    for name in NETWORK_NAMES:
        fit = result.fit(name)
        assert [metrics.epoch for metrics in fit.epochs] == [1, 2, 3]
        best = min(fit.epochs, key=lambda metrics: metrics.test_loss)
        assert fit.chosen_epoch == best.epoch
        assert fit.metrics.loss == best.test_loss
        assert fit.metrics.accuracy == best.test_accuracy


def test_trials_repeat_to_the_bit_in_any_process(task: TrialTask) -> None:
    tasks = [attrs.evolve(task, index=index) for index in range(4)]
    here = [without_time(run_trial(one)) for one in tasks]
    events: list[EpochFinished] = []
    with WorkerPool(2) as pool:
        there = [
            without_time(outcome.value)
            for outcome in pool.run(run_trial, tasks, on_event=events.append)
        ]

    assert sorted(there, key=lambda result: result.index) == here
    assert len(events) == 4 * 4 * 3
    assert {event.trial for event in events} == {0, 1, 2, 3}


def test_the_order_of_trials_does_not_matter(task: TrialTask) -> None:
    second = attrs.evolve(task, index=1)
    alone = without_time(run_trial(second))
    run_trial(task)

    assert without_time(run_trial(second)) == alone


def test_a_trial_of_streamed_data_is_the_same_trial(
    task: TrialTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much memory is free decides how data is read, and nothing that comes of it."""
    # Two that share a graph: to trace one takes seconds.
    names = (STEMS_SEPARABLE, ablation_name("shuffled", "drums"))
    config = attrs.evolve(task.config, protocol="sound", networks=names, baseline=STEMS_SEPARABLE)
    task = attrs.evolve(task, config=config)
    in_memory = run_trial(task)
    shown = []
    monkeypatch.setattr(
        trial,
        "tensor_inputs",
        lambda *args, **kw: shown.append(tensor_inputs(*args, **kw)) or shown[-1],
    )
    streamed = run_trial(task, in_memory_bytes=1_000)
    assert without_time(streamed) == without_time(in_memory)
    assert len(shown) == 3 * len(names) + 2
    assert {type(inputs) for inputs in shown} == {StreamedInputs}


def test_sound_chooses_the_epoch_on_the_validation_side(task: TrialTask) -> None:
    sound = attrs.evolve(task, config=attrs.evolve(task.config, protocol="sound"))

    result = run_trial(sound)

    for name in NETWORK_NAMES:
        fit = result.fit(name)
        losses = [metrics.validation_loss for metrics in fit.epochs]
        assert None not in losses
        assert fit.chosen_epoch == 1 + int(np.argmin(losses))
        assert fit.metrics.loss == fit.epochs[fit.chosen_epoch - 1].test_loss


@pytest.mark.parametrize("protocol", ["paper", "sound"])
def test_the_test_side_teaches_nothing(task: TrialTask, tmp_path: Path, protocol: str) -> None:
    """Other values on the test side leave training and validation as they are, to the bit."""
    task = attrs.evolve(task, config=attrs.evolve(task.config, protocol=protocol, epochs=5))
    split = draw_split(task.segments, task.config, trial_seed(task.config, 0))
    rows = [identifier - 10 for identifier in split.test]
    changed = tensors()
    for name in ("stems", "full_mix", "no_vox"):
        # Louder, and each with the next one's sound: what fits better is now another epoch.
        getattr(changed, name)[rows] = getattr(changed, name)[np.roll(rows, 1)] + 20.0
    write_tensors(changed, tmp_path / "changed")

    before = run_trial(task)
    after = run_trial(attrs.evolve(task, tensors=tmp_path / "changed"))

    moved = []
    for name in NETWORK_NAMES:
        ours, theirs = before.fit(name), after.fit(name)
        for figure in ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy"):
            assert [getattr(epoch, figure) for epoch in ours.epochs] == [
                getattr(epoch, figure) for epoch in theirs.epochs
            ]
        assert ours.probabilities != theirs.probabilities
        if protocol == "sound":
            assert ours.chosen_epoch == theirs.chosen_epoch
        moved.append(lowest_test_loss(ours) != lowest_test_loss(theirs))
    # Otherwise an epoch chosen by the test side would have gone unnoticed.
    assert any(moved)


def lowest_test_loss(fit: FitResult) -> int:
    return min(fit.epochs, key=lambda metrics: metrics.test_loss).epoch


def test_choose_epoch_prefers_the_earlier_among_equals() -> None:
    def epoch(number: int, test_loss: float, validation_loss: float | None) -> EpochMetrics:
        return EpochMetrics(
            epoch=number,
            train_loss=1.0,
            train_accuracy=0.5,
            validation_loss=validation_loss,
            test_loss=test_loss,
            test_accuracy=0.5,
            test_macro_f1=0.5,
        )

    assert choose_epoch([epoch(1, 2, None), epoch(2, 1, None), epoch(3, 1, None)]) == 2
    assert choose_epoch([epoch(1, 0, 0.5), epoch(2, 1, 0.25), epoch(3, 0, 0.75)]) == 2


def test_balanced_class_weights_worked_by_hand() -> None:
    labels = np.array([0, 0, 0, 1], np.int32)

    weights = class_weights(labels, 3, TrainingConfig(class_weights="balanced"))

    np.testing.assert_allclose(weights, [4 / 6, 2.0, 1.0])
    assert set(class_weights(labels, 3, TrainingConfig(class_weights="none"))) == {1.0}


@pytest.mark.parametrize(("rule", "axes"), [("channel", (0, 1, 2)), ("band", (0, 2))])
def test_standardisation_uses_the_training_side(rule: str, axes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    train = rng.normal(-30, 7, (5, 8, 10, 3)).astype(np.float32)
    train[:, 2] = -80.0  # a silent band
    test = train + 5

    ours, theirs = standardise(train, test, rule=rule)

    np.testing.assert_allclose(ours.mean(axis=axes), 0, atol=1e-4)
    assert np.isfinite(theirs).all()
    assert theirs.mean() > ours.mean()
    if rule == "channel":
        np.testing.assert_allclose(ours.std(axis=axes), 1, atol=1e-4)


@pytest.mark.parametrize(("rule", "axes"), [("channel", (0, 1, 2)), ("band", (0, 2))])
def test_standardisation_equals_the_plain_formula(rule: str, axes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    train = rng.normal(-30, 7, (5, 8, 10, 3)).astype(np.float32)
    plain = train.astype(np.float64)

    (ours,) = standardise(train, rule=rule)

    expected = (plain - plain.mean(axis=axes, keepdims=True)) / plain.std(axis=axes, keepdims=True)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, expected, atol=1e-5)


@pytest.mark.parametrize("rule", ["channel", "band"])
def test_standardisation_needs_the_memory_of_its_result(rule: str) -> None:
    train = np.random.default_rng(0).standard_normal((32, 128, 100, 3)).astype(np.float32)
    untouched = train.copy()
    tracemalloc.start()

    standardise(train, rule=rule)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.3 * train.nbytes
    np.testing.assert_array_equal(train, untouched)


def test_a_training_side_of_one_class_predicts_it() -> None:
    rng = np.random.default_rng(0)

    probabilities = reference.predict_by_mel_statistics(
        rng.random((4, 6)), np.full(4, 2, np.int32), rng.random((3, 6)), 4
    )

    np.testing.assert_array_equal(probabilities, [[0, 0, 1, 0]] * 3)


def test_logistic_regression_learns_what_the_mean_of_a_band_tells() -> None:
    data = tensors()
    labels = (np.arange(N_SONGS) % N_GENRES).astype(np.int32)
    statistics = reference.mel_statistics(data.no_vox)

    guesses = reference.predict_by_mel_statistics(
        statistics[:15], labels[:15], statistics[15:], N_GENRES
    ).argmax(axis=1)

    assert statistics.shape == (N_SONGS, 3 * 32)
    assert (guesses == labels[15:]).mean() == 1.0


def test_majority_row_gives_the_training_frequencies() -> None:
    labels = np.array([0, 0, 1, 2], np.int32)

    probabilities = reference.predict_majority(labels, n_test=2, n_classes=4)

    np.testing.assert_allclose(probabilities, [[0.5, 0.25, 0.25, 0.0]] * 2)
