"""How a job ended, in words: from what its function returned or raised."""

from __future__ import annotations

import traceback

import attrs

from sepgenre_gui.jobs.queue.job import Job, JobState
from sepgenre_training.errors import CancelledError, SepgenreError

_FAULT_REMEDY = "If it happens again, copy the job's log and report it as a fault of SepGenre."

CANCELLED = "Cancelled by you; what was finished before is kept."
NEVER_BEGUN = "Cancelled before it began."


@attrs.frozen(kw_only=True)
class Ending:
    """State, reason and remedy of a job that has ended; `trace` of what nobody expected."""

    state: JobState
    reason: str
    remedy: str = ""
    trace: str = ""


def ending_of(job: Job, done: str, error: BaseException | None) -> Ending:
    """Return how `job` ended: `done` is what its function returned, `error` what it raised."""
    if isinstance(error, CancelledError):
        return Ending(state=JobState.CANCELLED, reason=CANCELLED)
    if isinstance(error, SepgenreError):
        return Ending(state=JobState.FAILED, reason=error.message, remedy=error.remedy)
    if error is not None:
        return Ending(
            state=JobState.FAILED,
            reason=f"A fault of the program: {type(error).__name__}: {error}",
            remedy=_FAULT_REMEDY,
            trace="".join(traceback.format_exception(error)),
        )
    if job.failed_items:
        items = "1 item" if job.failed_items == 1 else f"{job.failed_items} items"
        return Ending(
            state=JobState.FAILED,
            reason=f"{items} failed; the others are done. {done}".strip(),
            remedy="The log says why. Mend it, then retry: what is done is not done again.",
        )
    return Ending(state=JobState.DONE, reason=done)
