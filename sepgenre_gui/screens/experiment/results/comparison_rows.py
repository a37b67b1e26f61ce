"""The rows and sentences of a comparison of runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sepgenre_gui.screens.experiment.charts.forest_chart import Difference
from sepgenre_gui.screens.experiment.results.parts.figure_model import Cell, Column, Row
from sepgenre_training.report.explanations import VERDICT_EXPLANATIONS
from sepgenre_training.report.run_comparison import (
    FieldDifference,
    NetworkAcrossRuns,
    RunComparison,
    RunDifference,
)
from sepgenre_training.report.summary import counted, interval_text, number_text, p_text, score_text
from sepgenre_training.statistics.verdict import Verdict

_OTHER_GENRES = (
    "The runs have other genres, so their scores measure different tasks. They are shown beside "
    "each other, and not tested."
)
_NO_NETWORK = "The runs share no network, so there are no scores to compare."


def against(names: Sequence[str]) -> str:
    """Return what is compared, as a title."""
    return f"{names[0]}, against {', '.join(names[1:])}" if names else ""


def warnings_of(comparison: RunComparison | None) -> tuple[str, ...]:
    """Return why scores are not tested; nothing where they are."""
    if comparison is None:
        return ()
    if not comparison.networks:
        return (_NO_NETWORK,)
    return () if comparison.same_genres else (_OTHER_GENRES,)


def score_columns(names: Sequence[str]) -> Iterator[Column]:
    """Yield the columns of `score_rows`."""
    yield Column("Network")
    for title in ("Macro F1", "Accuracy", "Trials"):
        for name in names:
            tip = f"{title} of {name}"
            yield Column(f"{title}, {name}", is_number=True, tip=tip)


def score_rows(networks: Sequence[NetworkAcrossRuns]) -> Iterator[Row]:
    """Yield a row for each network: its scores in all runs."""
    for each in networks:
        yield Row(
            cells=(
                Cell(each.network),
                *(Cell(score_text(scores.macro_f1)) for scores in each.scores),
                *(Cell(score_text(scores.accuracy)) for scores in each.scores),
                *(Cell(str(scores.trials)) for scores in each.scores),
            )
        )


DIFFERENCE_COLUMNS = (
    Column("Network"),
    Column("Run"),
    Column("Verdict", tip="From the corrected test alone"),
    Column("Mean difference", is_number=True),
    Column("95 % interval", is_number=True, tip="Of the corrected test"),
    Column("p, corrected", is_number=True),
    Column("p, naive", is_number=True),
    Column("p, Welch", is_number=True),
    Column("Pairs", is_number=True, tip="Trials of equal splits"),
    Column("Paired"),
)


def difference_rows(networks: Sequence[NetworkAcrossRuns], names: Sequence[str]) -> Iterator[Row]:
    """Yield a row for each network in each run but the first."""
    for across in networks:
        for place, each in enumerate(across.differences):
            comparison = each.comparison
            welch = each.welch if comparison is None else comparison.welch
            interval = None if comparison is None else comparison.corrected_interval
            yield Row(
                cells=(
                    Cell(across.network),
                    Cell(names[each.run]),
                    Cell(_verdict_text(each), is_bold=True, tip=_reason(each)),
                    Cell(number_text(each.mean_difference, sign=True)),
                    Cell(interval_text(interval)),
                    Cell(p_text(None if comparison is None else comparison.corrected.p_value)),
                    Cell(p_text(None if comparison is None else comparison.naive_paired.p_value)),
                    Cell(p_text(None if welch is None else welch.p_value)),
                    Cell(str(each.n_pairs)),
                    Cell("paired" if each.pairing == "paired" else f"no: {each.reason}"),
                ),
                starts_group=place == 0 and across is not networks[0],
            )


def _verdict_text(difference: RunDifference) -> str:
    return "not paired" if difference.comparison is None else difference.verdict.value


def _reason(difference: RunDifference) -> str:
    return difference.reason or VERDICT_EXPLANATIONS[difference.verdict]


def sentences(networks: Sequence[NetworkAcrossRuns], names: Sequence[str]) -> Iterator[str]:
    """Yield the verdict on each difference in plain words."""
    for across in networks:
        for each in across.differences:
            run = names[each.run]
            if each.comparison is None:
                yield f"{across.network}: {run} is not paired with {names[0]}: {each.reason}."
            elif each.verdict in (Verdict.BETTER, Verdict.WORSE):
                yield f"{across.network}: {each.verdict.value} in {run} than in {names[0]}."
            else:
                pairs = counted(each.n_pairs, "pair")
                yield f"{across.network}: {each.verdict.value} between {run} and {names[0]}" + (
                    f" ({pairs} of trials)."
                )


def drawn_difference(difference: RunDifference, names: Sequence[str]) -> Difference:
    """Return what a forest plot draws of a difference that is known."""
    comparison = difference.comparison
    interval = None if comparison is None else comparison.corrected_interval
    assert difference.mean_difference is not None
    return Difference(
        name=names[difference.run],
        mean=difference.mean_difference,
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        verdict=difference.verdict,
    )


def field_rows(fields: Sequence[FieldDifference], n_settings: int) -> Iterator[Row]:
    """Yield a row for each thing that differs; the first `n_settings` are settings."""
    for place, each in enumerate(fields):
        yield Row(
            cells=(Cell(each.name), *(Cell(value) for value in each.values)),
            starts_group=place == n_settings and place > 0,
        )
