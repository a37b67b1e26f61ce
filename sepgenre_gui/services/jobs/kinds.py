"""The queue of a project: every kind of job that it can be asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sepgenre_gui.jobs.lane import Deliver
from sepgenre_gui.jobs.queue import JobContext, JobKind, JobQueue, JobStore, NoStore
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.jobs import (
    classification_requests,
    exchange_requests,
    learning_requests,
    report_requests,
    requests,
)
from sepgenre_gui.services.jobs.store import ProjectJobStore
from sepgenre_training.cluster.address import ClusterAddress

_PASSING = (
    exchange_requests.PASSING
    | learning_requests.PASSING
    | {requests.PREVIEW, classification_requests.WRITE}
)
# A preview, too, is wanted now or not at all. Tags are not written again behind a person's back:
# the backup would then hold new ones.

STAGES = {
    requests.FEATURES: ("separate", "features"),
    requests.EXPERIMENT: ("separate", "features", "trials"),
    classification_requests.TRAIN: ("separate", "features", "hold out", "train"),
    classification_requests.CLASSIFY: ("classify",),
    learning_requests.REVIEW: ("separate", "features", "guess"),
    learning_requests.CURVE: ("separate", "features", "learning curve"),
    learning_requests.SUSPECTS: ("separate", "features", "hold out"),
    learning_requests.EXPLAIN: ("separate", "features", "explain"),
}
"""What the services name in their progress, where they do several things in turn."""


def open_queue(
    project: Project,
    *,
    deliver: Deliver | None = None,
    n_workers: int | None = None,
    cache_limit_gb: Callable[[], float] | None = None,
    cluster: Callable[[], ClusterAddress | None] = lambda: None,
) -> JobQueue:
    """Return the queue of `project`; its owner closes it before the project.

    Parameters
    ----------
    deliver : callable, optional
        Brings what is told into the owner's thread.
    n_workers : int, optional
        How many tasks run at once; by default what the machine bears.
    cache_limit_gb : callable, optional
        Tells how large the cache may be, in GB; asked after each job that fills it. 0: no limit.
    cluster : callable
        Returns the cluster on which a job that begins now is to work; None for this machine.
    """
    store: JobStore = NoStore() if project.read_only else ProjectJobStore(project)
    kinds = job_kinds(project, cache_limit_gb)
    return JobQueue(kinds, store=store, deliver=deliver, n_workers=n_workers, cluster=cluster)


def job_kinds(
    project: Project, cache_limit_gb: Callable[[], float] | None = None
) -> tuple[JobKind, ...]:
    """Return every kind of job of `project`.

    What a job needs is imported when it runs: the window's first paint waits for none of it.
    """

    def kind(name: str, *, limit: int = 1, fills_cache: bool = False) -> JobKind:
        def run(context: JobContext) -> str:
            from sepgenre_gui.services.jobs.room import keeping_room
            from sepgenre_gui.services.jobs.work import WORK

            work = partial(WORK[name], project)
            if not fills_cache or cache_limit_gb is None:
                return work(context)
            return keeping_room(project, context, cache_limit_gb(), work)

        return JobKind(
            name=name,
            run=run,
            limit=limit,
            stages=STAGES.get(name, ()),
            survives=name not in _PASSING,
        )

    return (
        kind(requests.PREVIEW, limit=2, fills_cache=True),
        kind(requests.SEPARATE, fills_cache=True),
        kind(requests.FEATURES, fills_cache=True),
        kind(requests.ANALYSE, fills_cache=True),
        kind(requests.EXPERIMENT, fills_cache=True),
        kind(classification_requests.TRAIN, fills_cache=True),
        # Stems of whole libraries would fill the cache, so none are kept.
        kind(classification_requests.CLASSIFY),
        kind(classification_requests.WRITE),
        kind(requests.EXPORT_STEMS, fills_cache=True),
        kind(requests.EXPORT_MIX, limit=2, fills_cache=True),
        kind(requests.EXPORT_SEGMENTS, limit=2),
        kind(report_requests.EXPORT_REPORT),
        kind(report_requests.EXPORT_CHART, limit=2),
        kind(report_requests.EXPORT_COMPARISON_CHART, limit=2),
        kind(report_requests.EXPORT_GENRE_CHART, limit=2),
        kind(requests.INSTALL),
        kind(requests.VERIFY),
        kind(requests.REMOVE),
        *(kind(name, fills_cache=True) for name in sorted(learning_requests.PASSING)),
        # One that is no longer wanted may take a moment to stop.
        *(kind(name, limit=2) for name in sorted(exchange_requests.PASSING)),
    )
