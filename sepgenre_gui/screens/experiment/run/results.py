"""The pages that show what came out of a run."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.confusion_view import ConfusionView
from sepgenre_gui.screens.experiment.results.contribution_view import ContributionView
from sepgenre_gui.screens.experiment.results.curves_view import CurvesView
from sepgenre_gui.screens.experiment.results.genre_f1_view import GenreF1View
from sepgenre_gui.screens.experiment.results.provenance_view import ProvenanceView
from sepgenre_gui.screens.experiment.results.segments_view import SegmentsView
from sepgenre_gui.screens.experiment.results.table1_view import Table1View
from sepgenre_gui.screens.experiment.results.tests_view import TestsView
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures


class ResultView(Protocol):
    """What each of the pages can do."""

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show a run."""
        ...

    def clear(self) -> None:
        """Show nothing."""
        ...


class ResultPages(QObject):
    """Makes the pages; each is drawn when it is looked at.

    Signals
    -------
    segment_played, segment_opened : int
        A person wants to hear a segment, or to see it in curation.
    chart_asked : str, str
        A chart shall be exported: its name, and the file's suffix.
    """

    segment_played = Signal(int)
    segment_opened = Signal(int)
    chart_asked = Signal(str, str)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table1 = Table1View(theme)
        self.confusion = ConfusionView(theme)
        self.segments = SegmentsView(theme)
        self.genres, self.curves = GenreF1View(theme), CurvesView(theme)
        self.tests, self.stems = TestsView(theme), ContributionView(theme)
        self.pages: tuple[tuple[str, QWidget], ...] = (
            ("&Table 1", self.table1),
            ("Con&fusion", self.confusion),
            ("&Genres", self.genres),
            ("&Segments", self.segments),
            ("C&urves", self.curves),
            ("Test&s", self.tests),
            ("Ste&ms", self.stems),
            ("A&bout this run", ProvenanceView(theme)),
        )
        self._views: dict[QWidget, ResultView] = {page: page for _, page in self.pages}
        self._shown: tuple[RunFigures, RunRecord] | None = None
        self._outdated: set[QWidget] = set()
        for view in (self.confusion, self.segments):
            view.segment_played.connect(self.segment_played)
            view.segment_opened.connect(self.segment_opened)
        for drawn in (self.confusion, self.genres, self.curves, self.tests, self.stems):
            drawn.export.asked.connect(self.chart_asked)

    def show_figures(self, figures: RunFigures, record: RunRecord, page: QWidget | None) -> None:
        """Take what came out; draw it on `page`, on the others when they are looked at."""
        self._shown = figures, record
        self._outdated = set(self._views)
        self.look_at(page)

    def show_other(self, figures: RunFigures | None, record: RunRecord | None = None) -> None:
        """Show the scores of the run under the other protocol beside; None takes them away."""
        self.table1.show_other(figures, record)

    def clear(self) -> None:
        """Show nothing, as before the first trial of another run."""
        self._shown = None
        self._outdated = set()
        for view in self._views.values():
            view.clear()

    def look_at(self, page: QWidget | None) -> None:
        """Draw a page, where it shows what is no longer so."""
        if page in self._outdated and self._shown is not None:
            self._outdated.discard(page)
            self._views[page].show_figures(*self._shown)
