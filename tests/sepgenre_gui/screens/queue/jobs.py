"""Jobs in every state, as a queue tells of them."""

from __future__ import annotations

from typing import Any

from sepgenre_gui.jobs.queue import Job, JobRequest, JobState
from sepgenre_gui.jobs.queue.job import JobProgress


def make_job(number: int, state: JobState, title: str = "", **more: Any) -> Job:
    """Return a job; `progress` may be done, total and what else is known."""
    progress = more.pop("progress", None)
    if isinstance(progress, tuple):
        done, total = progress
        progress = JobProgress(stage="separate", done=done, total=total)
    return Job(
        id=number,
        request=JobRequest(kind="each", title=title or f"Job {number}"),
        state=state,
        progress=progress or JobProgress(),
        **more,
    )


def every_state() -> list[Job]:
    """Return jobs in every state, with all that can be said of each."""
    state = JobState
    return [
        make_job(
            1, state.DONE, "Separate 66 segments by hpss", progress=(66, 66), worked_s=75.0,
            started_at=1.0, finished_at=76.0, reason="Separated 66 segments by hpss.",
        ),
        make_job(
            2, state.FAILED, "Features of the labelled segments, by hpss", progress=(63, 66),
            started_at=1.0, worked_s=42.0, failed_items=3,
            reason="3 items failed; the others are done.",
            remedy="The log says why. Mend it, then retry: what is done is not done again.",
        ),
        make_job(
            3, state.RUNNING, "Waveforms of 412 tracks", started_at=1.0, worked_s=26.0,
            progress=JobProgress(
                stage="waveforms", done=31, total=412, rate_per_s=1.2, left_s=310.0,
                item="Árabesk 観 (a very long version of it).flac",
            ),
        ),
        make_job(4, state.RUNNING, "Install spleeter", started_at=1.0, worked_s=3.0),
        make_job(
            5, state.PAUSED, "Export stems of 12 segments to stems", progress=(4, 12),
            started_at=1.0, worked_s=8.0, reason="Paused by you.",
        ),
        make_job(
            6, state.CANCELLING, "Stems of Night Drive, the whole track, by demucs",
            started_at=1.0, worked_s=61.0, reason="Its workers are stopping.",
            progress=JobProgress(stage="separate (s)", done=93, total=212, item="Night Drive"),
        ),
        make_job(7, state.CANCELLED, "Verify demucs", reason="Cancelled before it began."),
        make_job(8, state.QUEUED, "Experiment sound, 20 trials, by hpss"),
        make_job(
            9, state.PAUSED, "Separate 12 segments by spleeter", is_left_over=True,
            reason="Left unfinished when the project was closed.",
        ),
        make_job(
            10, state.FAILED, "Install demucs", started_at=1.0, worked_s=19.0,
            reason="The download stopped: no route to the server after 5 tries. " * 3,
            remedy="Connect to the internet and try again: what is there is not loaded again. " * 3,
        ),
    ]  # fmt: skip
