"""What each stem adds: the whole network less the ablated one, with the corrected interval."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import (
    ABLATED_NETWORK,
    ABLATION_NAMES,
    FULL_MIX,
    ablation_name,
)
from sepgenre_training.report.stem_contribution import stem_contributions
from sepgenre_training.statistics.comparison import compare_with_baseline
from sepgenre_training.statistics.verdict import Verdict

MakeRecord = Callable[..., RunRecord]


@pytest.fixture
def ablation(make_record: MakeRecord) -> RunRecord:
    return make_record(
        networks=(ABLATED_NETWORK, *ABLATION_NAMES), baseline=ABLATED_NETWORK, n_trials=20
    )


def scores(record: RunRecord, name: str) -> list[float]:
    return [trial.fit(name).metrics.macro_f1 for trial in record.trials]


def test_each_stem_is_told_in_both_ways(ablation: RunRecord) -> None:
    contributions = stem_contributions(ablation)
    assert [(each.how, each.stem) for each in contributions] == [
        ("without", "bass"), ("without", "drums"), ("without", "other"),
        ("shuffled", "bass"), ("shuffled", "drums"), ("shuffled", "other"),
    ]  # fmt: skip
    whole = np.array(scores(ablation, ABLATED_NETWORK))
    for each in contributions:
        assert each.comparison.name == ablation_name(each.how, each.stem)
        lost = whole - scores(ablation, each.comparison.name)
        assert each.adds == pytest.approx(lost.mean())
        assert each.interval is not None
        assert (each.interval.low + each.interval.high) / 2 == pytest.approx(each.adds)
        assert each.interval.low < each.adds < each.interval.high


def test_the_verdict_is_on_the_stem(ablation: RunRecord) -> None:
    drums = stem_contributions(ablation)[1]
    assert drums.verdict is Verdict.WORSE
    assert drums.sentence == (
        "The stem “drums” adds something: with it left out, the network is worse."
    )
    assert drums.interval is not None
    assert drums.interval.low > 0
    other = stem_contributions(ablation)[5]
    assert other.verdict is Verdict.NO_DIFFERENCE
    assert other.sentence == ("It is not shown that the stem “other” adds anything (shuffled).")


def test_the_adjustment_is_over_all_ablations(ablation: RunRecord) -> None:
    names = (ABLATED_NETWORK, *ABLATION_NAMES)
    expected = compare_with_baseline(
        {name: scores(ablation, name) for name in names}, ABLATED_NETWORK, 42.0, 14.0
    )
    assert tuple(each.comparison for each in stem_contributions(ablation)) == expected


def test_few_trials_say_nothing_yet(make_record: MakeRecord) -> None:
    names = (ABLATED_NETWORK, ablation_name("shuffled", "bass"))
    (bass,) = stem_contributions(
        make_record(networks=names, baseline=ABLATED_NETWORK, n_trials=1, planned=9)
    )
    assert bass.verdict is Verdict.TOO_EARLY
    assert bass.interval is None
    assert "too early" in bass.sentence


def test_a_run_without_ablation_has_none(make_record: MakeRecord) -> None:
    assert stem_contributions(make_record(n_trials=2)) == ()
    alone = make_record(networks=(FULL_MIX, ABLATION_NAMES[0]), baseline=FULL_MIX, n_trials=2)
    assert stem_contributions(alone) == ()
    none_yet = make_record(networks=(ABLATED_NETWORK, *ABLATION_NAMES), baseline=ABLATED_NETWORK,
                           n_trials=0, planned=3)  # fmt: skip
    assert stem_contributions(none_yet) == ()
