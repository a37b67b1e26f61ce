"""What the quality gates say of each stem by itself, for a person who looks at it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from pathlib import Path

from sepgenre_training.separation.preview.track_blocks import stem_blocks, track_blocks
from sepgenre_training.separation.quality import QualityGates
from sepgenre_training.separation.stems import STEM_NAMES
from sepgenre_training.separation.task import SeparationTask


class Verdict(enum.Enum):
    """What a stem is beside its mixture."""

    SOUNDS = "sounds"
    """It has something of its own."""

    SILENT = "silent"
    """Its loudest sample is 60 dB or more below the mixture's."""

    IDENTICAL = "identical"
    """Below 11 kHz it is the mixture again: their difference is 40 dB or more below that."""


def judge_stems(stems: Path, task: SeparationTask) -> Mapping[str, Verdict]:
    """Judge each stem of a track or segment by the quality gates, in bounded memory.

    Parameters
    ----------
    stems : Path
        The finished stems of `task`.
    task : SeparationTask
        What was separated.

    Returns
    -------
    Mapping[str, Verdict]
        For each of ``STEM_NAMES``.

    Raises
    ------
    AudioError
        Where the track cannot be read.
    SeparationError
        Where the stems cannot be read, or are not finite.
    CancelledError
        Where the person asked to stop.
    """
    gates = QualityGates(separator=task.separator, sample_rate=task.sample_rate_hz)
    separated = stem_blocks(stems, n_samples=task.n_samples)
    for mixture, block in zip(track_blocks(task), separated, strict=True):
        gates.add(mixture, dict(zip(STEM_NAMES, block, strict=True)))
    return verdicts_of(gates)


def verdicts_of(gates: QualityGates) -> Mapping[str, Verdict]:
    """Return what `gates`, through which all has gone by, say of each of ``STEM_NAMES``."""
    # Silence is told first: beside a silent mixture, a silent stem is that mixture, too.
    silent, identical = gates.silent_stems(), gates.identical_stems()
    return {
        name: Verdict.SILENT
        if name in silent
        else Verdict.IDENTICAL
        if name in identical
        else Verdict.SOUNDS
        for name in STEM_NAMES
    }
