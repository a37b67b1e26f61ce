"""Exporting reports and charts: of a run, of runs compared, and of the data before a run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog

from sepgenre_gui.jobs.queue import JobQueue, JobRequest
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.experiment.comparing import Comparing
from sepgenre_gui.screens.experiment.layout import ExperimentLayout
from sepgenre_gui.screens.experiment.setup.readiness_view import genre_counts
from sepgenre_gui.screens.experiment.specs import CHART, REPORT
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.jobs.report_requests import (
    export_chart_request,
    export_comparison_chart_request,
    export_genre_chart_request,
    export_report_request,
)
from sepgenre_gui.services.run_records import run_record
from sepgenre_training.errors import SepgenreError
from sepgenre_training.report.charts import chart_titles

_CHOOSE_ONE = "Choose one run first; charts of a comparison have Export beside them."
_FILTERS = {".svg": "Drawing (*.svg)", ".png": "Picture (*.png)", ".csv": "Numbers (*.csv)"}


class Exporting(QObject):
    """Asks for a file, and has a report or a chart written there.

    Signals
    -------
    said : str
        Something for the status bar.
    """

    said = Signal(str)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        layout: ExperimentLayout,
        comparing: Comparing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._queue = project, context, queue
        self._layout, self._comparing = layout, comparing
        layout.setup.readiness_view.export.asked.connect(self.export_genre_chart)
        comparing.view.chart_asked.connect(self.export_comparison_chart)
        for asked in (layout.run.results.chart_asked, *layout.run.live.chart_asked):
            asked.connect(self.export_named_chart)

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions, which are in `book` now."""
        for name, slot in {REPORT: self.export_report, CHART: self.export_chart}.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def export_report(self) -> None:
        """Ask for a folder, and have the report of the selected run written there."""
        run_id = self._one()
        if run_id is None:
            return
        chosen = QFileDialog.getExistingDirectory(
            self._layout, "Folder for the report", str(self._project.folder.parent)
        )
        if chosen:
            run = self._project.runs.get(run_id)
            folder = Path(chosen) / f"report-{_as_file_name(run.name)}"
            self._ask(export_report_request(run_id, run.name, folder))

    def export_chart(self) -> None:
        """Ask for a chart and a file, and have it written there."""
        run_id = self._one()
        if run_id is None:
            return
        try:
            charts = chart_titles(run_record(self._project, run_id))
        except SepgenreError as error:
            self._context.show_error(error)
            return
        title, agreed = QInputDialog.getItem(
            self._layout, "Export a chart", "&Chart", list(charts.values()), editable=False
        )
        if not agreed:
            return
        name = next(name for name, each in charts.items() if each == title)
        self._export_chart(run_id, name, title, ".svg")

    def export_named_chart(self, name: str, suffix: str) -> None:
        """Ask for a file, and have one chart of the selected run written there."""
        run_id = self._one()
        if run_id is None:
            return
        try:
            titles = chart_titles(run_record(self._project, run_id))
        except SepgenreError as error:
            self._context.show_error(error)
            return
        if name in titles:
            self._export_chart(run_id, name, titles[name], suffix)
        else:
            self.said.emit("This chart can be exported when a trial has finished.")

    def export_comparison_chart(self, name: str, suffix: str) -> None:
        """Ask for a file, and have one chart of the runs that are compared written there."""
        run_ids = self._comparing.shown_ids
        path = self._choose_file("runs compared", name, suffix) if run_ids else None
        if path is not None:
            self._ask(export_comparison_chart_request(run_ids, name, path))

    def export_genre_chart(self, name: str, suffix: str) -> None:
        """Ask for a file, and have the chart of songs by genre written there."""
        readiness = self._layout.setup.readiness
        if readiness is None or not readiness.genres:
            self.said.emit("There is no genre to draw yet.")
            return
        path = self._choose_file("songs by genre", name, suffix)
        if path is not None:
            self._ask(export_genre_chart_request(genre_counts(readiness), path))

    def _export_chart(self, run_id: int, name: str, title: str, suffix: str) -> None:
        path = self._choose_file(title, name, suffix)
        if path is not None:
            self._ask(export_chart_request(run_id, name, path))

    def _choose_file(self, title: str, name: str, suffix: str) -> Path | None:
        filters = [_FILTERS[suffix], *_FILTERS.values()]
        chosen, _ = QFileDialog.getSaveFileName(
            self._layout,
            f"Export: {title}",
            str(self._project.folder.parent / f"{name}{suffix}"),
            ";;".join(dict.fromkeys(filters)),
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(suffix)

    def _one(self) -> int | None:
        selected = self._layout.runs.selected
        if len(selected) != 1:
            self.said.emit(_CHOOSE_ONE)
            return None
        return selected[0]

    def _ask(self, request: JobRequest) -> None:
        try:
            self._queue.add(request)
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.said.emit(f"{request.title}: begun; Ctrl+J shows how far it is.")


def _as_file_name(text: str) -> str:
    """Return `text` without what file systems refuse."""
    kept = "".join(each if each.isalnum() or each in "-_ " else "-" for each in text)
    return "-".join(kept.split()) or "run"
