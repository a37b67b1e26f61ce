"""Mixes that the tests export, and what is to be heard in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from sepgenre_training.separation.preview.growing import (
    separate_growing,
)
from sepgenre_training.separation.preview.mixdown import MixdownTask
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.task import SeparationTask

RATE_HZ = 44_100


MIX = {"mixture": 0.25, "hpss/drums": 1.5, "hpss/bass": 0.7071, "hpss/vocals": 0.0}


def read(path: Path) -> Audio:
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(samples.T)


def heard(separation: SeparationTask, gains: dict[str, float]) -> Audio:
    window = read(separation.path)[:, separation.start_sample :][:, : separation.n_samples]
    stems = read_stems(separate_growing(separation), len(window))
    lanes = {"mixture": window, **{f"hpss/{name}": stem for name, stem in stems.items()}}
    return np.sum([gain * lanes[key].astype(np.float64) for key, gain in gains.items()], axis=0)


def task_for(
    separation: SeparationTask, path: Path, gains: dict[str, float] = MIX, **options
) -> MixdownTask:
    return MixdownTask(
        **{
            "gains": gains,
            "separations": (separation,),
            "path": path,
            "format": path.suffix[1:],
            **options,
        }
    )
