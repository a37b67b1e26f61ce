"""A classifier that is trained in seconds: two genres of short songs, few samples, few weights."""

from __future__ import annotations

import functools
import hashlib
import tempfile
from pathlib import Path

import attrs
import numpy as np

from sepgenre_training.classification.classifier import Classifier
from sepgenre_training.classification.files.archive import Archive
from sepgenre_training.classification.held_out import EvidenceTask, weigh
from sepgenre_training.classification.identity import identity_here
from sepgenre_training.classification.training import (
    FoldTask,
    NetworkTask,
    draw_folds,
    held_out_of_folds,
    run_fold,
    train_network,
)
from sepgenre_training.experiment.splits import LabelledSegment
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.tensors import (
    Tensors,
    segment_features,
    tensors_of_one,
    write_tensors,
)
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.names import STEMS_CONV
from sepgenre_training.separation.task import checked_stems
from tests.music import make_track, write_track

RATE_HZ = 8_000
WINDOW_S = 10.0
CLASSES = ("Genre 0", "Genre 1")
SETTINGS = FeatureSettings(n_mels=16, n_fft=1024, hop_length=1024)

_SONGS = 4


def training_task(folder: Path, *, epochs: int = 8) -> tuple[NetworkTask, list[LabelledSegment]]:
    """Write tensors of eight songs into `folder`; return what to train on them."""
    labels = [genre for genre in range(2) for _ in range(_SONGS)]
    each = []
    for number, genre in enumerate(labels):
        track = make_track(genre, number, duration_s=WINDOW_S, rate_hz=RATE_HZ).T
        stems = checked_stems(track, RATE_HZ, "hpss")
        each.append(tensors_of_one(segment_features(track, stems, RATE_HZ, SETTINGS)))
    names = [field.name for field in attrs.fields(Tensors)]
    write_tensors(
        Tensors(**{name: np.concatenate([getattr(one, name) for one in each]) for name in names}),
        folder / "tensors",
    )
    segments = [
        LabelledSegment(segment_id=number, song_id=number, artist=None, label=label)
        for number, label in enumerate(labels)
    ]
    task = NetworkTask(
        network=STEMS_CONV,
        network_config=NetworkConfig(filters=(4, 4), pool_size=(2, 2)),
        training_config=TrainingConfig(learning_rate=3e-3),
        tensors=folder / "tensors",
        labels=tuple(labels),
        n_classes=2,
        epochs=epochs,
        seed=7,
    )
    return task, segments


@functools.cache
def small_classifier() -> Archive:
    """Return the classifier and its weights; the same one for all tests of a process."""
    with tempfile.TemporaryDirectory(prefix="sepgenre-test-") as name:
        task, segments = training_task(Path(name))
        folds = draw_folds(segments, group="song", n_folds=2, seed=1)
        results = [run_fold(FoldTask(data=task, test=fold)) for fold in folds]
        held_out = held_out_of_folds(folds, results, segments, source="two folds")
        evidence = weigh(EvidenceTask(held_out=held_out, target_accuracy=0.8))
        trained = train_network(task)
    classifier = Classifier(
        name="tiny",
        classes=CLASSES,
        network=task.network,
        network_config=task.network_config,
        training_config=task.training_config,
        identity=identity_here("hpss", SETTINGS, WINDOW_S),
        statistics=trained.statistics,
        epochs=task.epochs,
        seed=task.seed,
        n_segments=len(segments),
        n_songs=len(segments),
        calibration=evidence.calibration,
        decision=evidence.decision,
        expected=evidence.expected,
        provenance={"made by": "a test, ű 观 🎧"},
        weights_sha256=hashlib.sha256(trained.weights).hexdigest(),
        created_at="2026-01-01T00:00:00.000+00:00",
    )
    return Archive(classifier=classifier, weights=trained.weights)


def write_weights(folder: Path) -> Path:
    """Write the weights of `small_classifier` as a file in `folder`; return it."""
    path = folder / "network.weights.h5"
    path.write_bytes(small_classifier().weights)
    return path


def write_new_song(path: Path, genre: int, number: int, *, duration_s: float = 10.5) -> Path:
    """Write a song that the classifier has not seen."""
    samples = make_track(genre, 1000 + number, duration_s=duration_s, rate_hz=RATE_HZ)
    return write_track(path, samples, rate_hz=RATE_HZ)


def train_small_classifier(_: object) -> Archive:
    """Return `small_classifier`, for a worker: TensorFlow is loaded there already."""
    return small_classifier()


def write_broken(folder: Path) -> list[Path]:
    """Write five files that cannot be classified, each for a reason of its own."""
    short = write_new_song(folder / "short.wav", 0, 0, duration_s=3.0)
    whole = write_new_song(folder / "cut.flac", 0, 1)
    whole.write_bytes(whole.read_bytes()[:3000])
    nothing = np.zeros((11 * RATE_HZ, 1), np.float32)
    silent = write_track(folder / "silent.wav", nothing, rate_hz=RATE_HZ)
    text, empty = folder / "text.mp3", folder / "empty.ogg"
    text.write_text("no audio at all " * 100)
    empty.touch()
    return [short, whole, silent, text, empty]
