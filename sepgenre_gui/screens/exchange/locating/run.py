"""Looking for files as the window does it: jobs look, and what they found is stored."""

from __future__ import annotations

from pathlib import Path

import attrs
from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import Job, JobQueue, JobRequest, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.exchange.step_writer import StepWriter
from sepgenre_gui.screens.queue.following import NEVER, FollowedJob, error_of
from sepgenre_gui.services.check_tracks import LostTrack
from sepgenre_gui.services.edits import Edit
from sepgenre_gui.services.exchange.locating import Finding
from sepgenre_gui.services.jobs.exchange_requests import (
    check_request,
    locate_request,
    search_request,
)
from sepgenre_gui.services.locate_tracks import Relocation
from sepgenre_training.audio.files import printable
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.errors import SepgenreError


@attrs.frozen(kw_only=True)
class LocateOutcome:
    """What was found.

    Attributes
    ----------
    found : tuple of Relocation
        Tracks with their new paths, which are stored.
    lost : tuple of LostTrack
        Those that were looked for and not found.
    problems : tuple of Problem
        Files and folders that could not be looked into, or not be taken.
    edit : Edit or None
        What takes the new paths back; None where there are none.
    is_stored : bool
        Whether the project has changed: paths, or states of files.
    is_check : bool
        Whether it was looked at all tracks, in their places alone.
    """

    found: tuple[Relocation, ...]
    lost: tuple[LostTrack, ...]
    problems: tuple[Problem, ...]
    edit: Edit | None = None
    is_stored: bool
    is_check: bool = False


class LocateRun(QObject):
    """Looks for files, one search at a time.

    Parameters
    ----------
    project : Project
        Where it is read-only, nothing is stored.

    Signals
    -------
    advanced : str, int, int
        What it is at, how many of how many files are done.
    ended : LocateOutcome
        It was looked, and what was found is stored.
    failed : BaseException
        It could not be looked, or not all be stored.
    """

    advanced = Signal(str, int, int)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, project: Project, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project, self._queue = project, queue
        self._job: FollowedJob | None = None
        self._writer = StepWriter(project, self)
        self._finding: Finding | None = None
        self._is_check = False
        self._is_running = False

    @property
    def is_running(self) -> bool:
        """Whether files are looked at, or what was found is being stored."""
        return self._is_running

    def check(self, *, reads_all: bool, track_id: int | None) -> None:
        """Look which files are missing or changed; see `CheckFilesTask`."""
        read_ids = () if track_id is None else (track_id,)
        self._look(check_request(reads_all=reads_all, track_ids=read_ids), is_check=True)

    def locate(self, track_id: int, new_path: Path) -> None:
        """Take `new_path` for a track's file, where it is, and look for its siblings there."""
        self._look(locate_request(track_id, new_path))

    def search(self, folder: Path, lost_ids: frozenset[int]) -> None:
        """Look for lost tracks in and below `folder`."""
        self._look(search_request(folder, lost_ids))

    def stop(self) -> None:
        """Look no further; paths that are stored stay."""
        job, self._job = self._job, None
        if job is not None:
            job.stop()
        if self._finding is not None:
            self._end(self._writer.stop(), None)
        self._is_running = False

    def _look(self, request: JobRequest, *, is_check: bool = False) -> None:
        self._is_running, self._is_check = True, is_check
        try:
            self._job = FollowedJob(
                self._queue,
                request,
                on_report=self._store,
                on_end=self._end_look,
                on_change=self._show_progress,
                keeps=NEVER,
            )
        except SepgenreError as error:
            self._fail(error)

    def _show_progress(self, job: Job) -> None:
        progress = job.progress
        if progress.total:
            stage = progress.stage.capitalize()
            text = f"{stage}, {progress.done:,} of {progress.total:,}: {printable(progress.item)}"
            self.advanced.emit(text, progress.done, progress.total)

    def _end_look(self, job: Job) -> None:
        # What it brought may have led to another one before it was told that it has ended.
        if self._job is not None and self._job.job_id == job.id:
            self._job = None
        if job.state is not JobState.DONE:
            self._fail(error_of(job))

    def _store(self, finding: Finding) -> None:
        self._finding = finding
        if self._project.read_only:
            self._end(None, None)
            return
        try:
            self._project.tracks.set_file_states(finding.file_states)
        except SepgenreError as error:
            self._end(None, error)
            return
        self._writer.write(finding.edit, self._end, n_linked=finding.n_linked)

    def _end(self, stored: Edit | None, error: BaseException | None) -> None:
        finding, self._finding = self._finding, None
        assert finding is not None
        self._is_running = False
        moved = stored.track_ids if stored is not None else frozenset()
        summary = finding.summary
        outcome = LocateOutcome(
            found=tuple(each for each in summary.found if each.track.id in moved),
            lost=summary.lost,
            problems=summary.problems,
            edit=stored,
            is_stored=bool(stored is not None or finding.file_states)
            and not self._project.read_only,
            is_check=self._is_check,
        )
        self.ended.emit(outcome)
        if error is not None:
            self.failed.emit(error)

    def _fail(self, error: BaseException) -> None:
        self._is_running = False
        self.failed.emit(error)
