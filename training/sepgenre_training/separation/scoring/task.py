"""Scoring one segment's stems by one separator, as a task that any worker process can run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import attrs

from sepgenre_training.errors import DatasetError
from sepgenre_training.separation.scoring.measures import is_silent, sdr_db, si_sdr_db
from sepgenre_training.separation.scoring.true_stems import check_true_stems, read_true_stem
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.task import SeparationTask, read_mixture, stems_path

MIXTURE = "mixture"
"""In place of a separator: the mixture as the estimate of every stem, which costs nothing."""


@attrs.frozen(kw_only=True)
class ScoreTask:
    """One segment's estimates, and the true stems to compare them with.

    Attributes
    ----------
    estimate : SeparationTask
        Whose stems the cache holds; or of the separator `MIXTURE`, which needs none.
    true_stems : tuple of Path
        The tracks' true stems, in the order of `STEM_NAMES`.
    """

    estimate: SeparationTask
    true_stems: tuple[Path, ...]


@attrs.frozen(kw_only=True)
class StemScore:
    """How good one estimated stem of one segment is, in dB.

    Attributes
    ----------
    stem : str
    si_sdr_db : float or None
        See `measures.si_sdr_db`; None where the true stem is silent.
    si_sdr_gain_db : float or None
        How much higher it is than that of the mixture itself; None with `si_sdr_db`.
    sdr_db : float or None
        See `measures.sdr_db`; None where the true stem is silent, or in every frame one is.
    """

    stem: str
    si_sdr_db: float | None = None
    si_sdr_gain_db: float | None = None
    sdr_db: float | None = None


def score_segment(task: ScoreTask) -> tuple[StemScore, ...]:
    """Compare the estimated stems of a segment with the true ones.

    Returns
    -------
    tuple of StemScore
        In the order of `STEM_NAMES`; one without figures for each true stem that is silent.

    Raises
    ------
    AudioError
        Where the track or a true stem cannot be read, or does not fit the other.
    DatasetError
        Where the true stems do not add up to the mixture.
    SeparationError
        Where the cache does not hold the estimates.
    """
    mixture = read_mixture(task.estimate)
    truths = _read_true_stems(task, mixture)
    estimates: Mapping[str, Audio] = dict.fromkeys(STEM_NAMES, mixture)
    if task.estimate.separator != MIXTURE:
        estimates = read_stems(stems_path(task.estimate), mixture.shape[0])
    sounding = {name: truth for name, truth in truths.items() if not is_silent(truth, mixture)}
    if not sounding:
        return tuple(StemScore(stem=name) for name in STEM_NAMES)
    sdr = sdr_db(estimates, sounding, task.estimate.sample_rate_hz)
    return tuple(
        _score(name, estimates[name], truths[name], mixture, sdr[name])
        if name in sounding
        else StemScore(stem=name)
        for name in STEM_NAMES
    )


def _score(stem: str, estimate: Audio, truth: Audio, mixture: Audio, sdr: float) -> StemScore:
    reached, before = si_sdr_db(estimate, truth), si_sdr_db(mixture, truth)
    return StemScore(
        stem=stem,
        si_sdr_db=reached,
        # Infinity less infinity is no number: where only this stem sounds, both may be perfect.
        si_sdr_gain_db=0.0 if reached == before else reached - before,
        sdr_db=None if math.isnan(sdr) else sdr,
    )


def _read_true_stems(task: ScoreTask, mixture: Audio) -> dict[str, Audio]:
    segment = task.estimate
    truths = {
        name: read_true_stem(
            path,
            start_sample=segment.start_sample,
            n_samples=segment.n_samples,
            sample_rate_hz=segment.sample_rate_hz,
            channels=mixture.shape[0],
        )
        for name, path in zip(STEM_NAMES, task.true_stems, strict=True)
    }
    try:
        check_true_stems(truths, mixture)
    except DatasetError as error:
        raise DatasetError(
            f"{task.true_stems[0].parent}, from "
            f"{segment.start_sample / segment.sample_rate_hz:.2f} s: {error.message}",
            remedy=error.remedy,
        ) from error
    return truths
