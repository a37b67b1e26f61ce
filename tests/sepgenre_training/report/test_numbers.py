"""Figure 1, learning curves, confusion and segments: the numbers behind the drawings."""

from __future__ import annotations

import math
from collections.abc import Callable

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import FULL_MIX, NO_VOX
from sepgenre_training.report.confusion import confusions
from sepgenre_training.report.f1_distribution import f1_distribution
from sepgenre_training.report.learning_curves import learning_curves, quartiles
from sepgenre_training.report.segments import predictions, segment_difficulties, segment_title
from sepgenre_training.report.selection import is_complete, split_sizes

MakeRecord = Callable[..., RunRecord]


def test_figure1_counts_every_trial_once_in_shared_bins(make_record: MakeRecord) -> None:
    distribution = f1_distribution(make_record(n_trials=20))
    assert [panel.family for panel in distribution.panels] == [
        "1 spectrogram", "1 spectrogram", "3 spectrograms", "3 spectrograms",
    ]  # fmt: skip
    for panel in distribution.panels:
        assert sum(panel.counts) == len(panel.values) == 20
        assert len(panel.counts) == len(distribution.edges) - 1
        assert panel.mean == pytest.approx(np.mean(panel.values))


def test_figure1_of_the_tiny_run(tiny: RunRecord) -> None:
    distribution = f1_distribution(tiny)
    full = distribution.panels[0]
    assert full.values == pytest.approx((1 / 3, 1.0))
    occupied = [
        (low, high)
        for low, high, count in zip(
            distribution.edges[:-1], distribution.edges[1:], full.counts, strict=True
        )
        if count
    ]
    assert occupied == [(0.3, 0.35), (0.95, 1.0)]


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=2))
def test_no_value_falls_out_of_the_bins(values: list[float]) -> None:
    from_factory = _tiny_with_f1(values)
    for panel in f1_distribution(from_factory).panels:
        assert sum(panel.counts) == len(values)


@pytest.mark.parametrize("value", [0.35, math.nextafter(0.35, 1), math.nextafter(0.15, 0), 1.0])
def test_values_at_an_edge_are_counted(value: float) -> None:
    assert sum(f1_distribution(_tiny_with_f1([value])).panels[0].counts) == 1


def _tiny_with_f1(values: list[float]) -> RunRecord:
    tiny = _TINY[0]
    trials = tuple(
        attrs.evolve(
            trial,
            fits=tuple(
                attrs.evolve(fit, metrics=attrs.evolve(fit.metrics, macro_f1=value))
                for fit in trial.fits
            ),
        )
        for trial, value in zip(tiny.trials, values, strict=False)
    )
    return attrs.evolve(tiny, trials=trials)


_TINY: list[RunRecord] = []


@pytest.fixture(autouse=True)
def _keep_tiny(tiny: RunRecord) -> None:
    # Hypothesis forbids function-scoped fixtures as arguments; the record is immutable.
    _TINY[:] = [tiny]


def test_quartiles_by_hand_leave_out_what_diverged() -> None:
    each = quartiles([1.0, 2.0, 3.0, 4.0, 5.0, math.inf, math.nan])
    assert each is not None
    assert (each.lower, each.median, each.upper) == (2.0, 3.0, 4.0)
    assert (each.trials, each.diverged) == (5, 2)
    assert quartiles([None, math.nan]) is None


def test_learning_curves_of_the_tiny_run(tiny: RunRecord) -> None:
    full, no_vox = learning_curves(tiny)
    first, second = full.epochs
    assert (first.epoch, second.epoch) == (1, 2)
    assert first.test_loss is not None
    assert (first.test_loss.lower, first.test_loss.median, first.test_loss.upper) == (
        1.25, 1.5, 1.75,
    )  # fmt: skip
    assert second.test_loss is not None
    assert (second.test_loss.median, second.test_loss.diverged) == (0.5, 1)
    assert first.validation_loss is None
    assert full.times_chosen == (0, 2)
    assert no_vox.epochs[1].test_loss is not None
    assert no_vox.epochs[1].test_loss.median == pytest.approx(0.8)


