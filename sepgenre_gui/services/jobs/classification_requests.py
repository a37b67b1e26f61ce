"""What the queue is asked for about classifiers: training one, and classifying files by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sepgenre_gui.jobs.queue import JobRequest
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.audio.files import printable

if TYPE_CHECKING:
    from sepgenre_gui.services.training_request import TrainingRequest

TRAIN, CLASSIFY = "train-classifier", "classify"


def train_request(request: TrainingRequest, separator: str) -> JobRequest:
    """Return the request for a classifier: stems and features that are missing first.

    The job reports `ClassifierTrained`.
    """
    # Light as this module is, the window's first paint need not wait for TOML.
    from sepgenre_training.experiment.configuration_file import format_config

    run = request.run
    of = "the labelled segments" if run is None else run.name
    return JobRequest(
        kind=TRAIN,
        title=f"Train {request.name or 'a classifier'} by {of}",
        arguments={
            "toml": format_config(request.config),
            "run": None if run is None else run.id,
            "separator": separator,
            "network": request.network,
            "name": request.name,
            "target_accuracy": request.target_accuracy,
            "n_folds": request.n_folds,
        },
    )


def classify_request(
    paths: Sequence[Path],
    classifier: str,
    *,
    hop_s: float = 5.0,
    unsure_below: float | None = None,
) -> JobRequest:
    """Return the request to classify files, and all files in folders, by a named classifier.

    The job reports `FileClassified` for each, and `TrackProgressed`. Offered again or tried again,
    it goes on with the files that are not stored yet.
    """
    what = printable(paths[0].name) if len(paths) == 1 else count(len(paths), "place")
    return JobRequest(
        kind=CLASSIFY,
        title=f"Classify {what} by {classifier}",
        arguments={
            "paths": [str(path) for path in paths],
            "classifier": classifier,
            "hop_s": hop_s,
            "unsure_below": unsure_below,
        },
    )
