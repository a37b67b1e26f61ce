from __future__ import annotations

import math
from collections.abc import Callable

import attrs
import numpy as np
import pytest

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import NETWORK_NAMES
from sepgenre_training.report.table1 import table1


def test_tiny_run_by_hand(tiny: RunRecord) -> None:
    full, no_vox = table1(tiny)
    # Full says a, a and then a, b; no-vox a, b and then b, a; the truth is a, b.
    assert [trial.fit(full.name).metrics.accuracy for trial in tiny.trials] == [0.5, 1.0]
    assert full.accuracy.mean == pytest.approx(0.75)
    assert full.accuracy.standard_deviation == pytest.approx(0.5 / math.sqrt(2))
    assert full.macro_f1.mean == pytest.approx((1 / 3 + 1.0) / 2)
    assert (full.trials, full.is_baseline, full.is_reference) == (2, False, False)
    assert no_vox.is_baseline
    assert no_vox.accuracy.mean == pytest.approx((1.0 + 0.0) / 2)
    assert no_vox.median_loss == pytest.approx(
        np.mean([-math.log(0.9) / 2 - math.log(0.8) / 2, -math.log(0.2) / 2 - math.log(0.1) / 2])
    )


def test_paper_figures_stand_beside_networks_and_references_below(
    make_record: Callable[..., RunRecord],
) -> None:
    rows = table1(make_record())
    assert [row.name for row in rows] == [
        *NETWORK_NAMES, "majority class", "logistic regression on mel statistics",
    ]  # fmt: skip
    papers = [(row.paper.accuracy, row.paper.f1) for row in rows if row.paper]
    assert papers == [(0.380, 0.350), (0.384, 0.371), (0.456, 0.435), (0.451, 0.419)]
    assert [row.is_reference for row in rows] == [False] * 4 + [True] * 2


def test_one_trial_has_no_deviation_and_none_has_no_mean(
    make_record: Callable[..., RunRecord],
) -> None:
    row = table1(make_record(n_trials=1))[0]
    assert row.accuracy.mean is not None
    assert row.accuracy.standard_deviation is None
    row = table1(make_record(n_trials=0, planned=50))[0]
    assert (row.trials, row.accuracy.mean, row.median_loss) == (0, None, None)


def test_a_diverged_loss_counts_as_infinite(tiny: RunRecord) -> None:
    trial = tiny.trials[0]
    fit = attrs.evolve(
        trial.fits[0], metrics=attrs.evolve(trial.fits[0].metrics, loss=float("nan"))
    )
    record = attrs.evolve(
        tiny, trials=(attrs.evolve(trial, fits=(fit, *trial.fits[1:])), tiny.trials[1])
    )
    assert table1(record)[0].median_loss == math.inf
