"""What the tests of previews share: tasks for files, weights, and events that are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import soundfile

from sepgenre_training.audio.files import content_hash
from sepgenre_training.compute import worker
from sepgenre_training.separation.task import SeparationTask
from tests.music import make_track, write_track
from tests.sepgenre_training.separation.preview.mixes import RATE_HZ
from tests.sepgenre_training.separation.spleeter.random_checkpoint import write_random_checkpoint

MakeTask = Callable[..., SeparationTask]


@pytest.fixture(scope="session")
def random_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a checkpoint of the official shape and random weights, 157 MB."""
    return write_random_checkpoint(tmp_path_factory.mktemp("weights") / "4stems", seed=3)


@pytest.fixture
def make_task(tmp_path: Path) -> MakeTask:
    """Makes the task for a window of a file, by default all of it, by hpss."""

    def make(path: Path, start_sample: int = 0, n_samples: int | None = None, **options: Any):
        header = soundfile.info(path)
        return SeparationTask(
            **{
                "path": path,
                "decoder": "libsndfile",
                "content_hash": content_hash(path),
                "start_sample": start_sample,
                "n_samples": n_samples or header.frames - start_sample,
                "sample_rate_hz": header.samplerate,
                "separator": "hpss",
                "cache_root": tmp_path / "cache",
                **options,
            }
        )

    return make


@pytest.fixture
def separation(tmp_path: Path, make_task: MakeTask) -> SeparationTask:
    """A window of a track of 16 bits whose name is not ASCII."""
    samples = make_track(0, 3, duration_s=6.0, rate_hz=RATE_HZ)
    path = write_track(tmp_path / "ű 观 🎧.wav", samples, rate_hz=RATE_HZ, subtype="PCM_16")
    return make_task(path, RATE_HZ, 4 * RATE_HZ + 77)


class Events:
    """Keeps what a worker would report; `react` is called with each, as it is reported."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self.react: Callable[[Any], object] = lambda _: None

    def send(self, event: Any) -> None:
        self.all.append(event)
        self.react(event)


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Events:
    kept = Events()
    monkeypatch.setattr(worker, "_channel", kept)
    return kept
