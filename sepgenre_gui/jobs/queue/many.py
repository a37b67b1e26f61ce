"""What is asked of many jobs at once."""

from __future__ import annotations

from abc import ABC, abstractmethod

from sepgenre_gui.jobs.queue.job import Job, JobState


class AskedOfMany(ABC):
    """Asks each job in turn; a queue has the rest."""

    @property
    @abstractmethod
    def jobs(self) -> tuple[Job, ...]:
        """Every job as it stands."""

    @abstractmethod
    def cancel(self, job_id: int) -> None:
        """Stop a job."""

    @abstractmethod
    def resume(self, job_id: int) -> None:
        """Let a job go on, or one that was left from the last time begin."""

    @abstractmethod
    def retry(self, job_id: int) -> None:
        """Do a failed or cancelled job again."""

    @abstractmethod
    def remove(self, job_id: int) -> None:
        """Take a job that nobody is at out of the list."""

    def cancel_all(self) -> None:
        """Stop every job that has not ended, but for those left from the last time."""
        for job in self.jobs:
            if not job.is_left_over:
                self.cancel(job.id)

    def resume_left_over(self) -> None:
        """Let every job that was left from the last time begin."""
        for job in self.jobs:
            if job.is_left_over:
                self.resume(job.id)

    def retry_failed(self) -> None:
        """Do every failed job again."""
        for job in self.jobs:
            if job.state is JobState.FAILED:
                self.retry(job.id)

    def clear(self) -> None:
        """Take every finished job out of the list."""
        for job in self.jobs:
            self.remove(job.id)
