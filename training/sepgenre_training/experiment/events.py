"""What an experiment tells while it runs, and the union of all events."""

from __future__ import annotations

import attrs

from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.experiment.results import EpochMetrics, TrialResult


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


Event = Progressed | ItemFailed | EpochFinished | TrialFinished
