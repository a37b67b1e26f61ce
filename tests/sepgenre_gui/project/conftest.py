"""A project in a folder with an awkward name, and tracks to put in it."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sepgenre_gui.project import Project, Run, Track
from sepgenre_training.experiment.results import (
    ClassificationMetrics,
    EpochMetrics,
    FitResult,
    Split,
    TrialResult,
)

AddTrack = Callable[..., Track]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ű 观 🎧 %20 # ?"


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    with Project.create(folder) as project:
        yield project


@pytest.fixture
def add_track(project: Project) -> AddTrack:
    numbers = itertools.count(1)

    def add(*, length_s: float = 60.0, genre_id: int | None = None) -> Track:
        number = next(numbers)
        return project.tracks.add(
            path=Path(f"/music/ű 观 🎧 {number}.WAV"),
            content_hash=f"hash-{number}",
            title=f"Überlied {number}",
            genre_id=genre_id,
            duration_s=length_s,
            sample_rate_hz=44_100,
            channels=2,
            n_samples=round(length_s * 44_100),
            decoder="libsndfile",
            decoder_version="1.2.2",
        )

    return add


@pytest.fixture
def spawn() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start Python with a script; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def create_run() -> Callable[..., Run]:
    def make(project: Project, *, identity: str = "id") -> Run:
        return project.runs.create(
            name="ű 观 🎧",
            identity=identity,
            config_toml='name = "paper"\n',
            protocol="paper",
            separator="hpss",
            genres=("House", "Téchno"),
            segment_genres={12: 0, 7: 1},
            segment_titles={12: "A - B", 7: "观"},
            provenance={"python": "3.11", "git": ""},
            warnings=("few segments",),
            trials_wanted=50,
        )

    return make


@pytest.fixture(scope="session")
def trial_of() -> Callable[..., TrialResult]:
    def make(index: int, *, seed: int = 1, loss: float = 1.5) -> TrialResult:
        epoch = EpochMetrics(
            epoch=1,
            train_loss=loss,
            train_accuracy=0.5,
            test_loss=loss,
            test_accuracy=0.5,
            test_macro_f1=1 / 3,
        )
        metrics = ClassificationMetrics(
            accuracy=0.5,
            macro_f1=1 / 3,
            weighted_f1=0.4,
            loss=loss,
            per_class_f1=(0.1, 0.2),
            confusion=((1, 0), (2, 3)),
        )
        fits = tuple(
            FitResult(
                network=name,
                chosen_epoch=1,
                epochs=(epoch,),
                metrics=metrics,
                probabilities=((0.3, 0.7),),
            )
            for name in ("zeta", "alpha")
        )
        split = Split(train=(1, 2), test=(3,))
        return TrialResult(index=index, seed=seed, split=split, fits=fits, elapsed_s=2.25)

    return make
