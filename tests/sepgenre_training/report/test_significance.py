from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from scipy import stats

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import FULL_MIX, NO_VOX, STEMS_CONV, STEMS_SEPARABLE
from sepgenre_training.report.significance import significance

MakeRecord = Callable[..., RunRecord]


def test_agrees_with_scipy_on_the_records_scores(make_record: MakeRecord) -> None:
    record = make_record(n_trials=20)
    scores = {
        name: [trial.fit(name).metrics.macro_f1 for trial in record.trials]
        for name in (STEMS_CONV, NO_VOX)
    }
    each = {one.name: one for one in significance(record).with_baseline["macro_f1"]}
    assert list(each) == [FULL_MIX, STEMS_CONV, STEMS_SEPARABLE]
    expected = stats.ttest_rel(scores[STEMS_CONV], scores[NO_VOX]).pvalue
    assert each[STEMS_CONV].naive_paired.p_value == pytest.approx(expected)
    assert each[STEMS_CONV].corrected.p_value is not None
    assert each[STEMS_CONV].corrected.p_value > expected


def test_the_validation_side_is_not_trained_on(make_record: MakeRecord) -> None:
    sound, paper = significance(make_record()), significance(make_record(protocol="paper"))
    assert (sound.n_train, sound.n_test, sound.leading) == (42.0, 14.0, "corrected")
    assert (paper.n_train, paper.n_test, paper.leading) == (52.0, 14.0, "naive_paired")
    assert sound.with_baseline["accuracy"][0].n_train == 42.0


def test_references_are_compared_by_accuracy(make_record: MakeRecord) -> None:
    record = make_record(n_trials=30)
    majority = significance(record).with_references["majority class"]
    assert [one.baseline for one in majority] == ["majority class"] * 4
    # The best network, drawn with skill 1.3, must beat a constant guess.
    assert majority[2].mean_difference > 0.2
    assert majority[2].corrected.p_holm is not None
    assert majority[2].corrected.p_holm < 0.05


def test_only_trials_that_all_networks_finished_pair_up(make_record: MakeRecord) -> None:
    record = make_record(n_trials=4)
    last = attrs.evolve(record.trials[3], fits=record.trials[3].fits[:2])
    partly = attrs.evolve(record, trials=(*record.trials[:3], last))
    whole = attrs.evolve(record, trials=record.trials[:3])
    assert significance(partly) == significance(whole)
    assert significance(partly).n_trials == 3


def test_no_trial_gives_no_comparison(make_record: MakeRecord) -> None:
    empty = significance(make_record(n_trials=0, planned=2))
    assert empty.with_baseline == {"macro_f1": (), "accuracy": ()}
    assert empty.with_references == {}
