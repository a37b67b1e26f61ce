"""The pages that show what came out of a run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures


class ResultPages(QObject):
    """Makes the pages, and hands each what it shows.

    Signals
    -------
    segment_played, segment_opened : int
        A person wants to hear a segment, or to see it in curation.
    """

    segment_played = Signal(int)
    segment_opened = Signal(int)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.pages: tuple[tuple[str, QWidget], ...] = ()

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show what came out."""
