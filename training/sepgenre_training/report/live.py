"""The numbers of the loss plot while a run goes on: a fan over all fits, and the trial at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.events import EpochFinished
from sepgenre_training.experiment.results import EpochMetrics, TrialResult

HeldOut = Literal["validation", "test"]
_Epochs = Sequence[EpochMetrics]
_Losses = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True)
class Fan:
    """The middle half of the fits, epoch by epoch; epoch i + 1 stands at index i.

    Attributes
    ----------
    lower, median, upper : tuple of float
        Quartiles of the finite losses (linear interpolation), in nats; NaN where none is finite.
    fits : tuple of int
        Number of finite losses in each epoch. The last epochs have fewer while fits go on.
    """

    lower: tuple[float, ...] = ()
    median: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    fits: tuple[int, ...] = ()


@attrs.frozen(kw_only=True)
class TrialCurve:
    """The losses of one fit by epoch, as far as it is; both of one length.

    Attributes
    ----------
    trial : int
        Index of the trial.
    train, held_out : tuple of float
        In nats; epoch i + 1 stands at index i.
    """

    trial: int
    train: tuple[float, ...]
    held_out: tuple[float, ...]


@attrs.frozen(kw_only=True)
class NetworkLosses:
    """One network's part of the plot.

    Attributes
    ----------
    network : str
    fits : int
        Fits that have finished an epoch.
    train, held_out : Fan
        Over all of them, those that still go on included.
    current : TrialCurve or None
        The trial at hand; None where this network has finished no epoch in it yet.
    """

    network: str
    fits: int
    train: Fan
    held_out: Fan
    current: TrialCurve | None


@attrs.frozen(kw_only=True)
class LiveCurves:
    """The loss plot.

    Attributes
    ----------
    held_out : {"validation", "test"}
        What `NetworkLosses.held_out` was taken on.
    trial : int or None
        Index of the trial at hand; None before the first epoch.
    networks : tuple of NetworkLosses
        One for each network, whether or not it has begun.
    """

    held_out: HeldOut
    trial: int | None
    networks: tuple[NetworkLosses, ...]


def held_out_side(config: ExperimentConfig) -> HeldOut:
    """Return the side whose loss chooses the epoch under the protocol of `config`."""
    return "validation" if config.protocol == "sound" else "test"


def live_curves(
    networks: Sequence[str],
    trials: Iterable[TrialResult],
    epochs: Sequence[EpochFinished],
    *,
    held_out: HeldOut = "test",
    trial: int | None = None,
) -> LiveCurves:
    """Return the loss plot of a run that goes on.

    Parameters
    ----------
    networks : sequence of str
        Those of the configuration, in its order.
    trials : iterable of TrialResult
        The finished trials.
    epochs : sequence of EpochFinished
        What was told of trials that are not finished, in the order in which it came. Epochs of
        trials that are finished do no harm; told again, an epoch replaces the earlier one.
    held_out : {"validation", "test"}
        See `held_out_side`.
    trial : int or None
        The trial at hand. By default the unfinished one that began first, so that the curve does
        not jump between workers; where there is none, the last of `trials`.
    """
    finished = {result.index: result for result in trials}
    begun = _begun(epochs, finished)
    at_hand = trial
    if at_hand is None:
        at_hand = next(iter(begun), next(reversed(finished), None))
    return LiveCurves(
        held_out=held_out,
        trial=at_hand,
        networks=tuple(
            _network_losses(network, _fits(network, finished, begun), held_out, at_hand)
            for network in networks
        ),
    )


def _begun(
    events: Iterable[EpochFinished], finished: Mapping[int, TrialResult]
) -> dict[int, dict[str, dict[int, EpochMetrics]]]:
    """Return epochs by trial, network and number; trials in the order in which they began."""
    begun: dict[int, dict[str, dict[int, EpochMetrics]]] = {}
    for event in events:
        if event.trial not in finished:
            fit = begun.setdefault(event.trial, {}).setdefault(event.network, {})
            fit[event.metrics.epoch] = event.metrics
    return begun


def _fits(
    network: str,
    finished: Mapping[int, TrialResult],
    begun: Mapping[int, Mapping[str, Mapping[int, EpochMetrics]]],
) -> dict[int, _Epochs]:
    """Return the epochs of each of the network's fits, by trial."""
    fits: dict[int, _Epochs] = {}
    for index, result in finished.items():
        for fit in result.fits:
            if fit.network == network and fit.epochs:
                fits[index] = fit.epochs
    for index, by_network in begun.items():
        if network in by_network:
            epochs = by_network[network]
            fits[index] = [epochs[number] for number in sorted(epochs)]
    return fits


def _network_losses(
    network: str, fits: Mapping[int, _Epochs], held_out: HeldOut, at_hand: int | None
) -> NetworkLosses:
    current = None
    if at_hand is not None and at_hand in fits:
        curve = fits[at_hand]
        current = TrialCurve(
            trial=at_hand,
            train=tuple(each.train_loss for each in curve),
            held_out=tuple(_held_out_losses(curve, held_out)),
        )
    return NetworkLosses(
        network=network,
        fits=len(fits),
        train=_fan([[each.train_loss for each in curve] for curve in fits.values()]),
        held_out=_fan([_held_out_losses(curve, held_out) for curve in fits.values()]),
        current=current,
    )


def _held_out_losses(curve: _Epochs, held_out: HeldOut) -> list[float]:
    if held_out == "test":
        return [each.test_loss for each in curve]
    return [np.nan if each.validation_loss is None else each.validation_loss for each in curve]


def _fan(curves: Sequence[Sequence[float]]) -> Fan:
    if not curves:
        return Fan()
    # One row for each fit; what is not told yet, or has diverged, sorts behind what is finite.
    losses = np.full((len(curves), max(map(len, curves))), np.nan)
    for row, curve in zip(losses, curves, strict=True):
        row[: len(curve)] = curve
    losses[~np.isfinite(losses)] = np.nan
    losses.sort(axis=0)
    counts = np.isfinite(losses).sum(axis=0)
    lower, median, upper = (_quantile(losses, counts, share) for share in (0.25, 0.5, 0.75))
    return Fan(lower=lower, median=median, upper=upper, fits=tuple(counts.tolist()))


def _quantile(losses: _Losses, counts: npt.NDArray[np.int64], share: float) -> tuple[float, ...]:
    """Return a quantile of each column's first `counts` values, which are sorted.

    As `np.nanquantile`, which takes a call for each column.
    """
    place = np.maximum(counts - 1, 0) * share
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0))
    columns = np.arange(losses.shape[1])
    low, high = losses[below, columns], losses[above, columns]
    return tuple((low + (high - low) * (place - below)).tolist())
