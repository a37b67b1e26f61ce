"""Building the workspace of a project: its queue, its pages, and what passes between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs
from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import JobQueue, JobRequest
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.classify.specs import CLASSIFY_SPECS
from sepgenre_gui.screens.curation.screen import CurationScreen
from sepgenre_gui.screens.curation.specs import CURATION_SPECS
from sepgenre_gui.screens.experiment.specs import EXPERIMENT_SPECS
from sepgenre_gui.screens.review.specs import REVIEW_SPECS
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.stems.specs import STEMS_SPECS
from sepgenre_gui.screens.undo import UNDO_SPECS
from sepgenre_gui.screens.workspace.page import Page
from sepgenre_gui.screens.workspace.tools import TOOL_SPECS, Tools
from sepgenre_gui.screens.workspace.workspace import Workspace
from sepgenre_gui.services.jobs.kinds import open_queue
from sepgenre_gui.services.jobs.requests import analyse_request
from sepgenre_training.errors import SepgenreError

if TYPE_CHECKING:
    from sepgenre_gui.screens.classify.screen import ClassifyScreen
    from sepgenre_gui.screens.experiment.screen import ExperimentScreen
    from sepgenre_gui.screens.review.screen import ReviewScreen
    from sepgenre_gui.screens.stems.screen import StemsScreen

CURATION, STEMS, EXPERIMENT, CLASSIFY = "curation", "stems", "experiment", "classify"
REVIEW = "review"

HEAR_SPECS = (
    ActionSpec(
        id="segment.hear-stems", text="&Unmix: hear the stems", menu="Segment", keys=("U",),
        section="stems", repeats=False,
        tip="Go to the stems of the segment, separate them where needed, and play them",
    ),
    ActionSpec(
        id="track.hear-stems", text="&Unmix the whole track", menu="Track",
        keys=("Shift+U",), section="stems", repeats=False,
        tip="Go to the stems of the track, separate them where needed, and play them",
    ),
)  # fmt: skip


def build_workspace(project: Project, context: ScreenContext) -> Workspace:
    """Return the workspace of `project`; closing it ends its jobs."""
    queue = open_queue(
        project,
        deliver=context.bridge.deliver,
        cache_limit_gb=lambda: context.preferences.cache_limit_gb,
        cluster=lambda: context.preferences.cluster.address_in_use,
    )
    adder = _Adder(queue, context)
    with_jobs = attrs.evolve(context, add_job=adder.add, queue=queue)
    pages = [
        Page(
            name=CURATION,
            text="&Curate",
            tip="Cut segments and name their genre",
            key="Ctrl+1",
            specs=(*UNDO_SPECS, *CURATION_SPECS, *HEAR_SPECS),
            build=lambda: CurationScreen(project, with_jobs),
        ),
        Page(
            name=STEMS,
            text="&Stems",
            tip="Hear, see and export what a separator makes of segments and tracks",
            key="Ctrl+2",
            specs=STEMS_SPECS,
            build=lambda: _build_stems(project, context, queue),
        ),
        Page(
            name=EXPERIMENT,
            text="&Experiment",
            tip="Run the paper on this music, and see what comes out",
            key="Ctrl+3",
            specs=EXPERIMENT_SPECS,
            build=lambda: passage.build_experiment(queue),
        ),
        Page(
            name=CLASSIFY,
            text="C&lassify",
            tip="Train classifiers, and have them tell the genre of new tracks",
            key="Ctrl+4",
            specs=CLASSIFY_SPECS,
            build=lambda: _build_classify(project, with_jobs, queue),
        ),
        Page(
            name=REVIEW,
            text="&Review",
            tip="Accept or correct guesses, and find wrong labels",
            key="Ctrl+5",
            specs=REVIEW_SPECS,
            build=lambda: passage.build_review(queue),
        ),
    ]
    workspace = Workspace(project, context, queue, pages, specs=TOOL_SPECS)
    adder.setParent(workspace)
    adder.told.connect(workspace.status)
    tools = Tools(project, with_jobs, workspace.queue, workspace.widget)
    workspace.connected.connect(tools.connect_actions)
    workspace.closing.connect(tools.close)
    passage = _Passage(workspace, project, with_jobs, tools)
    return workspace


def _build_stems(project: Project, context: ScreenContext, queue: JobQueue) -> StemsScreen:
    # What knows the separators would delay the window's first paint.
    from sepgenre_gui.screens.stems.screen import StemsScreen

    return StemsScreen(project, context, queue)


def _build_classify(project: Project, context: ScreenContext, queue: JobQueue) -> ClassifyScreen:
    # What knows classifiers would delay the window's first paint.
    from sepgenre_gui.screens.classify.screen import ClassifyScreen

    return ClassifyScreen(project, context, queue)


class _Adder(QObject):
    """Asks a queue for jobs, and says so."""

    told = Signal(str)

    def __init__(self, queue: JobQueue, context: ScreenContext) -> None:
        super().__init__()
        self._queue, self._context = queue, context

    def add(self, request: JobRequest) -> None:
        """Ask for a job; where its project cannot keep it, show why."""
        try:
            self._queue.add(request)
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.told.emit(f"{request.title}: begun; Ctrl+J shows how far it is.")


class _Passage(QObject):
    """What passes from one page to another: what is to be heard, and that something changed."""

    def __init__(
        self, workspace: Workspace, project: Project, context: ScreenContext, tools: Tools
    ) -> None:
        super().__init__(workspace)
        self._workspace, self._project, self._context = workspace, project, context
        self._curation = cast(CurationScreen, workspace.screen(CURATION))
        self._is_outdated = False
        self._curation.history.edited.connect(lambda _: self._note_change())
        self._curation.session.rows_reset.connect(self._note_change)
        self._curation.exchanging.imported.connect(self._read_waveforms)
        tools.cleared.connect(self._look_anew)
        workspace.connected.connect(self._connect_actions)
        workspace.page_shown.connect(self._refresh)

    def _connect_actions(self, book: ActionBook) -> None:
        book["segment.hear-stems"].triggered.connect(lambda *_: self._hear(whole_track=False))
        book["track.hear-stems"].triggered.connect(lambda *_: self._hear(whole_track=True))

    def _hear(self, *, whole_track: bool) -> None:
        session = self._curation.session
        track, segment = session.track, None if whole_track else session.segment
        if track is None:
            self._curation.say("Choose a track first.")
            return
        stems = cast("StemsScreen", self._workspace.show_page(STEMS))
        stems.hear(track.id, None if segment is None else segment.id)

    def build_experiment(self, queue: JobQueue) -> ExperimentScreen:
        """Return the experiment screen, whose segments can be opened in curation."""
        # What knows the experiment would delay the window's first paint.
        from sepgenre_gui.screens.experiment.screen import ExperimentScreen

        screen = ExperimentScreen(self._project, self._context, queue)
        screen.segments_asked.connect(self._open_segments)
        return screen

    def build_review(self, queue: JobQueue) -> ReviewScreen:
        """Return the review screen, whose edits are those of curation's history."""
        # What knows the models would delay the window's first paint.
        from sepgenre_gui.screens.review.screen import ReviewScreen

        screen = ReviewScreen(self._project, self._context, queue, self._curation.session)
        screen.segments_asked.connect(self._open_segments)
        return screen

    def _open_segments(self, segment_ids: tuple[int, ...]) -> None:
        known = {segment.id: segment for segment in self._project.segments.list()}
        found = [known[each] for each in segment_ids if each in known]
        if not found:
            self._workspace.status.emit("These segments are no longer in the project.")
            return
        self._workspace.show_page(CURATION)
        session = self._curation.session
        session.choose_track(found[0].track_id)
        session.choose_segment(found[0].id)
        self._curation.layout.tracks.select({segment.track_id for segment in found})
        if len(found) > 1:
            self._curation.say(f"{len(found)} segments; their tracks are selected in the list.")

    def _note_change(self) -> None:
        self._is_outdated = True

    def _look_anew(self) -> None:
        """Show that the cache was cleared, on the page of the stems where that is shown."""
        self._note_change()
        if self._workspace.shown == STEMS:
            self._refresh(STEMS)
            self._workspace.screen(STEMS).enter()

    def _refresh(self, name: str) -> None:
        if name == STEMS and self._is_outdated:
            self._is_outdated = False
            cast("StemsScreen", self._workspace.screen(STEMS)).reload()

    def _read_waveforms(self) -> None:
        tracks = [track.id for track in self._project.tracks.list()]
        if tracks and self._context.add_job is not None and not self._project.read_only:
            self._context.add_job(analyse_request(tracks))
