"""The figures of a run, computed in a worker and read by a process that imports little."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.confusion import confusions
from sepgenre_training.report.figures_of_run import RunFigures, compute_run_figures
from sepgenre_training.report.significance import significance
from sepgenre_training.report.table1 import table1

MakeRecord = Callable[..., RunRecord]

HEAVY = {"scipy", "sklearn", "matplotlib", "tensorflow", "librosa", "jinja2", "pandas"}


def test_a_worker_computes_what_the_single_functions_do(make_record: MakeRecord) -> None:
    record = make_record(n_trials=3)
    with WorkerPool(1) as pool:
        (outcome,) = pool.run(compute_run_figures, [record])
    figures = outcome.value
    assert isinstance(figures, RunFigures)
    assert figures.table1 == table1(record)
    assert figures.significance == significance(record)
    assert figures.confusions == confusions(record)
    assert figures == compute_run_figures(record)


@pytest.mark.parametrize("n_trials", [0, 1])
def test_an_unfinished_run_has_figures(make_record: MakeRecord, n_trials: int) -> None:
    figures = compute_run_figures(make_record(n_trials=n_trials, planned=9, protocol="paper"))
    assert "not complete" in figures.summary.incomplete
    assert len(figures.f1_distribution.panels) == (4 if n_trials else 0)
    assert {row.trials for row in figures.table1} == {n_trials}


def test_who_receives_the_figures_imports_nothing_that_stalls(
    make_record: MakeRecord, tmp_path: Path
) -> None:
    figures = compute_run_figures(make_record(n_trials=12))
    path = tmp_path / "figures"
    path.write_bytes(pickle.dumps(figures))
    script = (
        "import pickle, pathlib, sys\n"
        "import sepgenre_training.report.figures_of_run\n"
        f"figures = pickle.loads(pathlib.Path({str(path)!r}).read_bytes())\n"
        "assert figures.significance.with_baseline['macro_f1'][0].corrected.p_value <= 1\n"
        f"print(*{HEAVY!r} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
