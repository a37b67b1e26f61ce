"""Room: after a job that fills the cache, the cache is kept within its limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.cache_care import ShrinkTask, format_bytes, shrink_to
from sepgenre_training.errors import CancelledError

_lock = threading.Lock()
_began_at: dict[object, float] = {}
# When the jobs that go on in this process began, in s since the epoch.


def keeping_room(
    project: Project, context: JobContext, limit_gb: float, work: Callable[[JobContext], str]
) -> str:
    """Do `work`, then remove what was used longest ago until the cache is within its limit.

    What was used since the job began stays: the next job may need it. So does what jobs that still
    go on have used since they began, such as the tensors of an experiment.
    """
    with _going_on():
        done = work(context)
        if limit_gb and not project.read_only:
            # Whoever stops it now stops no more than this: the job itself is done.
            with suppress(CancelledError):
                _shrink(project, context, limit_gb)
    return done


@contextmanager
def _going_on() -> Iterator[None]:
    mine = object()
    with _lock:
        _began_at[mine] = time.time()
    try:
        yield
    finally:
        with _lock:
            del _began_at[mine]


def _shrink(project: Project, context: JobContext, limit_gb: float) -> None:
    with _lock:
        since = min(_began_at.values())
    task = ShrinkTask(root=project.cache.root, limit_gb=limit_gb, since=since)
    for outcome in context.pool.run(shrink_to, [task]):
        if outcome.error is not None:
            # The job itself is done.
            context.log(f"The cache could not be kept within its limit: {outcome.error}")
        elif outcome.value is not None and outcome.value.n_bytes:
            freed = format_bytes(outcome.value.n_bytes)
            context.log(f"The cache was over its limit of {limit_gb:g} GB: {freed} were freed.")
