"""The loss plot of a run that goes on, against numbers worked by hand and numpy's."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Callable

import attrs
import numpy as np
import pytest

from sepgenre_training.experiment.events import EpochFinished
from sepgenre_training.experiment.results import EpochMetrics, RunRecord
from sepgenre_training.networks.names import FULL_MIX, NETWORK_NAMES, NO_VOX
from sepgenre_training.report.learning_curves import learning_curves
from sepgenre_training.report.live import Fan, held_out_side, live_curves

MakeRecord = Callable[..., RunRecord]


def told(
    trial: int, network: str, epoch: int, train: float, test: float, validation: float | None = None
) -> EpochFinished:
    return EpochFinished(
        trial=trial,
        network=network,
        metrics=EpochMetrics(
            epoch=epoch, train_loss=train, train_accuracy=0.5, test_loss=test,
            validation_loss=validation, test_accuracy=0.5, test_macro_f1=0.5,
        ),
    )  # fmt: skip


def test_nothing_has_been_told_yet() -> None:
    curves = live_curves(NETWORK_NAMES, (), ())
    assert curves.trial is None
    assert [each.network for each in curves.networks] == list(NETWORK_NAMES)
    assert all(each.fits == 0 and each.train == Fan() for each in curves.networks)
    assert all(each.current is None for each in curves.networks)


def test_unfinished_fits_worked_by_hand() -> None:
    events = [
        told(4, FULL_MIX, 1, 2.0, 3.0),
        told(7, FULL_MIX, 1, 1.0, 2.0),
        told(4, FULL_MIX, 2, 1.5, 2.5),
        told(9, FULL_MIX, 1, 4.0, math.inf),
        told(7, NO_VOX, 1, 9.0, 9.0),
    ]
    curves = live_curves((FULL_MIX, NO_VOX), (), events)
    full, no_vox = curves.networks
    assert curves.trial == 4  # The one that began first.
    assert full.fits == 3
    assert full.train == Fan(lower=(1.5, 1.5), median=(2.0, 1.5), upper=(3.0, 1.5), fits=(3, 1))
    assert full.held_out == Fan(
        lower=(2.25, 2.5), median=(2.5, 2.5), upper=(2.75, 2.5), fits=(2, 1)
    )
    assert full.current is not None
    assert (full.current.trial, full.current.train) == (4, (2.0, 1.5))
    assert full.current.held_out == (3.0, 2.5)
    assert no_vox.fits == 1
    assert no_vox.current is None
    other = live_curves((FULL_MIX, NO_VOX), (), events, trial=7)
    assert [each.current and each.current.train for each in other.networks] == [(1.0,), (9.0,)]


def test_an_epoch_told_again_replaces_the_earlier_one() -> None:
    events = [told(0, NO_VOX, 1, 5.0, 5.0), told(0, NO_VOX, 1, 1.0, 2.0)]
    (no_vox,) = live_curves((NO_VOX,), (), events).networks
    assert no_vox.train.median == (1.0,)
    assert no_vox.fits == 1


def test_an_epoch_without_a_finite_loss_leaves_a_gap() -> None:
    (no_vox,) = live_curves((NO_VOX,), (), [told(0, NO_VOX, 1, math.nan, 1.0)]).networks
    assert no_vox.train.fits == (0,)
    assert math.isnan(no_vox.train.median[0])


def test_finished_trials_are_those_of_the_learning_curves(make_record: MakeRecord) -> None:
    record = make_record(n_trials=9)
    events = [
        EpochFinished(trial=trial.index, network=fit.network, metrics=metrics)
        for trial in record.trials
        for fit in trial.fits
        for metrics in fit.epochs
    ]
    assert held_out_side(record.config) == "validation"
    curves = live_curves(NETWORK_NAMES, record.trials, (), held_out="validation")
    for ours, theirs in zip(curves.networks, learning_curves(record), strict=True):
        assert ours.fits == 9
        for fan, name in ((ours.train, "train_loss"), (ours.held_out, "validation_loss")):
            expected = [getattr(epoch, name) for epoch in theirs.epochs]
            for part in ("lower", "median", "upper"):
                np.testing.assert_allclose(
                    getattr(fan, part), [getattr(each, part) for each in expected], rtol=1e-12
                )
    assert curves.trial == 8
    # Whatever part of the trials is stored, the same epochs give the same fans.
    for stored in (record.trials[:4], record.trials[4:], ()):
        again = live_curves(NETWORK_NAMES, stored, events, held_out="validation")
        assert [(each.train, each.held_out) for each in again.networks] == [
            (each.train, each.held_out) for each in curves.networks
        ]


def test_the_protocol_paper_holds_out_the_test_side(make_record: MakeRecord) -> None:
    record = make_record(n_trials=2, protocol="paper")
    assert held_out_side(record.config) == "test"
    curves = live_curves(NETWORK_NAMES, record.trials, (), held_out="validation")
    assert all(each.held_out.fits == (0,) * 6 for each in curves.networks)


def test_two_hundred_fits_cost_little(tiny: RunRecord) -> None:
    fit = tiny.trials[0].fits[0]
    epochs = tuple(attrs.evolve(fit.epochs[0], epoch=number) for number in range(1, 51))
    trials = [
        attrs.evolve(
            tiny.trials[0],
            index=index,
            fits=tuple(attrs.evolve(fit, network=name, epochs=epochs) for name in NETWORK_NAMES),
        )
        for index in range(50)
    ]
    costs = []
    for _ in range(5):
        started = time.process_time()
        live_curves(NETWORK_NAMES, trials, ())
        costs.append(time.process_time() - started)
    # 3 ms where it was measured; four redraws a second may not hold up a window for 100 ms.
    assert min(costs) < 0.1


@pytest.mark.parametrize("module", ["live", "f1_distribution", "learning_curves", "table1"])
def test_the_window_may_import_it(module: str) -> None:
    script = (
        f"import sys, sepgenre_training.report.{module}\n"
        "print(*{'scipy', 'sklearn', 'matplotlib', 'tensorflow', 'librosa'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
