"""One import as the window does it: preview, tracks, segments; stopped at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import Job, JobQueue, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.screens.exchange.importing.examining import ExaminationJob
from sepgenre_gui.screens.exchange.step_writer import StepWriter
from sepgenre_gui.screens.queue.following import NEVER, FollowedJob, error_of
from sepgenre_gui.services.edits import Edit
from sepgenre_gui.services.exchange.preview import ImportPreview, Layout
from sepgenre_gui.services.exchange.steps import joined
from sepgenre_gui.services.exchange.storing import Fate
from sepgenre_gui.services.import_segments import SegmentImport
from sepgenre_gui.services.import_tracks import Importing, ImportSummary
from sepgenre_gui.services.jobs.exchange_requests import look_request, match_request
from sepgenre_gui.services.jobs.exchanging import Examined
from sepgenre_training.errors import CancelledError, SepgenreError


@attrs.frozen(kw_only=True)
class ImportOutcome:
    """What one run of an import did.

    Attributes
    ----------
    tracks : ImportSummary
        What became of the audio files.
    segments : SegmentImport or None
        What became of the files of segments; None where there were none, or it was stopped.
    edit : Edit or None
        What takes all of it back in one step; None where nothing was changed.
    was_stopped : bool
        Whether a person or an error stopped it; what was finished stays.
    """

    tracks: ImportSummary
    segments: SegmentImport | None = None
    edit: Edit | None = None
    was_stopped: bool = False


class ImportRun(QObject):
    """Looks at files, then imports them; everything slow is a job of the project's queue.

    Only storing is done here, so that an import ends after any file.

    Signals
    -------
    previewed : ImportPreview
        What an import would do.
    refused : BaseException
        There is nothing to import, or the preview failed.
    advanced : str, int, int
        What it is at, how many of how many files are done.
    file_done : int, FileResult
        The plan's file at this place is stored, or out.
    segments_done : SegmentImport
        The files of segments are stored.
    failed : BaseException
        Something ended the run before its end.
    ended : ImportOutcome
        The run is over, whether it was stopped or not.
    """

    previewed = Signal(object)
    refused = Signal(object)
    advanced = Signal(str, int, int)
    file_done = Signal(int, object)
    segments_done = Signal(object)
    failed = Signal(object)
    ended = Signal(object)

    def __init__(self, project: Project, queue: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project, self._queue = project, queue
        self._job: FollowedJob | ExaminationJob | None = None
        self._writer = StepWriter(project, self)
        self._preview: ImportPreview | None = None
        self._places: tuple[int, ...] = ()
        self._annotations: tuple[Path, ...] = ()
        self._track_id: int | None = None
        self._importing: Importing | None = None
        self._matched: SegmentImport | None = None
        self._n_done = 0
        # By place: True where it stayed out, False where it did not.
        self._is_out: dict[int, bool] = {}
        self._annotation_is_out: dict[Path, bool] = {}

    @property
    def is_running(self) -> bool:
        """Whether files are being imported."""
        return self._importing is not None

    @property
    def preview(self) -> ImportPreview | None:
        """What was looked at last."""
        return self._preview

    @property
    def n_failed(self) -> int:
        """How many files stayed out so far, and could be tried again."""
        return sum(self._is_out.values()) + sum(self._annotation_is_out.values())

    @property
    def n_left(self) -> int:
        """How many files were not looked into yet."""
        return len(self._places_left()) + len(self._annotations_left())

    def look(self, paths: Sequence[Path], layout: Layout) -> None:
        """Preview an import of `paths`, in place of what was looked at before."""
        self._stop_job()
        self._preview = None
        self._is_out, self._annotation_is_out = {}, {}
        try:
            self._job = FollowedJob(
                self._queue,
                look_request(paths, layout),
                on_report=self._take_preview,
                on_end=self._end_look,
                keeps=NEVER,
            )
        except SepgenreError as error:
            self.refused.emit(error)

    def begin(self, *, track_id: int | None = None) -> None:
        """Import what was looked at, but for what is done already, as after `stop`.

        Parameters
        ----------
        track_id : int, optional
            The track to which files of segments belong.
        """
        self._begin(self._places_left(), self._annotations_left(), track_id)

    def retry(self, *, track_id: int | None = None) -> None:
        """Import once more what stayed out, after its causes were mended."""
        places = [place for place, is_out in sorted(self._is_out.items()) if is_out]
        annotations = [path for path, is_out in self._annotation_is_out.items() if is_out]
        self._begin(places, annotations, track_id)

    def stop(self) -> None:
        """Stop the import; what was finished stays."""
        self._stop_job()
        if not self.is_running:
            return
        stored = self._writer.stop()
        segments = None
        if self._matched is not None and stored is not None:
            segments = attrs.evolve(self._matched, added=stored.added(Segment), edit=stored)
        self._end(segments, was_stopped=True)

    def _places_left(self) -> list[int]:
        files = self._preview.plan.files if self._preview is not None else ()
        return [place for place in range(len(files)) if place not in self._is_out]

    def _annotations_left(self) -> list[Path]:
        found = self._preview.annotations if self._preview is not None else ()
        return [each.path for each in found if each.path not in self._annotation_is_out]

    def _take_preview(self, preview: ImportPreview) -> None:
        self._preview = preview
        self.previewed.emit(preview)

    def _end_look(self, job: Job) -> None:
        self._forget(job)
        if job.state is not JobState.DONE:
            self.refused.emit(error_of(job))

    def _forget(self, job: Job) -> None:
        # What it brought may have led to another one before it was told that it has ended.
        if self._job is not None and self._job.job_id == job.id:
            self._job = None

    def _stop_job(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.stop()

    def _begin(
        self, places: Sequence[int], annotations: Sequence[Path], track_id: int | None
    ) -> None:
        assert self._preview is not None
        plan = self._preview.plan
        self._places, self._annotations = tuple(places), tuple(annotations)
        self._track_id, self._matched, self._n_done = track_id, None, 0
        files = tuple(plan.files[place] for place in places)
        self._importing = Importing(self._project, attrs.evolve(plan, files=files))
        if not files:
            self._match()
            return
        try:
            self._job = ExaminationJob(
                self._queue,
                self._importing.tasks,
                on_outcome=self._take,
                on_end=self._end_examining,
                parent=self,
            )
        except SepgenreError as error:
            self._fail(error)

    def _end_examining(self, job: Job) -> None:
        self._forget(job)
        if job.state is JobState.DONE:
            self._match()
        else:
            self._fail(error_of(job))

    def _take(self, outcome: Examined) -> None:
        assert self._importing is not None
        result = self._importing.take(outcome)
        place = self._places[outcome.position]
        self._is_out[place] = result.fate is Fate.OUT
        self._n_done += 1
        self.file_done.emit(place, result)
        self.advanced.emit(outcome.task.path.name, self._n_done, len(self._places))

    def _match(self) -> None:
        if not self._annotations:
            self._end(None)
            return
        self.advanced.emit("Matching segments to tracks…", 0, 0)
        try:
            self._job = FollowedJob(
                self._queue,
                match_request(self._annotations, self._track_id),
                on_report=self._store_segments,
                on_end=self._end_matching,
                on_change=self._show_progress,
                keeps=NEVER,
            )
        except SepgenreError as error:
            self._fail(error)

    def _show_progress(self, job: Job) -> None:
        if job.progress.total:
            self.advanced.emit(job.progress.item, job.progress.done, job.progress.total)

    def _end_matching(self, job: Job) -> None:
        self._forget(job)
        if job.state is not JobState.DONE:
            self._fail(error_of(job))

    def _store_segments(self, matched: SegmentImport) -> None:
        self._matched = matched
        self._writer.write(matched.edit, self._take_written)

    def _take_written(self, stored: Edit | None, error: BaseException | None) -> None:
        assert self._matched is not None
        segments = attrs.evolve(
            self._matched, added=stored.added(Segment) if stored else (), edit=stored
        )
        if error is None:
            failed = {problem.path for problem in segments.problems}
            self._annotation_is_out.update({path: path in failed for path in self._annotations})
            self.segments_done.emit(segments)
        else:
            self.failed.emit(error)
        self._end(segments, was_stopped=error is not None)

    def _fail(self, error: BaseException) -> None:
        # Cancelled in the list of jobs, it is merely stopped.
        if not isinstance(error, CancelledError):
            self.failed.emit(error)
        self._end(None, was_stopped=True)

    def _end(self, segments: SegmentImport | None, *, was_stopped: bool = False) -> None:
        importing, self._importing = self._importing, None
        assert importing is not None
        tracks = importing.summary()
        try:
            self._project.tracks.set_file_states(importing.file_states)
        except SepgenreError as error:
            self.failed.emit(error)
        edits = (tracks.edit, segments.edit if segments else None)
        text = next((edit.text for edit in edits if edit is not None), "")
        self.ended.emit(
            ImportOutcome(
                tracks=tracks,
                segments=segments,
                edit=joined(text, *edits),
                was_stopped=was_stopped,
            )
        )
