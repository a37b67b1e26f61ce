"""How a trial's result lies in the tables trials, fits and epochs, exact to the bit."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sepgenre_gui.project.database import Database, utc_now
from sepgenre_training.experiment.results import (
    ClassificationMetrics,
    EpochMetrics,
    FitResult,
    Split,
    TrialResult,
)

_NAN = "nan"
"""Stands for NaN in the tables, because SQLite stores a NaN as NULL."""


def write_trial(database: Database, run_id: int, trial: TrialResult) -> None:
    """Insert a trial with its fits and epochs, as one transaction."""
    with database.transaction():
        trial_id = database.insert(
            "INSERT INTO trials (run_id, trial_index, seed, train, validation, test, elapsed_s, "
            "stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run_id,
                int(trial.index),
                str(int(trial.seed)),
                _pack_ints(trial.split.train),
                _pack_ints(trial.split.validation),
                _pack_ints(trial.split.test),
                _pack(trial.elapsed_s),
                utc_now(),
            ),
        )
        for position, fit in enumerate(trial.fits):
            _write_fit(database, trial_id, position, fit)


def _write_fit(database: Database, trial_id: int, position: int, fit: FitResult) -> None:
    metrics = fit.metrics
    fit_id = database.insert(
        "INSERT INTO fits (trial_id, position, network, chosen_epoch, accuracy, macro_f1, "
        "weighted_f1, loss, per_class_f1, confusion, probabilities) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            trial_id,
            position,
            fit.network,
            int(fit.chosen_epoch),
            _pack(metrics.accuracy),
            _pack(metrics.macro_f1),
            _pack(metrics.weighted_f1),
            _pack(metrics.loss),
            json.dumps([float(f1) for f1 in metrics.per_class_f1]),
            json.dumps([[int(count) for count in row] for row in metrics.confusion]),
            json.dumps([[float(p) for p in row] for row in fit.probabilities]),
        ),
    )
    database.change_many(
        "INSERT INTO epochs (fit_id, epoch, train_loss, train_accuracy, validation_loss, "
        "validation_accuracy, test_loss, test_accuracy, test_macro_f1) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                fit_id,
                int(epoch.epoch),
                _pack(epoch.train_loss),
                _pack(epoch.train_accuracy),
                _pack_optional(epoch.validation_loss),
                _pack_optional(epoch.validation_accuracy),
                _pack(epoch.test_loss),
                _pack(epoch.test_accuracy),
                _pack(epoch.test_macro_f1),
            )
            for epoch in fit.epochs
        ],
    )


def read_trials(database: Database, run_id: int) -> tuple[TrialResult, ...]:
    """Return the trials of a run by index, as they were given to `write_trial`."""
    with database.snapshot():
        trials = database.rows(
            "SELECT * FROM trials WHERE run_id = ? ORDER BY trial_index", (run_id,)
        )
        fits = database.rows(
            "SELECT fits.* FROM fits JOIN trials ON trials.id = trial_id WHERE run_id = ? "
            "ORDER BY trial_id, position",
            (run_id,),
        )
        epochs = database.rows(
            "SELECT epochs.* FROM epochs JOIN fits ON fits.id = fit_id "
            "JOIN trials ON trials.id = trial_id WHERE run_id = ? ORDER BY fit_id, epoch",
            (run_id,),
        )
    epochs_of: Mapping[int, list[EpochMetrics]] = defaultdict(list)
    for row in epochs:
        epochs_of[row["fit_id"]].append(_epoch(row))
    fits_of: Mapping[int, list[FitResult]] = defaultdict(list)
    for row in fits:
        fits_of[row["trial_id"]].append(_fit(row, tuple(epochs_of[row["id"]])))
    return tuple(_trial(row, tuple(fits_of[row["id"]])) for row in trials)


def _trial(row: sqlite3.Row, fits: tuple[FitResult, ...]) -> TrialResult:
    split = Split(
        train=tuple(json.loads(row["train"])),
        validation=tuple(json.loads(row["validation"])),
        test=tuple(json.loads(row["test"])),
    )
    return TrialResult(
        index=row["trial_index"],
        seed=int(row["seed"]),
        split=split,
        fits=fits,
        elapsed_s=_unpack(row["elapsed_s"]),
    )


def _fit(row: sqlite3.Row, epochs: tuple[EpochMetrics, ...]) -> FitResult:
    metrics = ClassificationMetrics(
        accuracy=_unpack(row["accuracy"]),
        macro_f1=_unpack(row["macro_f1"]),
        weighted_f1=_unpack(row["weighted_f1"]),
        loss=_unpack(row["loss"]),
        per_class_f1=tuple(json.loads(row["per_class_f1"])),
        confusion=tuple(map(tuple, json.loads(row["confusion"]))),
    )
    return FitResult(
        network=row["network"],
        chosen_epoch=row["chosen_epoch"],
        epochs=epochs,
        metrics=metrics,
        probabilities=tuple(map(tuple, json.loads(row["probabilities"]))),
    )


def _epoch(row: sqlite3.Row) -> EpochMetrics:
    return EpochMetrics(
        epoch=row["epoch"],
        train_loss=_unpack(row["train_loss"]),
        train_accuracy=_unpack(row["train_accuracy"]),
        validation_loss=_unpack_optional(row["validation_loss"]),
        validation_accuracy=_unpack_optional(row["validation_accuracy"]),
        test_loss=_unpack(row["test_loss"]),
        test_accuracy=_unpack(row["test_accuracy"]),
        test_macro_f1=_unpack(row["test_macro_f1"]),
    )


# Conversions by float() and int(): numpy's scalars would be stored as raw bytes.


def _pack(value: float) -> float | str:
    return _NAN if math.isnan(value) else float(value)


def _pack_optional(value: float | None) -> float | str | None:
    return None if value is None else _pack(value)


def _unpack(stored: float | str) -> float:
    return math.nan if isinstance(stored, str) else stored


def _unpack_optional(stored: float | str | None) -> float | None:
    return None if stored is None else _unpack(stored)


def _pack_ints(values: Iterable[int]) -> str:
    return json.dumps([int(value) for value in values])
