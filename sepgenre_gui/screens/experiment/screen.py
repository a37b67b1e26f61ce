"""The experiment screen: the list of runs, the page before a run, and the page of one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from sepgenre_gui.jobs.queue import JobQueue, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.experiment.comparing import Comparing
from sepgenre_gui.screens.experiment.exporting import Exporting
from sepgenre_gui.screens.experiment.figures import FiguresOfRuns
from sepgenre_gui.screens.experiment.hearing import Hearing
from sepgenre_gui.screens.experiment.keeping import Keeping
from sepgenre_gui.screens.experiment.layout import ExperimentLayout
from sepgenre_gui.screens.experiment.running import Running
from sepgenre_gui.screens.experiment.setting_up import SettingUp
from sepgenre_gui.screens.experiment.specs import EXPERIMENT_SPECS, NEW, NEXT_TAB, PREVIOUS_TAB, RUN
from sepgenre_gui.screens.experiment.watch import RunWatch
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.experiment.runs import list_runs, other_protocol
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.configuration_file import preset_names
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures


class ExperimentScreen(QObject):
    """What the window shows for experiments; see `Screen`.

    Parameters
    ----------
    project : Project
        Open; may be read-only.
    context : ScreenContext
        What the window gives.
    queue : JobQueue
        Runs the experiments; delivers into this thread.

    Signals
    -------
    segments_asked : tuple of int
        A person wants to see these segments in curation.
    """

    segments_asked = Signal(object)
    _status = Signal(str)

    def __init__(self, project: Project, context: ScreenContext, queue: JobQueue) -> None:
        super().__init__()
        self._project, self._context, self._queue = project, context, queue
        self.layout = ExperimentLayout(context.theme, context.preferences, preset_names())
        self.watch = RunWatch(project, queue, self)
        self.figures = FiguresOfRuns(context.bridge, self)
        self.setting_up = SettingUp(project, context, queue, self.layout.setup, self)
        self.running = Running(project, context, queue, self.watch, self)
        self.keeping = Keeping(project, context, queue, self.layout, self)
        self.comparing = Comparing(context, self.layout, self.watch, self.figures, self)
        self.exporting = Exporting(project, context, queue, self.layout, self.comparing, self)
        self.hearing = Hearing(project, context, self)
        self._run_id: int | None = None
        self._job_id: int | None = None
        self._other_id: int | None = None
        self._is_shown = False
        self._connect()
        self.reload()
        self._show_first()

    @property
    def widget(self) -> QWidget:
        """The panels."""
        return self.layout

    @property
    def title(self) -> str:
        """The project's name."""
        return self._project.folder.name

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """The actions of the experiment screen."""
        return EXPERIMENT_SPECS

    @property
    def status(self) -> SignalInstance:
        """What the status bar says."""
        return self._status

    @property
    def diagnostics(self) -> tuple[str, ...]:
        """How many runs there are."""
        return (f"Runs: {len(self._project.runs.list())}",)

    @property
    def run_id(self) -> int | None:
        """The run at hand."""
        return self._run_id

    def connect(self, book: ActionBook) -> None:  # type: ignore[override]
        """Connect the actions."""
        self.running.connect_actions(book)
        self.keeping.connect_actions(book)
        self.exporting.connect_actions(book)
        for name, slot in {
            NEW: self.show_setup,
            RUN: self._run_setup,
            NEXT_TAB: lambda: self.layout.run.step_tab(1),
            PREVIOUS_TAB: lambda: self.layout.run.step_tab(-1),
        }.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def enter(self) -> None:
        """Look anew at what others may have changed."""
        self._is_shown = True
        self.reload()
        if self.layout.shows_setup:
            self.setting_up.enter()
        else:
            self._show_run()

    def leave(self) -> None:
        """Draw no more, and fall silent; runs go on."""
        self._is_shown = False
        self.hearing.stop()
        self.setting_up.leave()
        self.layout.store()

    def can_close(self) -> bool:
        """Return True: nothing here is lost."""
        return True

    def close(self) -> None:
        """End the workers, and listen no longer."""
        self.layout.store()
        self.setting_up.keep()
        self.watch.close()
        self.hearing.close()
        self.setting_up.close()
        self.figures.close()

    def reload(self) -> None:
        """Read the list of runs anew."""
        runs = list_runs(self._project)
        self.layout.runs.show_rows(runs)
        if self._run_id is not None and all(each.run.id != self._run_id for each in runs):
            self.show_setup()

    def show_setup(self) -> None:
        """Show the page before a run."""
        self.comparing.leave()
        self._run_id = self._job_id = None
        self.layout.runs.select(())
        self.layout.show_page(self.layout.setup)
        if self._is_shown:
            self.setting_up.enter()

    def show_run(self, run_id: int) -> None:
        """Show a run."""
        self.comparing.leave()
        self._run_id, self._job_id = run_id, None
        self.running.run_id = run_id
        self.layout.runs.select((run_id,))
        self.layout.show_page(self.layout.run)
        self._show_run()

    def show_job(self, job_id: int) -> None:
        """Show the experiment that a job prepares, and its run as soon as that exists."""
        run_id = self.watch.run_of(job_id)
        if run_id is not None:
            self.show_run(run_id)
            return
        self._run_id, self._job_id = None, job_id
        self.running.run_id = None
        self.layout.runs.select(())
        self.layout.show_page(self.layout.run)
        self.layout.run.show_preparing(self._queue.job(job_id))

    def say(self, text: str) -> None:
        """Say something in the status bar."""
        self._status.emit(text)

    def _connect(self) -> None:
        runs, watch = self.layout.runs, self.watch
        runs.new_asked.connect(self.show_setup)
        runs.runs_chosen.connect(self._choose)
        watch.runs_changed.connect(self.reload)
        watch.job_changed.connect(self._follow_job)
        watch.numbers_changed.connect(self._draw)
        watch.numbers_changed.connect(self.comparing.follow)
        self.figures.arrived.connect(self._take_figures)
        self.figures.failed.connect(self._context.show_error)
        self.setting_up.asked.connect(self.show_job)
        parts = (self.setting_up, self.running, self.keeping, self.exporting, self.hearing)
        for speaker in parts:
            speaker.said.connect(self.say)
        self.running.asked.connect(self.show_job)
        self.keeping.asked.connect(self.show_job)
        self.keeping.changed.connect(self._read_anew)
        self.layout.setup.readiness_view.segments_asked.connect(self.segments_asked)
        results = self.layout.run.results
        results.segment_played.connect(self.hearing.play)
        results.segment_opened.connect(lambda each: self.segments_asked.emit((each,)))
        header = self.layout.run.header
        header.pause_asked.connect(self.running.pause_or_resume)
        header.resume_asked.connect(self.running.pause_or_resume)
        header.stop_asked.connect(self.running.stop)
        header.continue_asked.connect(self.running.go_on)
        header.trials_asked.connect(self.running.set_trials)

    def _run_setup(self) -> None:
        if self.layout.shows_setup:
            self.setting_up.run()
        else:
            # Nobody runs what nobody sees.
            self.show_setup()
            self.say("This is what would be run. Ctrl+Return once more runs it.")

    def _show_first(self) -> None:
        """Show what goes on, or else the page before a run."""
        job = self.watch.job
        if job is not None:
            self.show_job(job.id)
        else:
            self.show_setup()

    def _choose(self, run_ids: tuple[int, ...]) -> None:
        if len(run_ids) == 1:
            self.show_run(run_ids[0])
        else:
            self._run_id = self._job_id = None
            self.comparing.show(run_ids)

    def _follow_job(self) -> None:
        if self._job_id is not None:
            run_id = self.watch.run_of(self._job_id)
            job = self._queue.job(self._job_id)
            if run_id is not None:
                self.show_run(run_id)
            elif job.state.is_finished():
                if job.state is JobState.FAILED:
                    self._context.show_error(ExperimentError(job.reason, remedy=job.remedy))
                else:
                    self.say(job.reason)
                self.show_setup()
            else:
                self.layout.run.show_preparing(job)
        elif self._run_id is not None and self.layout.shows_run and self._is_shown:
            self._show_header()

    def _draw(self, run_id: int) -> None:
        if run_id == self._run_id and self._is_shown and self.layout.shows_run:
            self._show_run()

    def _show_header(self) -> None:
        assert self._run_id is not None
        self.layout.run.show_header(
            self._project.runs.get(self._run_id),
            self.watch.live(self._run_id),
            self.watch.job_of(self._run_id),
            read_only=self._project.read_only,
        )

    def _show_run(self) -> None:
        if self._run_id is None:
            return
        run_id = self._run_id
        live = self.watch.live(run_id)
        known = self.figures.known(run_id)
        self.layout.run.show_run(
            self._project.runs.get(run_id),
            live,
            self.watch.job_of(run_id),
            None if known is None else known[1],
            read_only=self._project.read_only,
        )
        self.figures.ask(run_id, live.record)

    def _take_figures(self, run_id: int, figures: RunFigures, record: RunRecord) -> None:
        if run_id == self._run_id:
            self.layout.run.show_figures(figures, record)
            self._ask_for_other(run_id)
        elif run_id == self._other_id:
            self.layout.run.results.show_other(figures, record)

    def _ask_for_other(self, run_id: int) -> None:
        """Have the figures of the run under the other protocol shown beside, where there is one."""
        self._other_id = other_protocol(self._project, run_id)
        if self._other_id is None:
            self.layout.run.results.show_other(None)
        else:
            self.figures.ask(self._other_id, self.watch.live(self._other_id).record)

    def _read_anew(self, run_id: int) -> None:
        self.watch.forget(run_id)
        self.figures.forget(run_id)
        self.reload()
        if run_id == self._run_id:
            self._show_run()
