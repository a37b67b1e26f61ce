"""The store of a project's queue: its jobs in the project's database."""

from __future__ import annotations

from collections.abc import Sequence

from sepgenre_gui.jobs.queue import JobRecord, JobRequest, JobState, Priority
from sepgenre_gui.project.job import StoredJob
from sepgenre_gui.project.project import Project


class ProjectJobStore:
    """Keeps jobs in `project`, open for writing; see `JobStore`."""

    def __init__(self, project: Project) -> None:
        self._jobs = project.jobs

    def load(self) -> Sequence[JobRecord]:
        """Return what is kept; a job of a state or priority that is not known here is not."""
        known = {state.value for state in JobState}
        urgencies = {int(priority) for priority in Priority}
        return [
            _record(job)
            for job in self._jobs.list()
            if job.state in known and job.priority in urgencies
        ]

    def next_id(self) -> int:
        """Return an identifier that no job of the project has or ever had."""
        return self._jobs.next_id()

    def save(self, record: JobRecord) -> None:
        """Keep a job."""
        self._jobs.store(
            StoredJob(
                id=record.id,
                kind=record.request.kind,
                title=record.request.title,
                arguments=record.request.arguments,
                priority=int(record.request.priority),
                state=record.state.value,
                reason=record.reason,
                remedy=record.remedy,
                created_at=record.created_at,
                finished_at=record.finished_at,
            )
        )

    def delete(self, job_id: int) -> None:
        """Forget a job."""
        self._jobs.delete(job_id)


def _record(job: StoredJob) -> JobRecord:
    return JobRecord(
        id=job.id,
        request=JobRequest(
            kind=job.kind,
            title=job.title,
            arguments=job.arguments,
            priority=Priority(job.priority),
        ),
        state=JobState(job.state),
        reason=job.reason,
        remedy=job.remedy,
        created_at=job.created_at,
        finished_at=job.finished_at,
    )
