"""What the queue is asked for about classifiers: training, classifying, writing what came out."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sepgenre_gui.jobs.queue import JobRequest, Priority
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.audio.files import printable

if TYPE_CHECKING:
    from sepgenre_gui.services.training_request import TrainingRequest

TRAIN, CLASSIFY, WRITE = "train-classifier", "classify", "write-classified"


class Written(enum.Enum):
    """What is made of classified files."""

    CSV = "csv"
    JSON = "json"
    PLAYLISTS = "playlists"
    TAGGED_COPIES = "tagged-copies"
    TAGS = "tags"
    """In the files themselves, after a backup of the old ones."""
    OLD_TAGS = "old-tags"
    """Those of a backup, back in the files."""


_TITLES = {
    Written.CSV: "Write the genres of {files} as CSV",
    Written.JSON: "Write the genres of {files} as JSON",
    Written.PLAYLISTS: "Write playlists of {files}",
    Written.TAGGED_COPIES: "Copy and tag {files}",
    Written.TAGS: "Write genres into {files}",
    Written.OLD_TAGS: "Give files their old genres back",
}


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


def write_request(
    what: Written,
    *,
    classifier_id: int | None = None,
    hop_s: float = 5.0,
    n_files: int = 0,
    place: Path | None = None,
) -> JobRequest:
    """Return the request to write what a classifier said of all files with one hop.

    Parameters
    ----------
    classifier_id : int or None
        None for `Written.OLD_TAGS` alone.
    n_files : int
        For the title.
    place : Path or None
        The file of a table or of a backup, or the folder of playlists or copies.
    """
    return JobRequest(
        kind=WRITE,
        title=_TITLES[what].format(files=count(n_files, "file")),
        arguments={
            "what": what.value,
            "classifier": classifier_id,
            "hop_s": hop_s,
            "place": None if place is None else str(place),
        },
        priority=Priority.URGENT,
    )
