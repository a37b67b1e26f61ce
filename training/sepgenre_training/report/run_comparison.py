"""Runs side by side: the scores of each, paired where they share splits, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import attrs
import numpy as np

from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config_fields import (
    CONFIG_FIELDS,
    value_at,
    value_text,
)
from sepgenre_training.experiment.results import RunRecord, TrialResult
from sepgenre_training.report.selection import fits_of, split_sizes
from sepgenre_training.report.summary import counted
from sepgenre_training.report.table1 import MeanAndDeviation, mean_and_deviation
from sepgenre_training.statistics.comparison import Comparison, compare
from sepgenre_training.statistics.hypothesis_tests import SignificanceTest, welch_t_test
from sepgenre_training.statistics.verdict import Verdict, verdict

Pairing = Literal["paired", "unpaired", "none"]

NO_TRIAL = "one of the two has no trial with this network yet"
OTHER_SPLITS = "the runs do not share splits: other segments, seed, or split settings"
OTHER_GENRES = "the runs have other genres, so their scores measure different tasks"
OTHER_LABELS = "a segment that both runs have is of another genre in one of them"
FEW_SHARED = "fewer than two trials of the runs share a split"

# Says nothing of the result, or is told as a field of its own.
_NOT_COMPARED = frozenset({"identity", "seed"})


@attrs.frozen(kw_only=True)
class RunScores:
    """One network's scores in one run; `trials` is the number of its trials."""

    trials: int
    accuracy: MeanAndDeviation
    macro_f1: MeanAndDeviation


@attrs.frozen(kw_only=True)
class RunDifference:
    """One network in a run against the same network in the first run, on macro F1.

    Attributes
    ----------
    run : int
        Place of the run among those compared, from 1.
    pairing : {"paired", "unpaired", "none"}
        ``paired``: by trials of equal index and equal split. ``unpaired``: Welch's test alone.
    n_pairs : int
        Number of trials that pair up.
    mean_difference : float or None
        Mean macro F1 of the run less that of the first run, over the pairs where there are some.
    comparison : Comparison or None
        Every test, where paired: the run against the first run.
    welch : SignificanceTest or None
        The unpaired test, where not paired.
    reason : str
        Why it is not paired, or not compared; empty where it is paired.
    """

    run: int
    pairing: Pairing
    n_pairs: int
    mean_difference: float | None
    comparison: Comparison | None = None
    welch: SignificanceTest | None = None
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """The verdict by the corrected test; too early where the runs do not pair up.

        Holm's adjustment is over nothing: each run is one question.
        """
        return Verdict.TOO_EARLY if self.comparison is None else verdict(self.comparison)


@attrs.frozen(kw_only=True)
class NetworkAcrossRuns:
    """One network in all runs.

    Attributes
    ----------
    network : str
    scores : tuple of RunScores
        In the order of the runs.
    differences : tuple of RunDifference
        For each run but the first.
    """

    network: str
    scores: tuple[RunScores, ...]
    differences: tuple[RunDifference, ...]


@attrs.frozen(kw_only=True)
class FieldDifference:
    """Something that is not the same in all runs.

    Attributes
    ----------
    name : str
        A setting as in a configuration file (``split.test_fraction``), ``genres`` (of the data),
        ``segments``, or a name of the provenance.
    values : tuple of str
        As a person reads them, in the order of the runs; a dash where a run does not tell it.
    """

    name: str
    values: tuple[str, ...]


@attrs.frozen(kw_only=True)
class RunComparison:
    """Runs side by side.

    Attributes
    ----------
    names : tuple of str
        Of the runs.
    networks : tuple of NetworkAcrossRuns
        Those that all runs are configured with, in the order of the first run.
    same_genres : bool
        Whether all runs tell the same genres apart. Where not, scores are shown and not tested.
    configuration, provenance : tuple of FieldDifference
        What differs; nothing that is the same in all runs.
    """

    names: tuple[str, ...]
    networks: tuple[NetworkAcrossRuns, ...]
    same_genres: bool
    configuration: tuple[FieldDifference, ...]
    provenance: tuple[FieldDifference, ...]


