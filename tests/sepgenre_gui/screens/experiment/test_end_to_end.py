"""An experiment on a real display: one key, plots that grow, kill -9, resume, the same results."""

from __future__ import annotations

import itertools
import shutil
import sys
from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.run_experiment import run_experiment
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.results import TrialResult
from tests.sepgenre_gui.screens.experiment.conftest import SMALL
from tests.sepgenre_gui.screens.experiment.driving import prepare_form, run_kill_and_resume
from tests.virtual_display import require_display_programs


def trials_of(folder: Path) -> tuple[TrialResult, ...]:
    with Project.open(folder, read_only=True) as project:
        (run,) = project.runs.list()
        return tuple(attrs.evolve(each, elapsed_s=0.0) for each in project.runs.trials(run.id))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs an X server")
def test_a_run_that_is_killed_goes_on_to_the_results_of_the_command_line(
    folder: Path, tmp_path: Path, pool: WorkerPool
) -> None:
    require_display_programs()
    config = attrs.evolve(SMALL, trials=12)
    by_command = Path(shutil.copytree(folder, tmp_path / "by-command"))
    prepare_form(folder, format_config(config))

    pictures = run_kill_and_resume(folder, tmp_path, tmp_path)

    shown = [np.asarray(picture.convert("L"), np.int16) for picture in pictures]
    for before, after in itertools.pairwise(shown):
        # The plots are another picture each time, and more than a counter has changed.
        assert np.mean(np.abs(before - after) > 16) > 0.002
    with Project.open(by_command) as project:
        run_experiment(project, config, separator="hpss", pool=pool, on_event=lambda _: None)
    assert len(trials_of(folder)) == config.trials
    assert trials_of(folder) == trials_of(by_command)
