"""One run on its page: the header, and under tabs how it goes and what came out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.project.run import Run
from sepgenre_gui.screens.appearance.metrics import FAR, NEAR, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.run.header import RunHeader
from sepgenre_gui.screens.experiment.run.live_page import LivePage
from sepgenre_gui.screens.experiment.run.results import ResultPages
from sepgenre_gui.screens.experiment.watch import LiveRun
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures

_PREPARING = (
    "Stems and features that are missing are computed first, and kept for the next time.\n"
    "Losses, F1 and means appear here with the first epoch."
)


class RunPage(QWidget):
    """Shows the run at hand."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = RunHeader()
        self.note = label(role="muted")
        self.note.setWordWrap(True)
        self.preparing = label(_PREPARING, role="muted")
        self.preparing.setWordWrap(True)
        self.preparing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.live = LivePage(theme)
        self.results = ResultPages(theme, self)
        self.tabs.addTab(self.live, "&Live")
        for title, widget in self.results.pages:
            self.tabs.addTab(widget, title)
        self.tabs.currentChanged.connect(lambda _: self.results.look_at(self.tabs.currentWidget()))
        self._run_id: int | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, NEAR, FAR, NEAR)
        layout.setSpacing(NEAR)
        layout.addWidget(self.header)
        layout.addWidget(self.note)
        layout.addWidget(self.tabs, stretch=1)
        layout.addWidget(self.preparing, stretch=1)

    def show_preparing(self, job: Job) -> None:
        """Show a job whose run does not exist yet."""
        self.header.show_preparing(job)
        self.note.hide()
        self.tabs.hide()
        self.preparing.show()

    def show_run(
        self,
        run: Run,
        live: LiveRun,
        job: Job | None,
        figures: RunFigures | None,
        *,
        read_only: bool,
    ) -> None:
        """Show `run` as far as it is."""
        self.show_header(run, live, job, read_only=read_only)
        self.tabs.show()
        self.preparing.hide()
        if run.id != self._run_id:
            self._run_id = run.id
            self.results.clear()
        self.live.show_live(live, figures)

    def show_header(self, run: Run, live: LiveRun, job: Job | None, *, read_only: bool) -> None:
        """Show how `run` stands."""
        self.header.show_run(run, len(live.record.trials), job, is_read_only=read_only)
        self.note.setText(run.note)
        self.note.setVisible(bool(run.note))

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show what came out as far as the run is."""
        self.live.show_figures(figures)
        self.results.show_figures(figures, record, self.tabs.currentWidget())

    def step_tab(self, by: int) -> None:
        """Show the tab `by` places further."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
