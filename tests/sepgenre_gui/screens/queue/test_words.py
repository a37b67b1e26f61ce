"""How a job stands, in words."""

from __future__ import annotations

import time

import pytest

from sepgenre_gui.jobs.queue import JobState, LogLine
from sepgenre_gui.jobs.queue.job import JobProgress
from sepgenre_gui.screens.queue import words
from tests.sepgenre_gui.screens.queue.jobs import every_state, make_job

RUNNING, DONE = JobState.RUNNING, JobState.DONE


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0, "0:00"), (59.99, "0:59"), (60.0, "1:00"), (185.4, "3:05"), (3723.0, "1:02:03")],
)
def test_durations(seconds: float, said: str) -> None:
    assert words.format_duration(seconds) == said


@pytest.mark.parametrize(
    ("rate_per_s", "said"),
    [
        (120.4, "120 a second"),
        (1.23, "1.2 a second"),
        (1.0, "1 a second"),
        (0.5, "30 a minute"),
        (0.05, "3 a minute"),
        (0.001, "3.6 an hour"),
    ],
)
def test_rates_are_told_in_a_unit_in_which_there_is_one(rate_per_s: float, said: str) -> None:
    assert words.format_rate(rate_per_s) == said


@pytest.mark.parametrize(
    ("fraction", "said"),
    [(0.0, "0 %"), (0.29, "29 %"), (0.999, "99 %"), (1.0, "100 %"), (1.7, "100 %")],
)
def test_a_percentage_promises_no_more_than_is_done(fraction: float, said: str) -> None:
    assert words.format_percent(fraction) == said


def test_progress_counts_items_with_their_pace() -> None:
    progress = JobProgress(stage="separate", done=3, total=66, rate_per_s=1.2, left_s=52.5)
    job = make_job(1, RUNNING, progress=progress, started_at=1.0)

    assert words.progress_text(job) == "3 of 66, 1.2 a second"
    assert words.left_text(job) == "about 50 s left"
    assert words.time_text(job, 12.4) == "0:12, about 50 s left"
    assert (
        words.standing_text(job, 12.4)
        == "Running: 3 of 66, 1.2 a second, about 50 s left, worked for 0:12"
    )


@pytest.mark.parametrize(
    "progress",
    [
        JobProgress(stage="separate (s)", done=93, total=212, rate_per_s=9.0),
        JobProgress(stage="download", done=69_000_000, total=157_000_000, rate_per_s=4e6),
    ],
)
def test_what_counts_no_items_is_a_percentage(progress: JobProgress) -> None:
    assert words.progress_text(make_job(1, RUNNING, progress=progress)) == "43 %"


@pytest.mark.parametrize(
    ("stage", "done", "total", "said"),
    [
        ("features", 3, 66, "45 %: features, 3 of 66"),
        ("separate (s)", 93, 212, "45 %: separate (s)"),
        ("trials", 0, 0, "45 %: trials"),
    ],
)
def test_of_several_stages_the_whole_is_told_before_the_one_at_hand(
    stage: str, done: int, total: int, said: str
) -> None:
    progress = JobProgress(stage=stage, done=done, total=total, fraction=0.45, n_stages=3)

    assert words.progress_text(make_job(1, RUNNING, progress=progress)) == said


def test_nothing_is_said_of_what_is_not_known() -> None:
    job = make_job(1, JobState.QUEUED)

    assert words.progress_text(job) == words.left_text(job) == words.at_hand_text(job) == ""
    assert words.time_text(job, 0.0) == ""
    assert words.standing_text(job, 0.0) == "Queued"


def test_a_pace_and_what_is_left_are_told_only_of_what_goes_on() -> None:
    progress = JobProgress(stage="s", done=3, total=6, rate_per_s=1.0, left_s=30.0, item="song")
    paused = make_job(1, JobState.PAUSED, progress=progress)
    done = make_job(1, DONE, progress=progress, started_at=1.0)

    assert words.progress_text(paused) == "3 of 6"
    assert words.left_text(paused) == ""
    assert words.at_hand_text(paused) == "song"
    assert words.at_hand_text(done) == ""
    assert words.standing_text(done, 65.0) == "Done: 3 of 6, took 1:05"


def test_every_state_has_a_word_of_its_own() -> None:
    texts = {words.state_text(job) for job in every_state()}

    assert len(texts) == len(JobState) + 1
    assert "Left over" in texts


def test_a_log_is_read_with_its_times() -> None:
    at = time.mktime((2026, 1, 2, 3, 4, 5, 0, 0, -1))

    said = words.log_text([LogLine(at=at, text="Asked for."), LogLine(at=at + 1, text="Done.")])

    assert said == "03:04:05  Asked for.\n03:04:06  Done."


def test_many_jobs_are_named_by_the_first_of_them() -> None:
    jobs = [make_job(number, RUNNING) for number in range(1, 10)]

    assert words.name_jobs(jobs[:2]) == "• Job 1\n• Job 2"
    assert words.name_jobs(jobs) == "• Job 1\n• Job 2\n• Job 3\nand 6 more"
