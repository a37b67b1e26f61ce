"""What goes on in jobs that classify or train: files as they come, and how far the job is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.jobs.queue import Job, JobChanged, JobEvent, JobQueue, JobRemoved, JobReported
from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.services.classify_tracks import FileClassified
from sepgenre_gui.services.jobs.classification_requests import CLASSIFY, TRAIN
from sepgenre_gui.services.jobs.classifying import ClassifierTrained
from sepgenre_training.classification.track_task import TrackProgressed

_TELL_MS = 250
"""Files that are known already come by thousands in a second."""


class ClassifyWatch(QObject):
    """Follows the jobs of the queue that classify and train.

    Signals
    -------
    came(files, at_work)
        Files that were classified (tuple of ClassifiedFile), and files that workers are at (tuple
        of (name of the classifier, TrackProgressed)); told four times a second at most.
    job_changed
        A job that classifies stands differently, or is at another item.
    ended : Job
        A job that classifies has ended.
    trained : int
        There is a classifier of this identifier now.
    """

    came = Signal(object, object)
    job_changed = Signal()
    ended = Signal(object)
    trained = Signal(int)

    def __init__(self, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._files: list[ClassifiedFile] = []
        self._at_work: dict[str, tuple[str, TrackProgressed]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TELL_MS)
        self._timer.timeout.connect(self.tell)
        self._end: Callable[[], None] = queue.subscribe(self._take)

    @property
    def job(self) -> Job | None:
        """The job that classifies, waits or is held; of several, the one that has begun."""
        return self._first(CLASSIFY)

    @property
    def training(self) -> Job | None:
        """The job that trains, waits or is held."""
        return self._first(TRAIN)

    def uses(self, classifier: str) -> bool:
        """Return whether a job that has not ended classifies by the classifier of this name."""
        return any(
            job.request.kind == CLASSIFY
            and not job.state.is_finished()
            and job.request.arguments.get("classifier") == classifier
            for job in self._queue.jobs
        )

    def tell(self) -> None:
        """Tell what has come since the last time."""
        files, at_work = tuple(self._files), tuple(self._at_work.values())
        self._files, self._at_work = [], {}
        if files or at_work:
            self.came.emit(files, at_work)

    def close(self) -> None:
        """Listen no longer."""
        self._end()
        self._timer.stop()

    def _first(self, kind: str) -> Job | None:
        jobs = [
            job
            for job in self._queue.jobs
            if job.request.kind == kind and not job.state.is_finished()
        ]
        return min(jobs, key=lambda job: (not job.state.is_active(), job.id), default=None)

    def _take(self, event: JobEvent) -> None:
        if isinstance(event, JobReported):
            self._take_report(event)
        elif isinstance(event, JobChanged):
            if event.job.request.kind == CLASSIFY:
                self.job_changed.emit()
                if event.job.state.is_finished():
                    self.tell()
                    self.ended.emit(event.job)
            elif event.job.request.kind == TRAIN:
                self.job_changed.emit()
        elif isinstance(event, JobRemoved):
            self.job_changed.emit()

    def _take_report(self, event: JobReported) -> None:
        told = event.event
        if isinstance(told, ClassifierTrained):
            self.trained.emit(told.classifier_id)
            return
        if isinstance(told, FileClassified):
            self._at_work.pop(str(told.file.path), None)
            self._files.append(told.file)
        elif isinstance(told, TrackProgressed):
            name = self._queue.job(event.job_id).request.arguments["classifier"]
            self._at_work[str(told.path)] = (name, told)
        else:
            return
        if not self._timer.isActive():
            self._timer.start()
