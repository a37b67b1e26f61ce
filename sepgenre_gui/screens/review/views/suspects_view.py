"""The page of suspicious labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.parts.figure_model import Cell, Column, Row
from sepgenre_gui.screens.experiment.results.parts.page import (
    ScrollPage,
    WarningBox,
    paragraph,
)
from sepgenre_gui.screens.experiment.results.parts.segment_list import SegmentList
from sepgenre_gui.screens.experiment.results.segments_view import percent
from sepgenre_gui.screens.review.views.parts import (
    button,
    offer,
    progress_text,
    row_of_buttons,
)
from sepgenre_gui.services.learning.suspects import SuspectList, SuspiciousLabel

_COLUMNS = (
    Column("Song"),
    Column("Genre"),
    Column("More likely"),
    Column("Probability", is_number=True, tip="Held-out probability of the likely genre"),
    Column("Lead", is_number=True, tip="That, less the probability of the genre it bears"),
)
_LEAD = 4
_ROWS = 10
_HINT = (
    "Here models that have not heard a song say what its genre is; segments whose label they "
    "contradict are listed, the worst first. Press Find, then listen to each: a genre's key "
    "corrects it, K keeps it."
)
_CHOOSE = "Choose a segment in the list first."


class SuspectsView(ScrollPage):
    """Lists suspicious labels, those first for which the likely genre leads most.

    Attributes
    ----------
    list_ : SegmentList
    search, cancel, keep, take : QPushButton
        `take` gives the likely genre.

    Signals
    -------
    find_asked, cancel_asked, keep_asked, take_asked
        A button was pressed.
    chosen : int or None
        Another segment is looked at.
    """

    find_asked = Signal()
    cancel_asked = Signal()
    keep_asked = Signal()
    take_asked = Signal()
    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.hint, self.told, self.progress = paragraph(_HINT), paragraph(), paragraph(role="muted")
        self._obstacle = paragraph(role="danger")
        self.warning = WarningBox("How far the list can be trusted")
        self.search = button(
            "Find &suspicious labels", "Predict every label by models that have not heard its song",
            key="Ctrl+Return", role="primary",
        )  # fmt: skip
        self.cancel = button("&Cancel", "Stop looking; what is listed stays")
        self.list_ = SegmentList(theme, "Suspicious labels", most_rows=_ROWS)
        self.take = button("Take the likely &genre", "Give the segment the likely genre")
        self.keep = button("&Keep the label", "It is right, and is not listed again", key="K")
        self._read_only = ""
        self.body.addWidget(self.hint)
        self.body.addLayout(row_of_buttons(self.search, self.cancel))
        for part in (self._obstacle, self.progress, self.told, self.warning, self.list_):
            self.body.addWidget(part)
        self.body.addLayout(row_of_buttons(self.take, self.keep))
        self.body.addStretch()
        self.search.clicked.connect(self.find_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.take.clicked.connect(self.take_asked)
        self.keep.clicked.connect(self.keep_asked)
        self.list_.table.chosen.connect(lambda _: self._choose())
        self.list_.sort_by(_LEAD, Qt.SortOrder.DescendingOrder)
        self.show_job(None)
        self.show_suspects(None, ())

    def show_obstacle(self, reason: str, busy: str = "") -> None:
        """Say why nothing can be found; empty where it can. `busy`: it goes on."""
        offer(self.search, reason or busy)
        self._obstacle.setText(reason)
        self._obstacle.setVisible(bool(reason))

    def refuse_edits(self, reason: str) -> None:
        """Say why labels can be neither corrected nor kept; empty where they can."""
        self._read_only = reason
        self._show_state()

    def show_job(self, job: Job | None) -> None:
        """Show how far the search is; None where there is none."""
        self.progress.setText("" if job is None else progress_text(job))
        for part in (self.progress, self.cancel):
            part.setVisible(job is not None)

    def show_suspects(self, found: SuspectList | None, left: Sequence[SuspiciousLabel]) -> None:
        """Show those of `found` that are `left` to be looked at."""
        self.hint.setVisible(found is None)
        self.told.setVisible(found is not None)
        for part in (self.list_, self.take, self.keep):
            part.setVisible(found is not None)
        if found is not None:
            self.told.setText(_told(found, left))
        self.warning.show_texts(() if found is None else tuple(_warnings(found)))
        self.list_.show_rows(_COLUMNS, [_row(each) for each in left])
        self._show_state()

    def _choose(self) -> None:
        self._show_state()
        self.chosen.emit(self.list_.segment)

    def _show_state(self) -> None:
        reason = self._read_only or ("" if self.list_.segment is not None else _CHOOSE)
        offer(self.take, reason)
        offer(self.keep, reason)
        for each in (self.list_.play_button, self.list_.open_button):
            each.setToolTip("" if self.list_.segment is not None else _CHOOSE)


def _row(suspect: SuspiciousLabel) -> Row:
    return Row(
        cells=(
            Cell(suspect.track.title),
            Cell(suspect.given.name),
            Cell(suspect.likely.name, is_bold=suspect.is_likely_wrong),
            Cell(percent(suspect.likely_probability), key=suspect.likely_probability),
            Cell(percent(suspect.lead), key=suspect.lead),
        ),
        identity=suspect.segment.id,
    )


def _told(found: SuspectList, left: Sequence[SuspiciousLabel]) -> str:
    kept = f" {found.n_kept} more were kept before." if found.n_kept else ""
    n_likely = sum(each.is_likely_wrong for each in left)
    bold = f", of which about {n_likely} are wrong (bold)" if n_likely else ""
    return (
        f"{len(left)} of {found.n_labels} labels are contradicted{bold}, by {found.model}, "
        f"separated by {found.separator}.{kept}"
    )


def _warnings(found: SuspectList) -> Iterator[str]:
    if found.is_chance:
        yield (
            f"The models share {percent(found.agreement)} of the labels, which may be by lot: the "
            "list says little. Label more segments; it may be that these genres cannot be told "
            "apart by sound."
        )
    elif found.is_weak:
        yield (
            f"The models share only {percent(found.agreement)} of the labels, so most of what is "
            "listed may be right. Label more segments, then look again."
        )
    if found.left_out:
        yield (
            f"{found.left_out} segments are of genres with one song alone: nothing can be said "
            "about them. Add songs of these genres."
        )
    for problem in found.problems:
        yield f"{problem.path}: {problem.reason}"
