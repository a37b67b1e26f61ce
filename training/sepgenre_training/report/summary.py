"""The summary that opens the page: what the run shows, in words for people without statistics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import attrs

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.selection import (
    guessing_loss,
    is_complete,
    networks_fitted,
    split_sizes,
    trials_with,
)
from sepgenre_training.report.significance import Significance, significance
from sepgenre_training.report.table1 import MeanAndDeviation, table1
from sepgenre_training.statistics.comparison import Comparison
from sepgenre_training.statistics.hypothesis_tests import Interval
from sepgenre_training.statistics.verdict import MINIMUM_TRIALS, Verdict, verdict

NBSP = "\N{NO-BREAK SPACE}"


@attrs.frozen(kw_only=True)
class Summary:
    """Sentences for the head of the page.

    Attributes
    ----------
    incomplete : str
        What is still missing from the run; empty where nothing is.
    setting : tuple of str
        What was done: data, trials, protocol.
    findings : tuple of str
        What came out: against the baseline, against the references, against guessing.
    """

    incomplete: str
    setting: tuple[str, ...]
    findings: tuple[str, ...]


def summarise(record: RunRecord) -> Summary:
    """Return the summary of `record`, whatever part of it has finished."""
    comparisons = significance(record)
    return Summary(
        incomplete=_incomplete(record),
        setting=tuple(_setting(record)),
        findings=(
            *_against_baseline(record, comparisons),
            *_against_references(comparisons),
            *_against_guessing(record),
        ),
    )


def counted(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where it is not one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def p_text(value: float | None) -> str:
    """Return a p-value as printed: three decimals, below 0.001 as such, a dash for None."""
    if value is None:
        return "\N{EN DASH}"
    return f"<{NBSP}0.001" if value < 0.001 else f"{value:.3f}"


def number_text(value: float | None, decimals: int = 3, *, sign: bool = False) -> str:
    """Return a figure as printed, with a real minus; a dash for None or what is no number."""
    if value is None or math.isnan(value):
        return "\N{EN DASH}"
    if math.isinf(value):
        return "∞"
    text = f"{value:+.{decimals}f}" if sign else f"{value:.{decimals}f}"
    return text.replace("-", "\N{MINUS SIGN}")


def score_text(value: MeanAndDeviation) -> str:
    """Return ``0.456 ± 0.101``; a dash where no trial has finished."""
    if value.mean is None or value.standard_deviation is None:
        return number_text(value.mean)
    return f"{value.mean:.3f} ± {value.standard_deviation:.3f}"


def interval_text(value: Interval | None) -> str:
    """Return an interval as printed, with signs; a dash for None."""
    if value is None:
        return "\N{EN DASH}"
    return f"{number_text(value.low, sign=True)} to {number_text(value.high, sign=True)}"


def _incomplete(record: RunRecord) -> str:
    if is_complete(record):
        return ""
    done = len(trials_with(record, record.config.networks))
    text = f"This run is not complete: {done} of {counted(record.config.trials, 'trial')} finished"
    if len(record.trials) > done:
        text += f", and {counted(len(record.trials) - done, 'more trial')} only in part"
    return (
        f"{text}. The figures below will change. Do not stop the run because they please: "
        "p-values read while a run goes on are too small."
    )


def _setting(record: RunRecord) -> Iterator[str]:
    n_segments, n_genres = len(record.segment_genres), len(record.genres)
    yield (
        f"{counted(n_segments, 'segment')} of music in {counted(n_genres, 'genre')}, separated "
        f"into stems by {record.provenance.get('separator', 'an unknown separator')}; "
        f"{counted(len(record.trials), 'trial')}, each with its own random split."
    )
    train, validation, test = split_sizes(record.trials)
    if record.trials:
        middle = f", chose the epoch on {validation:.0f}" if validation else ""
        yield (
            f"In each trial the networks learned from {train:.0f} segments{middle} and were "
            f"tested on {test:.0f} that they had not met (means over trials)."
        )
    if record.config.protocol == "paper":
        yield (
            "Protocol “paper”: as published. The epoch is the one with the lowest loss on the "
            "test segments themselves, so the scores are a little too good, and the published "
            "kind of significance test finds differences too easily. The corrected test is "
            "given beside it."
        )
    else:
        yield (
            "Protocol “sound”: the epoch is chosen on segments kept apart from the test, and "
            "differences are judged by a test that allows for the trials sharing songs."
        )


def _against_baseline(record: RunRecord, comparisons: Significance) -> Iterator[str]:
    each = comparisons.with_baseline["macro_f1"]
    if not each:
        if len(record.config.networks) > 1:
            yield "No comparison with the baseline yet: no trial has finished for both."
        return
    better = [one for one in each if verdict(one) is Verdict.BETTER]
    if better:
        yield f"Better than the baseline, by more than chance explains: {_names(better)}."
    elif all(verdict(one) is Verdict.TOO_EARLY for one in each):
        yield "It is too early to say whether a network is better than the baseline."
    else:
        yield "No network has been shown to be better than the baseline."
    yield from map(_finding, each)
    unshown = [one for one in each if verdict(one) is Verdict.NO_DIFFERENCE]
    if unshown:
        yield (
            f"“{Verdict.NO_DIFFERENCE.value.capitalize()}” means that equally good networks "
            "would often differ as much. It does not show that they are equal."
        )
    overclaimed = [one for one in unshown if _is_at_most(one.naive_paired.p_value, 0.05)]
    if overclaimed:
        yield (
            "The naive test, which takes the trials for independent, would have called these "
            f"differences significant: {_names(overclaimed)}."
        )


def _finding(comparison: Comparison) -> str:
    outcome = verdict(comparison)
    test, interval = comparison.corrected, comparison.corrected_interval
    if comparison.n_trials < MINIMUM_TRIALS:
        detail = f"{counted(comparison.n_trials, 'trial')} of {MINIMUM_TRIALS} that it takes"
    elif test.reason:
        detail = test.reason
    else:
        p_value = p_text(test.p_holm)
        detail = f"corrected p{NBSP}{'' if p_value.startswith('<') else f'={NBSP}'}{p_value}"
        if interval is not None:
            detail += f", 95{NBSP}% interval of the difference {interval_text(interval)}"
    return (
        f"“{comparison.name}”: {outcome.value}. Macro F1 {comparison.mean:.3f} against "
        f"{comparison.baseline_mean:.3f} of the baseline “{comparison.baseline}” ({detail})."
    )


def _names(comparisons: Iterable[Comparison]) -> str:
    return ", ".join(f"“{comparison.name}”" for comparison in comparisons)


def _is_at_most(p_value: float | None, alpha: float) -> bool:
    return p_value is not None and p_value <= alpha


def _against_references(comparisons: Significance) -> Iterator[str]:
    for reference, each in comparisons.with_references.items():
        if not each:
            continue
        parts = []
        for outcome in Verdict:
            judged = [one for one in each if verdict(one) is outcome]
            if judged:
                parts.append(f"{outcome.value}: {_names(judged)}")
        yield (
            f"Against the reference “{reference}” (accuracy {each[0].baseline_mean:.3f}), "
            f"{'; '.join(parts)}."
        )


def _against_guessing(record: RunRecord) -> Iterator[str]:
    limit = guessing_loss(record)
    networks = networks_fitted(record)
    worse = [
        f"“{row.name}” ({row.median_loss:.2f})"
        for row in table1(record)
        if row.name in networks and row.median_loss is not None and row.median_loss >= limit
    ]
    if worse:
        yield (
            f"Not better than guessing by loss: {', '.join(worse)}; giving each genre the same "
            f"chance costs {limit:.2f}. The probabilities of these networks mean nothing, even "
            "where their accuracy is above chance."
        )
    elif networks:
        yield f"Every network's median loss is below that of guessing ({limit:.2f})."