def compare_runs(records: Sequence[RunRecord]) -> RunComparison:
    """Compare two runs or more, each with the first.

    Raises
    ------
    ExperimentError
        Where there are fewer than two.
    """
    if len(records) < 2:
        raise ExperimentError(
            f"A comparison needs two runs, not {len(records)}.", remedy="Choose another run too."
        )
    first = records[0]
    shared = [
        network
        for network in first.config.networks
        if all(network in record.config.networks for record in records)
    ]
    return RunComparison(
        names=tuple(record.name for record in records),
        networks=tuple(_network(records, network) for network in shared),
        same_genres=all(set(record.genres) == set(first.genres) for record in records),
        configuration=tuple(_configuration_differences(records)),
        provenance=tuple(_provenance_differences(records)),
    )


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names; those that several runs have with their place behind."""
    return tuple(
        f"{name} ({place})" if list(names).count(name) > 1 else name
        for place, name in enumerate(names, start=1)
    )


def _network(records: Sequence[RunRecord], network: str) -> NetworkAcrossRuns:
    scores = []
    for record in records:
        metrics = [fit.metrics for fit in fits_of(record, network)]
        scores.append(
            RunScores(
                trials=len(metrics),
                accuracy=mean_and_deviation([each.accuracy for each in metrics]),
                macro_f1=mean_and_deviation([each.macro_f1 for each in metrics]),
            )
        )
    return NetworkAcrossRuns(
        network=network,
        scores=tuple(scores),
        differences=tuple(
            _difference(records[0], record, network, place)
            for place, record in enumerate(records[1:], start=1)
        ),
    )


def _difference(first: RunRecord, record: RunRecord, network: str, place: int) -> RunDifference:
    ours, theirs = _trials(record, network), _trials(first, network)
    if set(record.genres) != set(first.genres):
        return RunDifference(
            run=place, pairing="none", n_pairs=0, mean_difference=None, reason=OTHER_GENRES
        )
    if not ours or not theirs:
        return RunDifference(
            run=place, pairing="none", n_pairs=0, mean_difference=None, reason=NO_TRIAL
        )
    relabelled = _labels_differ(record, first)
    pairs = [] if relabelled else _pairs(ours, theirs)
    if len(pairs) >= 2:
        n_train, _, n_test = split_sizes([trial for trial, _ in pairs])
        comparison = compare(
            [_score(trial, network) for trial, _ in pairs],
            [_score(trial, network) for _, trial in pairs],
            n_train=n_train,
            n_test=n_test,
            name=record.name,
            baseline=first.name,
        )
        return RunDifference(
            run=place,
            pairing="paired",
            n_pairs=len(pairs),
            mean_difference=comparison.mean_difference,
            comparison=comparison,
        )
    one, other = (
        np.array([_score(trial, network) for trial in trials.values()]) for trials in (ours, theirs)
    )
    return RunDifference(
        run=place,
        pairing="unpaired",
        n_pairs=len(pairs),
        mean_difference=float(one.mean() - other.mean()),
        welch=welch_t_test(one, other),
        reason=OTHER_LABELS if relabelled else FEW_SHARED if pairs else OTHER_SPLITS,
    )


def _trials(record: RunRecord, network: str) -> dict[int, TrialResult]:
    return {
        trial.index: trial
        for trial in record.trials
        if any(fit.network == network for fit in trial.fits)
    }


def _score(trial: TrialResult, network: str) -> float:
    return trial.fit(network).metrics.macro_f1


def _pairs(
    ours: Mapping[int, TrialResult], theirs: Mapping[int, TrialResult]
) -> list[tuple[TrialResult, TrialResult]]:
    """Return the trials of equal index and split."""
    return [
        (trial, theirs[index])
        for index, trial in ours.items()
        if index in theirs and trial.split == theirs[index].split
    ]


def _labels_differ(record: RunRecord, first: RunRecord) -> bool:
    return any(
        record.genres[genre] != first.genres[first.segment_genres[segment]]
        for segment, genre in record.segment_genres.items()
        if segment in first.segment_genres
    )


def _configuration_differences(records: Sequence[RunRecord]) -> Iterator[FieldDifference]:
    for field in CONFIG_FIELDS:
        values = [value_at(record.config, field.path) for record in records]
        if field.path != "name" and any(value != values[0] for value in values):
            # No genre named: all of them.
            yield FieldDifference(
                name=field.file_path, values=tuple(value_text(value) or "all" for value in values)
            )


def _provenance_differences(records: Sequence[RunRecord]) -> Iterator[FieldDifference]:
    if any(record.genres != records[0].genres for record in records):
        yield FieldDifference(
            name="genres", values=tuple("; ".join(record.genres) for record in records)
        )
    if any(record.segment_genres.keys() != records[0].segment_genres.keys() for record in records):
        yield FieldDifference(
            name="segments",
            values=tuple(counted(len(record.segment_genres), "segment") for record in records),
        )
    names = dict.fromkeys(name for record in records for name in record.provenance)
    for name in names:
        values = tuple(record.provenance.get(name, "\N{EN DASH}") for record in records)
        if name not in _NOT_COMPARED and len(set(values)) > 1:
            yield FieldDifference(name=name, values=values)
