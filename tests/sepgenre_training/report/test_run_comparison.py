"""Runs side by side: paired where splits are equal, and honest where they are not."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np
import pytest
from scipy import stats

from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import FULL_MIX, NETWORK_NAMES, NO_VOX, STEMS_SEPARABLE
from sepgenre_training.report.run_comparison import (
    FEW_SHARED,
    NO_TRIAL,
    OTHER_GENRES,
    OTHER_LABELS,
    OTHER_SPLITS,
    compare_runs,
)
from sepgenre_training.statistics.comparison import compare
from sepgenre_training.statistics.verdict import Verdict

MakeRecord = Callable[..., RunRecord]


def scores(record: RunRecord, name: str) -> list[float]:
    return [trial.fit(name).metrics.macro_f1 for trial in record.trials]


@pytest.fixture
def hpss(make_record: MakeRecord) -> RunRecord:
    return make_record(n_trials=12)


@pytest.fixture
def spleeter(hpss: RunRecord) -> RunRecord:
    """The same splits, each network a little better, by other stems."""
    trials = tuple(
        attrs.evolve(
            trial,
            fits=tuple(
                attrs.evolve(
                    fit,
                    metrics=attrs.evolve(
                        fit.metrics,
                        macro_f1=fit.metrics.macro_f1 + 0.1 + 0.001 * (trial.index % 3),
                    ),
                )
                for fit in trial.fits
            ),
        )
        for trial in hpss.trials
    )
    provenance = {**hpss.provenance, "separator": "spleeter, version 1", "cuda": "12"}
    return attrs.evolve(hpss, name="Spleeter", trials=trials, provenance=provenance)


def test_equal_splits_are_paired(hpss: RunRecord, spleeter: RunRecord) -> None:
    comparison = compare_runs([hpss, spleeter])
    assert comparison.names == (hpss.name, "Spleeter")
    assert comparison.same_genres
    assert [each.network for each in comparison.networks] == list(NETWORK_NAMES)
    for each in comparison.networks:
        (difference,) = each.differences
        expected = compare(
            scores(spleeter, each.network), scores(hpss, each.network),
            n_train=42.0, n_test=14.0, name="Spleeter", baseline=hpss.name,
        )  # fmt: skip
        assert (difference.run, difference.pairing, difference.n_pairs) == (1, "paired", 12)
        assert difference.comparison == expected
        assert difference.mean_difference == pytest.approx(0.101)
        assert difference.verdict is Verdict.BETTER
        assert (difference.reason, difference.welch) == ("", None)
        assert each.scores[0].macro_f1.mean == pytest.approx(np.mean(scores(hpss, each.network)))
        assert [score.trials for score in each.scores] == [12, 12]


def test_what_differs_is_listed(hpss: RunRecord, spleeter: RunRecord) -> None:
    changed = attrs.evolve(
        spleeter,
        config=attrs.evolve(
            spleeter.config, name="other", epochs=9, genres=("trance", "dubstep"),
            split=attrs.evolve(spleeter.config.split, stratified=False),
        ),
    )  # fmt: skip
    comparison = compare_runs([hpss, changed])
    assert {each.name: each.values for each in comparison.configuration} == {
        "experiment.epochs": ("6", "9"),
        "experiment.genres": ("all", "trance; dubstep"),
        "split.stratified": ("yes", "no"),
    }
    assert {each.name: each.values for each in comparison.provenance} == {
        "separator": ("hpss 1", "spleeter, version 1"),
        "cuda": ("\N{EN DASH}", "12"),
    }
    same = compare_runs([hpss, hpss])
    assert (same.configuration, same.provenance) == ((), ())


def test_part_of_the_trials_pairs_up(hpss: RunRecord, spleeter: RunRecord) -> None:
    fewer = attrs.evolve(spleeter, trials=(spleeter.trials[7], *spleeter.trials[:5]))
    (difference,) = compare_runs([hpss, fewer]).networks[0].differences
    assert (difference.pairing, difference.n_pairs) == ("paired", 6)
    assert difference.mean_difference == pytest.approx(0.1 + 0.001 * (1 + 0 + 1 + 2 + 0 + 1) / 6)
    assert difference.verdict is Verdict.TOO_EARLY
    (alone,) = (
        compare_runs([hpss, attrs.evolve(spleeter, trials=spleeter.trials[:1])])
        .networks[0]
        .differences
    )
    assert (alone.pairing, alone.n_pairs, alone.reason) == ("unpaired", 1, FEW_SHARED)
    assert alone.welch is not None
    assert alone.welch.p_value is None


def test_other_splits_are_not_paired(hpss: RunRecord, make_record: MakeRecord) -> None:
    other = make_record(n_trials=9, seed=1)
    (difference,) = compare_runs([hpss, other]).networks[0].differences
    assert (difference.pairing, difference.reason) == ("unpaired", OTHER_SPLITS)
    first, second = scores(other, FULL_MIX), scores(hpss, FULL_MIX)
    assert difference.mean_difference == pytest.approx(np.mean(first) - np.mean(second))
    assert difference.welch is not None
    assert difference.welch.p_value == pytest.approx(
        stats.ttest_ind(first, second, equal_var=False).pvalue
    )
    assert difference.verdict is Verdict.TOO_EARLY


def test_relabelled_segments_are_not_paired(hpss: RunRecord, spleeter: RunRecord) -> None:
    genres = {**spleeter.segment_genres, 100: 3}
    (difference,) = (
        compare_runs([hpss, attrs.evolve(spleeter, segment_genres=genres)]).networks[0].differences
    )
    assert (difference.pairing, difference.reason) == ("unpaired", OTHER_LABELS)


def test_other_genres_are_shown_and_not_tested(hpss: RunRecord, make_record: MakeRecord) -> None:
    pair = make_record(n_trials=4, genres=("trance", "dubstep"), n_segments=40)
    comparison = compare_runs([hpss, pair])
    assert not comparison.same_genres
    (difference,) = comparison.networks[0].differences
    assert (difference.pairing, difference.reason) == ("none", OTHER_GENRES)
    assert (difference.comparison, difference.welch) == (None, None)
    assert comparison.networks[0].scores[1].trials == 4
    names = [each.name for each in comparison.provenance]
    assert names[:2] == ["genres", "segments"]
    assert comparison.provenance[1].values == ("66 segments", "40 segments")


def test_networks_that_not_all_runs_have_are_left_out(
    hpss: RunRecord, make_record: MakeRecord
) -> None:
    other = make_record(networks=(STEMS_SEPARABLE, NO_VOX), n_trials=0, planned=3)
    comparison = compare_runs([hpss, hpss, other])
    assert [each.network for each in comparison.networks] == [NO_VOX, STEMS_SEPARABLE]
    paired, empty = comparison.networks[0].differences
    assert (paired.run, paired.pairing, paired.mean_difference) == (1, "paired", 0.0)
    assert (empty.run, empty.pairing, empty.reason) == (2, "none", NO_TRIAL)
    assert comparison.networks[0].scores[2].macro_f1.mean is None


def test_one_run_is_no_comparison(hpss: RunRecord) -> None:
    with pytest.raises(ExperimentError, match="two runs"):
        compare_runs([hpss])
