"""Tasks of seconds look for a cancel several times: the worker stops, and keeps what it loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_training.compute import worker
from sepgenre_training.errors import CancelledError
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.tensors import segment_features
from sepgenre_training.segmentation.task import SuggestionTask, suggest_for_track
from sepgenre_training.separation.hpss import HpssSeparator
from sepgenre_training.separation.stems import STEM_NAMES
from tests.music import make_track, write_track

RATE_HZ = 22_050


@attrs.define
class FlagSetAtLook:
    """A worker's flag that a person sets before it is looked at for the `number`-th time."""

    number: int
    n_looks: int = 0

    def is_set(self) -> bool:
        self.n_looks += 1
        return self.n_looks >= self.number

    def is_paused(self) -> bool:
        return False


def separate(_: Path) -> object:
    return HpssSeparator().separate(make_track(1, 1, duration_s=2.0, rate_hz=RATE_HZ).T, RATE_HZ)


def extract(_: Path) -> object:
    mixture = make_track(1, 1, duration_s=2.0, rate_hz=RATE_HZ).T
    stems = {name: np.zeros_like(mixture) for name in STEM_NAMES}
    return segment_features(mixture, stems, RATE_HZ, FeatureSettings())


def suggest(path: Path) -> object:
    samples = make_track(1, 1, duration_s=14.0, rate_hz=RATE_HZ)
    write_track(path, samples, rate_hz=RATE_HZ)
    task = SuggestionTask(
        path=path,
        sample_rate_hz=RATE_HZ,
        n_samples=len(samples),
        length_samples=10 * RATE_HZ,
    )
    return suggest_for_track(task)


@pytest.mark.parametrize(
    ("do", "looks"), [(separate, (1, 2, 4, 8)), (extract, (1, 3, 5)), (suggest, (1, 2))]
)
def test_a_task_stops_wherever_it_is_cancelled(
    do: Callable[[Path], object],
    looks: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for number in looks:
        flag = FlagSetAtLook(number)
        monkeypatch.setattr(worker, "_flag", flag)
        with pytest.raises(CancelledError):
            do(tmp_path / "song.wav")
        assert flag.n_looks == number
