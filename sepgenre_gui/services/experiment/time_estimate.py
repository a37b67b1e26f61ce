"""How long a run will take: by its own trials, by earlier runs, or nobody knows."""

from __future__ import annotations

import enum
import heapq
import math
import statistics
from collections.abc import Sequence

import attrs

from sepgenre_gui.services.jobs.words import count
from sepgenre_training.experiment.config import ExperimentConfig

_FEWEST_SHARE = 0.05


class Basis(enum.Enum):
    """What an estimate is made from."""

    OWN_TRIALS = "own trials"
    """The run's own trials, finished or under way."""

    EARLIER_RUNS = "earlier runs"
    """An earlier run of the project, scaled."""

    NOTHING = "nothing"
    """No trial was ever run here."""


@attrs.frozen(kw_only=True)
class UnderWay:
    """A trial that a worker is at.

    Attributes
    ----------
    share : float
        How much of it is done, 0 to 1: its epochs over those of all its networks.
    elapsed_s : float
        Since it began, without pauses.
    """

    share: float
    elapsed_s: float


@attrs.frozen(kw_only=True)
class EarlierRun:
    """How long the trials of an earlier run took.

    Attributes
    ----------
    trial_s : float
        The median of its trials.
    config : ExperimentConfig
    n_segments : int
    """

    trial_s: float
    config: ExperimentConfig
    n_segments: int


@attrs.frozen(kw_only=True)
class Preparation:
    """What has to be made before the trials.

    Attributes
    ----------
    n_to_separate, n_to_extract : int
        Segments that lack stems, and those that lack features.
    separate_s, extract_s : float or None
        How long a worker takes for one; None where nobody knows.
    """

    n_to_separate: int = 0
    n_to_extract: int = 0
    separate_s: float | None = None
    extract_s: float | None = None

    def known_s(self, n_workers: int) -> float:
        """Return how long the stages take whose rates are known."""
        separation_s = _stage_s(self.n_to_separate, self.separate_s, n_workers)
        return separation_s + _stage_s(self.n_to_extract, self.extract_s, n_workers)

    def unknown(self) -> tuple[str, ...]:
        """Return the stages that are to be done and whose time nobody knows, in words."""
        stages = (
            (self.n_to_separate, self.separate_s, "the separation"),
            (self.n_to_extract, self.extract_s, "the features"),
        )
        return tuple(
            f"{what} of {count(number, 'segment')}"
            for number, rate, what in stages
            if number and rate is None
        )


@attrs.frozen(kw_only=True)
class TimeEstimate:
    """How long the rest takes.

    Attributes
    ----------
    seconds : float or None
        None where nobody knows.
    basis : Basis
    left_out : tuple of str
        What comes on top, in words.
    """

    seconds: float | None
    basis: Basis
    left_out: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The estimate as a sentence."""
        plus = f", plus {' and '.join(self.left_out)}" if self.left_out else ""
        if self.seconds is None:
            return f"The time is known after the first trial{plus}."
        by = " by earlier runs" if self.basis is Basis.EARLIER_RUNS else ""
        return f"About {duration_text(self.seconds)}{by}{plus}."


def estimate_time(
    config: ExperimentConfig,
    *,
    n_segments: int,
    n_left: int,
    n_workers: int,
    finished_s: Sequence[float] = (),
    under_way: Sequence[UnderWay] = (),
    earlier: Sequence[EarlierRun] = (),
    preparation: Preparation | None = None,
) -> TimeEstimate:
    """Return how long the rest of a run takes.

    Parameters
    ----------
    config : ExperimentConfig
        Of the run.
    n_segments : int
        Segments that take part.
    n_left : int
        Trials that have not ended, those under way included.
    n_workers : int
        How many trials run at once.
    finished_s : sequence of float
        How long each of its trials took that have ended.
    under_way : sequence of UnderWay
        Its trials that workers are at.
    earlier : sequence of EarlierRun
        Other runs of the project, the newest first.
    preparation : Preparation, optional
        What is still to be made before.
    """
    preparation = preparation or Preparation()
    trial_s, basis = _own_trial_s(finished_s, under_way), Basis.OWN_TRIALS
    if trial_s is None:
        trial_s, basis = _scaled_trial_s(config, n_segments, earlier), Basis.EARLIER_RUNS
    if trial_s is None:
        return TimeEstimate(seconds=None, basis=Basis.NOTHING, left_out=preparation.unknown())
    shares = [each.share for each in under_way][:n_left]
    return TimeEstimate(
        seconds=preparation.known_s(n_workers) + _trials_s(n_left, shares, trial_s, n_workers),
        basis=basis,
        left_out=preparation.unknown(),
    )


def duration_text(seconds: float) -> str:
    """Return a duration as a person would say it, such as ``"2 h 5 min"``."""
    if seconds < 55:
        return f"{max(5, 5 * math.ceil(seconds / 5))} s"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(5 * round(minutes / 5), 60)
    return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"


def _own_trial_s(finished_s: Sequence[float], under_way: Sequence[UnderWay]) -> float | None:
    if finished_s:
        # The median: a trial that was paused took as long as the pause.
        return statistics.median(finished_s)
    guesses = [each.elapsed_s / each.share for each in under_way if each.share >= _FEWEST_SHARE]
    return statistics.median(guesses) if guesses else None


def _scaled_trial_s(
    config: ExperimentConfig, n_segments: int, earlier: Sequence[EarlierRun]
) -> float | None:
    """Return the time of a trial by the earlier run that is most alike, or None without any."""
    if not earlier:
        return None

    def unlikeness(run: EarlierRun) -> tuple[bool, float]:
        factor = _size(config, n_segments) / _size(run.config, run.n_segments)
        return run.config.network != config.network, abs(math.log(factor))

    nearest = min(earlier, key=unlikeness)
    return nearest.trial_s * _size(config, n_segments) / _size(nearest.config, nearest.n_segments)


def _size(config: ExperimentConfig, n_segments: int) -> float:
    """Return what the time of a trial grows with, but for what is the same in all."""
    pixels = config.features.n_mels * config.features.sample_rate_hz / config.features.hop_length
    return len(config.networks) * config.epochs * max(1, n_segments) * pixels


def _trials_s(n_left: int, shares: Sequence[float], trial_s: float, n_workers: int) -> float:
    """Return when the last of `n_left` trials ends, each taken by the next worker that is free."""
    workers = [trial_s * (1.0 - share) for share in shares]
    workers += [0.0] * (n_workers - len(workers))
    heapq.heapify(workers)
    for _ in range(n_left - len(shares)):
        heapq.heapreplace(workers, workers[0] + trial_s)
    return max(workers, default=0.0)


def _stage_s(number: int, seconds_each: float | None, n_workers: int) -> float:
    return 0.0 if seconds_each is None else math.ceil(number / n_workers) * seconds_each
