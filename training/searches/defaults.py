"""The recorded search behind the defaults of `training/configs`: prints a Markdown table.

Run on the demo's songs, which are generated, so nothing is learned about anybody's music:

    sepgenre demo && python training/searches/defaults.py sepgenre-demo

Each candidate differs in one or two settings from the first. Its trials have seeds of their
own, other than those of the presets, so a preset's figures are not the ones it was chosen by.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from sepgenre_gui.cli.progress import ProgressBar
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.extract_features import LabelledData, extract_features
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.results import TrialResult
from sepgenre_training.experiment.trial import TrialTask, run_trial
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.names import NETWORK_NAMES

SEED = 4242

KERAS_DEFAULTS: dict[str, Any] = {
    "pool_size": (2, 2),
    "batch_normalization_momentum": 0.99,
    "batch_size": 32,
    "learning_rate": 1e-3,
    "l1": 0.0,
    "l2": 0.0,
}
BASE: dict[str, Any] = {
    "filters": (16, 32),
    "pool_size": (4, 4),
    "head": "flatten",
    "batch_normalization_momentum": 0.8,
    "batch_size": 4,
    "learning_rate": 3e-4,
    "l1": 1e-5,
    "l2": 1e-4,
    "standardisation": "band",
}
CHANGES: tuple[dict[str, Any], ...] = (
    {},
    KERAS_DEFAULTS,
    {"standardisation": "channel"},
    {"head": "time_average"},
    {"head": "global_average", "learning_rate": 3e-3},
    {"learning_rate": 1e-4},
    {"learning_rate": 1e-3},
    {"batch_size": 8},
    {"batch_normalization_momentum": 0.9},
    {"pool_size": (2, 8)},
    {"pool_size": (4, 8)},
    {"l2": 1e-2},
    {"filters": (32, 64)},
)


def candidates(changes: tuple[dict[str, Any], ...], epochs: int) -> Iterator[ExperimentConfig]:
    """Yield one configuration for each of `changes` to `BASE`."""
    network_fields = {field.name for field in attrs.fields(NetworkConfig)}
    for change in changes:
        values = BASE | change
        network = {name: value for name, value in values.items() if name in network_fields}
        training = {name: value for name, value in values.items() if name not in network_fields}
        yield ExperimentConfig(
            seed=SEED,
            epochs=epochs,
            network=NetworkConfig(**network),
            training=TrainingConfig(**training),
        )


def measure(
    config: ExperimentConfig, data: LabelledData, n_trials: int, pool: WorkerPool
) -> list[TrialResult]:
    """Return the trials of one candidate."""
    tasks = [
        TrialTask(config=config, index=index, segments=data.segments, tensors=data.tensors)
        for index in range(n_trials)
    ]
    results = []
    for outcome in pool.run(run_trial, tasks):
        if outcome.value is None:
            raise outcome.error or RuntimeError("a trial came back without a result")
        results.append(outcome.value)
    return results


def describe(results: list[TrialResult]) -> str:
    """Return each network's median lowest test loss and mean macro F1 as table cells."""
    cells = []
    for name in NETWORK_NAMES:
        fits = [result.fit(name) for result in results]
        loss = statistics.median(fit.metrics.loss for fit in fits)
        macro_f1 = statistics.fmean(fit.metrics.macro_f1 for fit in fits)
        cells.append(f"{loss:.2f} / {macro_f1:.2f}")
    return " | ".join(cells)


def main() -> None:
    """Search on the project given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--trials", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=6)
    options = parser.parse_args()
    sys.stdout.write(f"| change | {' | '.join(NETWORK_NAMES)} |\n|---|---|---|---|---|\n")
    with Project.open(options.project) as project, WorkerPool() as pool, ProgressBar() as bar:
        data = extract_features(project, pool=pool, on_event=bar.show)
        for done, (change, config) in enumerate(
            zip(CHANGES, candidates(CHANGES, options.epochs), strict=True), start=1
        ):
            results = measure(config, data, options.trials, pool)
            words = ", ".join(f"{name} {value}" for name, value in change.items()) or "(base)"
            sys.stdout.write(f"| {words} | {describe(results)} |\n")
            sys.stdout.flush()
            bar.show(Progressed(stage="search", done=done, total=len(CHANGES), item=words))


if __name__ == "__main__":
    main()
