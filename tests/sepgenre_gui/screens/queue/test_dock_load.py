"""What the dock costs: a clock that nobody sees stands, a thousand jobs do not hold it up."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.screens.queue.model import Column
from tests.sepgenre_gui.jobs.queue.asking import waiting
from tests.sepgenre_gui.screens.queue.conftest import Shown
from tests.sepgenre_gui.screens.queue.jobs import make_job

RUNNING, DONE = JobState.RUNNING, JobState.DONE


def test_the_clock_ticks_only_while_something_runs_and_is_seen(
    shown: Shown, tmp_path: Path
) -> None:
    job_id = shown.queue.add(waiting(tmp_path / "file"))
    shown.until_state(job_id, RUNNING)
    shown.until(lambda: shown.dock.is_ticking)
    shown.until(lambda: shown.dock.model.index(0, Column.TIME).data().startswith("0:02"))

    shown.dock.hide()
    assert not shown.dock.is_ticking
    shown.dock.show()
    assert shown.dock.is_ticking
    shown.queue.pause(job_id)
    shown.until(lambda: not shown.dock.is_ticking)


def test_a_thousand_jobs_are_followed_without_delay(shown: Shown) -> None:
    dock = shown.dock
    dock.model.set_jobs([make_job(number, RUNNING) for number in range(1, 1001)])
    QApplication.processEvents()
    began_s = time.process_time()

    for _ in range(10):
        for job in dock.model.jobs:
            dock.model.set_job(job)
        dock.model.flush()
        QApplication.processEvents()

    assert time.process_time() - began_s < 2.0


def test_what_goes_one_by_one_does_not_hold_the_window_up(shown: Shown) -> None:
    dock = shown.dock
    dock.model.set_jobs([make_job(number, DONE) for number in range(1, 1001)])
    dock.table.view.selectAll()
    QApplication.processEvents()
    began_s = time.process_time()

    for number in range(1, 1001):
        dock.model.remove_job(number)
    QApplication.processEvents()

    assert time.process_time() - began_s < 1.0
