from __future__ import annotations

from collections.abc import Callable

import attrs

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import STEMS_CONV
from sepgenre_training.report.summary import counted, interval_text, number_text, p_text, summarise
from sepgenre_training.statistics.hypothesis_tests import Interval

MakeRecord = Callable[..., RunRecord]

DASH = "\N{EN DASH}"


def _shifted(record: RunRecord, network: str, shift: float) -> RunRecord:
    """The record with the macro F1 of `network` moved by `shift`, give or take a little."""
    trials = []
    for trial in record.trials:
        base = trial.fit(record.config.baseline).metrics.macro_f1
        f1 = base + shift + 0.001 * (trial.index % 3)
        fits = tuple(
            attrs.evolve(fit, metrics=attrs.evolve(fit.metrics, macro_f1=f1))
            if fit.network == network
            else fit
            for fit in trial.fits
        )
        trials.append(attrs.evolve(trial, fits=fits))
    return attrs.evolve(record, trials=tuple(trials))


def test_says_who_beat_the_baseline(make_record: MakeRecord) -> None:
    findings = summarise(_shifted(make_record(n_trials=20), STEMS_CONV, 0.1)).findings
    assert findings[0] == f"Better than the baseline, by more than chance explains: “{STEMS_CONV}”."
    worse = summarise(_shifted(make_record(n_trials=20), STEMS_CONV, -0.1)).findings
    assert worse[0] == "No network has been shown to be better than the baseline."
    assert any(text.startswith(f"“{STEMS_CONV}”: worse.") for text in worse)


def test_too_few_trials_are_too_early(make_record: MakeRecord) -> None:
    findings = summarise(make_record(n_trials=1, planned=50)).findings
    assert findings[0].startswith("It is too early to say")
    assert "1 trial of 10" in findings[1]


def test_names_the_protocol_and_the_sizes(make_record: MakeRecord) -> None:
    sound = " ".join(summarise(make_record(protocol="sound")).setting)
    assert "66 segments of music in 6 genres, separated into stems by hpss 1; 12 trials" in sound
    assert "learned from 42 segments, chose the epoch on 10 and were tested on 14" in sound
    paper = " ".join(summarise(make_record(protocol="paper")).setting)
    assert "learned from 52 segments and were tested on 14" in paper
    assert "as published" in paper


def test_an_unfinished_run_says_so(make_record: MakeRecord) -> None:
    assert summarise(make_record()).incomplete == ""
    record = make_record(n_trials=3, planned=50)
    assert "2 of 50 trials" in summarise(attrs.evolve(record, trials=record.trials[:2])).incomplete
    partly = attrs.evolve(record.trials[2], fits=record.trials[2].fits[:1])
    text = summarise(attrs.evolve(record, trials=(*record.trials[:2], partly))).incomplete
    assert "2 of 50 trials finished, and 1 more trial only in part" in text


def test_compares_with_references_and_with_guessing(make_record: MakeRecord) -> None:
    findings = " ".join(summarise(make_record(n_trials=20)).findings)
    assert "Against the reference “majority class”" in findings
    assert "Every network" in findings
    record = make_record(n_trials=3)
    diverged = attrs.evolve(
        record,
        trials=tuple(
            attrs.evolve(
                trial,
                fits=tuple(
                    attrs.evolve(fit, metrics=attrs.evolve(fit.metrics, loss=9.0))
                    for fit in trial.fits
                ),
            )
            for trial in record.trials
        ),
    )
    assert "Not better than guessing" in summarise(diverged).findings[-1]


def test_figures_as_printed() -> None:
    assert (p_text(None), p_text(0.0004), p_text(0.04)) == (
        DASH,
        "<\N{NO-BREAK SPACE}0.001",
        "0.040",
    )
    assert number_text(-0.1234, sign=True) == "\N{MINUS SIGN}0.123"
    assert (number_text(float("inf")), number_text(float("nan"))) == ("∞", DASH)
    assert interval_text(Interval(low=-0.1, high=0.2)) == "\N{MINUS SIGN}0.100 to +0.200"
    assert (counted(1, "trial"), counted(0, "trial")) == ("1 trial", "0 trials")
