"""How far all jobs are together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import Job, JobQueue, JobState
from sepgenre_gui.screens.queue.overall import OverallProgress, overall
from tests.sepgenre_gui.jobs.queue.asking import waiting
from tests.sepgenre_gui.screens.queue.conftest import WAIT_MS
from tests.sepgenre_gui.screens.queue.jobs import every_state, make_job

RUNNING, QUEUED, DONE = JobState.RUNNING, JobState.QUEUED, JobState.DONE


def text(*jobs: Job) -> str:
    told = overall(jobs)
    return "" if told is None else told.text


def test_nothing_is_said_where_nothing_goes_on() -> None:
    left = make_job(2, JobState.PAUSED, is_left_over=True)
    failed = make_job(3, JobState.FAILED)

    assert overall([]) is None
    assert overall([make_job(1, DONE), left, failed]) is None


def test_one_job_is_named() -> None:
    job = make_job(1, RUNNING, "Separate 66 segments", progress=(30, 66))

    assert text(job) == "Separate 66 segments: 45 %"
    assert text(make_job(1, RUNNING, "Verify demucs")) == "Verify demucs"
    assert text(make_job(1, JobState.PAUSED, "Train", progress=(1, 4))) == "Train: paused 25 %"


def test_several_jobs_are_counted_with_those_that_ended_since() -> None:
    long_ago = make_job(1, DONE, created_at=1.0, finished_at=5.0)
    before = make_job(2, DONE, created_at=10.0, finished_at=20.0)
    half = make_job(3, RUNNING, created_at=11.0, progress=(1, 2))
    waits = make_job(4, QUEUED, created_at=12.0)

    told = overall([long_ago, before, half, waits])

    assert told is not None
    assert told.text == "2 jobs: 50 %"
    assert told.fraction == pytest.approx(0.5)
    assert text(half, waits) == "2 jobs: 25 %"
    assert text(waits, make_job(5, QUEUED)) == "2 jobs"


def test_all_is_only_said_when_all_is_done() -> None:
    assert text(make_job(1, RUNNING, "Train", progress=(4, 4))) == "Train: 99 %"


@given(st.permutations(every_state()), st.integers(0, 10))
def test_the_order_does_not_matter_and_a_share_is_one(jobs: list[Job], count: int) -> None:
    told = overall(jobs[:count])

    assert told == overall(sorted(jobs[:count], key=lambda job: job.id))
    if told is not None:
        assert told.fraction is None or 0.0 <= told.fraction <= 1.0


def test_a_queue_is_followed_from_its_first_job_to_its_last(
    queue: JobQueue, qtbot: QtBot, tmp_path: Path
) -> None:
    progress = OverallProgress(queue)
    told: list[str] = []
    progress.changed.connect(told.append)
    assert progress.text == ""

    first = queue.add(waiting(tmp_path / "file"))
    qtbot.waitUntil(lambda: progress.text.startswith("touch_and_wait: "), timeout=WAIT_MS)
    queue.add(waiting(tmp_path / "other"))
    qtbot.waitUntil(lambda: progress.text.startswith("2 jobs"), timeout=WAIT_MS)
    queue.pause(first)
    queue.cancel_all()
    qtbot.waitUntil(lambda: progress.text == "", timeout=WAIT_MS)

    assert told[-1] == ""
    progress.detach()
    queue.add(waiting(tmp_path / "third"))
    qtbot.wait(500)
    assert progress.text == ""
