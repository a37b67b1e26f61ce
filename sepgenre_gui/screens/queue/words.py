"""How a job stands, in words: its state, progress, pace and times; knows no Qt."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sepgenre_gui.jobs.queue import Job, JobState, LogLine
from sepgenre_gui.jobs.queue.job import JobProgress
from sepgenre_gui.screens.exchange.progress_row import left_in_words

STATE_TEXTS = {
    JobState.QUEUED: "Queued",
    JobState.RUNNING: "Running",
    JobState.PAUSED: "Paused",
    JobState.CANCELLING: "Stopping",
    JobState.CANCELLED: "Cancelled",
    JobState.FAILED: "Failed",
    JobState.DONE: "Done",
}
"""How a state is written."""

_COUNTABLE = 100_000
_LEAST_A_SECOND, _LEAST_A_MINUTE = 0.95, 0.95


def state_text(job: Job) -> str:
    """Return the state of `job` in a word or two."""
    return "Left over" if job.is_left_over else STATE_TEXTS[job.state]


def format_duration(seconds: float) -> str:
    """Return a duration as ``m:ss`` or ``h:mm:ss``; what has begun of a second does not count."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def format_rate(rate_per_s: float) -> str:
    """Return items in the unit of time in which there is at least about one."""
    if rate_per_s >= _LEAST_A_SECOND:
        return f"{_short(rate_per_s)} a second"
    if rate_per_s * 60 >= _LEAST_A_MINUTE:
        return f"{_short(rate_per_s * 60)} a minute"
    return f"{_short(rate_per_s * 3600)} an hour"


def format_percent(fraction: float) -> str:
    """Return a share as a whole percentage; 100 % is only said of all of it."""
    return f"{int(100 * min(max(fraction, 0.0), 1.0) + 1e-9)} %"


def count_text(progress: JobProgress) -> str:
    """Return how far a job is: ``"3 of 66"``, or a percentage where it does not count items.

    Where it has several stages, both: ``"45 %: features, 3 of 66"``.
    """
    if progress.fraction is None:
        return ""
    is_counted = progress.total and _counts_items(progress)
    counted = f"{progress.done} of {progress.total}" if is_counted else ""
    if progress.n_stages > 1:
        at = ", ".join(part for part in (progress.stage, counted) if part)
        return f"{format_percent(progress.fraction)}: {at}"
    return counted or format_percent(progress.fraction)


def progress_text(job: Job) -> str:
    """Return how far `job` is and how fast: ``"3 of 66, 1.2 a second"``."""
    progress = job.progress
    parts = [count_text(progress)]
    is_running = job.state is JobState.RUNNING
    if is_running and progress.rate_per_s is not None and _counts_items(progress):
        parts.append(format_rate(progress.rate_per_s))
    return ", ".join(part for part in parts if part)


def left_text(job: Job) -> str:
    """Return how long the job will go on: ``"about 50 s left"``; empty where that is unknown."""
    left_s = job.progress.left_s
    if job.state is not JobState.RUNNING or left_s is None or not left_s:
        return ""
    return left_in_words(left_s)


def time_text(job: Job, worked_s: float) -> str:
    """Return how long `job` has worked, and will: ``"0:12, about 50 s left"``."""
    if job.started_at is None and not worked_s:
        return ""
    return ", ".join(part for part in (format_duration(worked_s), left_text(job)) if part)


def standing_text(job: Job, worked_s: float) -> str:
    """Return all of it in one line: ``"Running: 3 of 66, 1.2 a second, about 50 s left"``."""
    parts = [progress_text(job), left_text(job)]
    if job.started_at is not None or worked_s:
        parts.append(
            f"{'took' if job.state.is_finished() else 'worked for'} {format_duration(worked_s)}"
        )
    said = ", ".join(part for part in parts if part)
    return f"{state_text(job)}: {said}" if said else state_text(job)


def at_hand_text(job: Job) -> str:
    """Return the file or item that `job` is at; empty where it is at none."""
    at_work = job.state in (JobState.RUNNING, JobState.PAUSED, JobState.CANCELLING)
    return job.progress.item if at_work else ""


def log_text(lines: Iterable[LogLine]) -> str:
    """Return a log as it is read and copied: each line with its time of day."""
    return "\n".join(
        f"{time.strftime('%H:%M:%S', time.localtime(line.at))}  {line.text}" for line in lines
    )


def name_jobs(jobs: Iterable[Job], most: int = 3) -> str:
    """Return the titles of some jobs, one a line, and how many more there are."""
    titles = [job.request.title for job in jobs]
    shown = titles if len(titles) <= most + 1 else titles[:most]
    more = len(titles) - len(shown)
    return "\n".join([*(f"• {title}" for title in shown), *([f"and {more} more"] if more else [])])


def count_jobs(count: int) -> str:
    """Return ``"1 job"`` or ``"3 jobs"``."""
    return "1 job" if count == 1 else f"{count} jobs"


def _counts_items(progress: JobProgress) -> bool:
    # Other stages name their unit, as in "separate (s)", or count bytes.
    return not progress.stage.endswith(")") and progress.total < _COUNTABLE


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")
