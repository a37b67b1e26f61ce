"""Table 1: what came out in words, and each network's scores with the paper's beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.parts.figure_model import Cell, Column, Row
from sepgenre_gui.screens.experiment.results.parts.figure_table import FigureTable
from sepgenre_gui.screens.experiment.results.parts.page import (
    ScrollPage,
    Sentences,
    WarningBox,
    heading,
    paragraph,
)
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.summary import number_text, score_text
from sepgenre_training.report.table1 import TableRow

_DAGGER = "†"
_SCORES = (
    ("accuracy", "Accuracy", "Share of the test segments whose genre was found"),
    ("macro_f1", "Macro F1", "Mean of the genres' F1, each genre counting the same"),
    ("weighted_f1", "Weighted F1", "Mean of the genres' F1, each counting by its segments"),
)
_PUBLISHED = {"accuracy": "accuracy", "macro_f1": "F1"}
"""Beside which score the paper's stands, and what it is called."""

_MEAN = "mean \N{PLUS-MINUS SIGN} standard deviation over the trials"
_LOSS_TIP = "Median over the trials of the test loss at the chosen epoch, in nats"
_PAPER_TIP = (
    "What Mersy and Kuan print for their own 66 songs, for orientation. They do not say which F1 "
    "it is."
)


class Table1View(ScrollPage):
    """Shows what came out of a run in words, and its Table 1.

    A run of the same project under the other protocol can stand beside: see `show_other`.

    Attributes
    ----------
    incomplete, warnings : WarningBox
        What is still missing from the run; what a reader should know.
    setting, findings : Sentences
        What was done, and what came out.
    table : FigureTable
    note : QLabel
        How the table is to be read.
    """

    def __init__(self, theme: Theme) -> None:  # noqa: ARG002 - as all pages of results
        super().__init__()
        self._shown: tuple[RunFigures, RunRecord] | None = None
        self._other: tuple[RunFigures, RunRecord] | None = None
        self.incomplete = WarningBox("The run is not complete")
        self.warnings = WarningBox("Warnings")
        self.setting = Sentences(role="muted")
        self.findings = Sentences(bullet="\N{BULLET} ")
        self.table = FigureTable("Table 1: scores")
        self.note = paragraph(role="muted")
        self.table_heading = heading("Table 1")
        self.findings_heading = heading("What came out")
        for part in (
            self.incomplete,
            self.findings_heading,
            self.findings,
            self.table_heading,
            self.table,
            self.note,
            self.warnings,
            self.setting,
        ):
            self.body.addWidget(part)
        self.body.addStretch()
        self.clear()

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show a run as far as it is; what stood beside it stays."""
        self._shown = figures, record
        self._show()

    def show_other(self, figures: RunFigures | None, record: RunRecord | None = None) -> None:
        """Show the scores of a second run beside; None takes them away."""
        self._other = None if figures is None or record is None else (figures, record)
        self._show()

    def clear(self) -> None:
        """Show no run."""
        self._shown = self._other = None
        self._show()

    def _show(self) -> None:
        figures, record = self._shown or (None, None)
        summary = None if figures is None else figures.summary
        incomplete = () if summary is None or not summary.incomplete else (summary.incomplete,)
        self.incomplete.show_texts(incomplete)
        self.warnings.show_texts(() if record is None else record.warnings)
        self.setting.show_texts(() if summary is None else summary.setting)
        self.findings.show_texts(() if summary is None else summary.findings)
        self.findings_heading.setVisible(bool(summary is not None and summary.findings))
        for part in (self.table_heading, self.table, self.note):
            part.setVisible(figures is not None)
        if figures is None or record is None:
            self.table.show_rows((), ())
            return
        marks = _run_marks(record, None if self._other is None else self._other[1])
        others = () if self._other is None else self._other[0].table1
        self.table.show_rows(
            tuple(_columns(marks)), tuple(_rows(figures.table1, others, len(marks)))
        )
        self.note.setText(_note(record, figures.guessing_loss, is_alone=self._other is None))


def _run_marks(record: RunRecord, other: RunRecord | None) -> tuple[str, ...]:
    """Return what tells the columns of the runs apart; one empty text for a run alone."""
    if other is None:
        return ("",)
    if record.config.protocol != other.config.protocol:
        return (f" ({record.config.protocol})", f" ({other.config.protocol})")
    return (f" ({record.name})", f" ({other.name})")


def _columns(marks: Sequence[str]) -> Iterator[Column]:
    yield Column("Network", tip="A dagger marks the baseline; below the line are references")
    for value, name, tip in _SCORES:
        for mark in marks:
            yield Column(f"{name}{mark}", is_number=True, tip=f"{tip}: {_MEAN}")
        if value in _PUBLISHED:
            yield Column(f"Published {_PUBLISHED[value]}", is_number=True, tip=_PAPER_TIP)
    for mark in marks:
        yield Column(f"Median loss{mark}", is_number=True, tip=_LOSS_TIP)
    for mark in marks:
        yield Column(f"Trials{mark}", is_number=True, tip="Trials that have finished")


def _rows(rows: Sequence[TableRow], others: Sequence[TableRow], n_runs: int) -> Iterator[Row]:
    mine = {row.name: row for row in rows}
    theirs = {row.name: row for row in others}
    both = [*rows, *(row for row in others if row.name not in mine)]
    has_line = False
    for row in sorted(both, key=lambda row: row.is_reference):
        runs = (mine.get(row.name), theirs.get(row.name))[:n_runs]
        yield Row(
            cells=tuple(_cells(row, runs)),
            is_muted=row.is_reference,
            starts_group=row.is_reference and not has_line,
        )
        has_line = has_line or row.is_reference


def _cells(row: TableRow, runs: Sequence[TableRow | None]) -> Iterator[Cell]:
    is_baseline = any(each is not None and each.is_baseline for each in runs)
    yield Cell(f"{row.name} {_DAGGER}" if is_baseline else row.name)
    missing = Cell("", tip="Not in this run")
    for value, *_ in _SCORES:
        for each in runs:
            yield missing if each is None else Cell(score_text(getattr(each, value)))
        if value in _PUBLISHED:
            published = None if row.paper is None else getattr(row.paper, _PUBLISHED[value].lower())
            yield Cell("" if published is None else number_text(published))
    for each in runs:
        yield missing if each is None else Cell(number_text(each.median_loss, 2))
    for each in runs:
        yield missing if each is None else Cell(str(each.trials))


def _note(record: RunRecord, guessing_loss: float, *, is_alone: bool) -> str:
    n_genres = len(record.genres)
    text = (
        f"{_DAGGER} the baseline. Scores are {_MEAN}, each trial with the epoch chosen in it. "
        f"Giving each of the {n_genres} genres the same chance has a loss of "
        f"{number_text(guessing_loss, 2)}, and is right in {100 / n_genres:.1f} % where all are "
        "equally frequent. Below the line: references without a network."
    )
    if is_alone:
        text += f" Stems by {record.provenance.get('separator', 'an unknown separator')}."
    return text