def test_validation_curves_where_there_is_a_validation_side(make_record: MakeRecord) -> None:
    curves = learning_curves(make_record(protocol="sound"))
    assert len(curves) == 4  # References have no epochs.
    assert all(epoch.validation_loss for curve in curves for epoch in curve.epochs)


def test_confusion_of_the_tiny_run(tiny: RunRecord) -> None:
    full, no_vox = confusions(tiny)
    assert full.network == FULL_MIX
    assert full.counts == ((2, 0), (1, 1))
    assert full.rates == ((1.0, 0.0), (0.5, 0.5))
    assert no_vox.counts == ((1, 1), (1, 1))
    assert full.genre_f1[1].mean == pytest.approx((0.0 + 1.0) / 2)


def test_confusions_count_every_test_segment(make_record: MakeRecord) -> None:
    record = make_record(n_trials=5)
    for each in confusions(record):
        assert np.sum(each.counts) == sum(len(trial.split.test) for trial in record.trials)
        np.testing.assert_allclose(np.sum(each.rates, axis=1), 1.0)


def test_a_genre_that_was_never_tested_has_zero_rates(tiny: RunRecord) -> None:
    trial = tiny.trials[0]
    metrics = attrs.evolve(trial.fits[0].metrics, confusion=((2, 0), (0, 0)))
    fits = (attrs.evolve(trial.fits[0], metrics=metrics),)
    (each,) = confusions(attrs.evolve(tiny, trials=(attrs.evolve(trial, fits=fits),)))
    assert each.rates == ((1.0, 0.0), (0.0, 0.0))


def test_genre_f1_is_over_the_trials_that_tell_it(tiny: RunRecord) -> None:
    full, no_vox = confusions(with_per_class_f1(tiny, (0.5, math.nan), (1.0, 0.25)))
    assert [each.mean for each in full.genre_f1] == [0.75, 0.25]
    assert full.genre_f1[1].standard_deviation is None
    assert no_vox.genre_f1 == full.genre_f1
    never, _ = confusions(with_per_class_f1(tiny, (0.5, math.nan), (1.0, math.nan)))
    assert never.genre_f1[1].mean is None


def with_per_class_f1(record: RunRecord, *by_trial: tuple[float, float]) -> RunRecord:
    return attrs.evolve(
        record,
        trials=tuple(
            attrs.evolve(
                trial,
                fits=tuple(
                    attrs.evolve(fit, metrics=attrs.evolve(fit.metrics, per_class_f1=per_class))
                    for fit in trial.fits
                ),
            )
            for trial, per_class in zip(record.trials, by_trial, strict=True)
        ),
    )


def test_segments_of_the_tiny_run(tiny: RunRecord) -> None:
    # Segment 2 (b): taken for a by full, right by no-vox; 3 (a): right, wrong; 4 (b): right, wrong.
    hardest = segment_difficulties(tiny)
    assert [(each.segment, each.misclassified, each.tested) for each in hardest] == [
        (2, 1, 2), (3, 1, 2), (4, 1, 2), (1, 0, 2),
    ]  # fmt: skip
    assert [each.taken_for for each in hardest] == [0, 1, 0, None]
    assert hardest[2].title == segment_title(tiny, 4) == "segment 4"
    assert hardest[0].rate == 0.5


def test_predictions_agree_with_the_confusion_matrix(make_record: MakeRecord) -> None:
    record = make_record(n_trials=3)
    for each in confusions(record):
        counts = np.zeros((6, 6), dtype=int)
        for prediction in predictions(record):
            if prediction.name == each.network:
                counts[prediction.genre, prediction.predicted] += 1
        assert counts.tolist() == [list(row) for row in each.counts]


def test_completeness_and_split_sizes(make_record: MakeRecord, tiny: RunRecord) -> None:
    assert is_complete(tiny)
    assert not is_complete(make_record(n_trials=3, planned=4))
    assert split_sizes(make_record(protocol="sound").trials) == (42.0, 10.0, 14.0)
    assert split_sizes(()) == (0.0, 0.0, 0.0)
    partly = attrs.evolve(
        tiny.trials[1], fits=tuple(fit for fit in tiny.trials[1].fits if fit.network == NO_VOX)
    )
    assert not is_complete(attrs.evolve(tiny, trials=(tiny.trials[0], partly)))
