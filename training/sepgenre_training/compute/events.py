"""What long work tells while it goes on: immutable values that travel between processes."""

from __future__ import annotations

import attrs

from sepgenre_training.experiment.results import EpochMetrics, TrialResult


@attrs.frozen(kw_only=True)
class Progressed:
    """`done` of `total` items of a stage are finished; `item` is the last one's name."""

    stage: str
    done: int
    total: int
    item: str = ""


@attrs.frozen(kw_only=True)
class EpochFinished:
    """One epoch of one network of one trial."""

    trial: int
    network: str
    metrics: EpochMetrics


@attrs.frozen(kw_only=True)
class TrialFinished:
    """One trial, complete; `done` of `total` trials of the run are stored."""

    result: TrialResult
    done: int
    total: int


@attrs.frozen(kw_only=True)
class ItemFailed:
    """One item of a stage failed; the others go on."""

    stage: str
    item: str
    reason: str


Event = Progressed | EpochFinished | TrialFinished | ItemFailed
