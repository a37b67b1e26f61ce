"""The queue of everything long: jobs with states, priorities, limits; workers that they share."""

from sepgenre_gui.jobs.queue.context import JobContext, JobKind
from sepgenre_gui.jobs.queue.events import JobChanged, JobEvent, JobLogged, JobRemoved, JobReported
from sepgenre_gui.jobs.queue.job import Job, JobRequest, JobState, LogLine, Priority
from sepgenre_gui.jobs.queue.queue import JobQueue
from sepgenre_gui.jobs.queue.store import JobRecord, JobStore, NoStore

__all__ = [
    "Job",
    "JobChanged",
    "JobContext",
    "JobEvent",
    "JobKind",
    "JobLogged",
    "JobQueue",
    "JobRecord",
    "JobRemoved",
    "JobReported",
    "JobRequest",
    "JobState",
    "JobStore",
    "LogLine",
    "NoStore",
    "Priority",
]
