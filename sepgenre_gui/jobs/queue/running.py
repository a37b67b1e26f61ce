"""Jobs that have begun: thread, clock that stands still in pauses, progress."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from sepgenre_gui.jobs.queue.context import JobContext, JobKind
from sepgenre_gui.jobs.queue.elsewhere import Elsewhere
from sepgenre_gui.jobs.queue.job import Job, JobProgress
from sepgenre_gui.jobs.queue.pace import Pace
from sepgenre_gui.jobs.queue.pool import JobPool
from sepgenre_gui.jobs.queue.stages import Stages
from sepgenre_gui.jobs.queue.workers import Workers
from sepgenre_training.cluster.address import ClusterAddress
from sepgenre_training.compute.events import Progressed

Work = Callable[[JobContext], str]
OnEnd = Callable[[str, BaseException | None], None]
"""Receives what was done, or the error."""


class RunningJob:
    """Runs a kind's function in a thread of its own.

    Parameters
    ----------
    context : JobContext
        What the function is given.
    work : callable
        The kind's function.
    stages : sequence of str
        Of the kind.
    on_end : callable
        Called once, in that thread, when the function has returned or raised.
    """

    def __init__(
        self, context: JobContext, work: Work, on_end: OnEnd, stages: Sequence[str] = ()
    ) -> None:
        self.context = context
        self.progress = JobProgress()
        self.told_at_s = 0.0
        self._work, self._on_end = work, on_end
        self._pace, self._stages = Pace(), Stages(stages)
        self._worked_s = 0.0
        self._since_s: float | None = None
        self._thread = threading.Thread(target=self._run, name=f"job {context.job_id}", daemon=True)

    @property
    def worked_s(self) -> float:
        """How long it has worked, without pauses."""
        since_s = self._since_s
        return self._worked_s + (0.0 if since_s is None else time.monotonic() - since_s)

    def start(self) -> None:
        """Begin."""
        self._since_s = time.monotonic()
        self._thread.start()

    def pause(self) -> None:
        """Have it wait."""
        self._worked_s, self._since_s = self.worked_s, None
        self.context.pause()

    def resume(self) -> None:
        """Let it go on."""
        self._since_s = time.monotonic()
        self.context.resume()

    def cancel(self) -> None:
        """Have it end."""
        self.context.cancel()

    def join(self, timeout_s: float) -> None:
        """Wait for its end."""
        self._thread.join(max(0.0, timeout_s))

    def note(self, event: Progressed) -> None:
        """Take how far it is."""
        now_s = self.worked_s
        self._pace.note(now_s, event.stage, event.done)
        is_last = self._stages.is_last(event.stage)
        self.progress = JobProgress(
            stage=event.stage,
            done=event.done,
            total=event.total,
            item=event.item,
            rate_per_s=self._pace.rate_per_s(now_s),
            left_s=self._pace.left_s(now_s, event.total) if is_last else None,
            fraction=self._stages.note(event.stage, event.done, event.total),
            n_stages=self._stages.n_stages,
        )

    def _run(self) -> None:
        done, error = "", None
        try:
            self.context.check()
            done = self._work(self.context)
        except BaseException as raised:  # noqa: BLE001 - whatever it is, the queue tells it
            error = raised
        try:
            self.context.pool.close()
        finally:
            self._on_end(done, error)


class RunningJobs:
    """Every job that has begun and not ended; calls come under the queue's lock.

    Parameters
    ----------
    workers : Workers
        Do the work on this machine.
    cluster : callable
        Returns the cluster on which a job that begins now is to work; None for this machine.
    """

    def __init__(self, workers: Workers, cluster: Callable[[], ClusterAddress | None]) -> None:
        self._workers, self._cluster = workers, cluster
        self._jobs: dict[int, RunningJob] = {}

    @property
    def all(self) -> tuple[RunningJob, ...]:
        """All of them."""
        return tuple(self._jobs.values())

    def get(self, job_id: int) -> RunningJob | None:
        """Return one of them; None where the job has not begun or has ended."""
        return self._jobs.get(job_id)

    def of(self, job_id: int) -> RunningJob:
        """Return one of them; KeyError where the job has not begun or has ended."""
        return self._jobs[job_id]

    def make(
        self,
        job: Job,
        kind: JobKind,
        *,
        on_event: Callable[[Any], None],
        on_log: Callable[[str], None],
        on_end: OnEnd,
    ) -> RunningJob:
        """Return what runs `job`, which is yet to be started."""
        elsewhere = Elsewhere(self._cluster(), on_log)
        pool = JobPool(job.id, job.request.priority, self._workers, elsewhere)
        context = JobContext(job.id, job.request.arguments, pool, on_event=on_event, on_log=on_log)
        running = RunningJob(context, kind.run, on_end, kind.stages)
        self._jobs[job.id] = running
        return running

    def forget(self, job_id: int) -> None:
        """Note that a job has ended, if it had begun."""
        self._jobs.pop(job_id, None)

    def current(self, job: Job) -> Job:
        """Return `job` with how far it is now."""
        running = self._jobs.get(job.id)
        if running is None:
            return job
        return attrs.evolve(job, progress=running.progress, worked_s=running.worked_s)
