"""Whether the data is ready: what there is, what is missing, and what should be known of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, FAR, HEADING, NEAR, TIGHT, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.export import ChartExport
from sepgenre_gui.screens.experiment.charts.genre_chart import GenreChart
from sepgenre_gui.services.experiment.readiness import Readiness
from sepgenre_gui.services.experiment.readiness_warnings import ReadinessWarning, warnings
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.report.charts.of_genres import GENRE_CHART, GenreCount


def facts(readiness: Readiness) -> tuple[str, ...]:
    """Return what there is, as sentences, without what `warnings` say."""
    known = readiness.n_songs - readiness.n_unknown_artists
    artists = len({artist.casefold() for genre in readiness.genres for artist in genre.artists})
    lines = [
        f"{count(readiness.n_segments, 'segment')} of {count(readiness.n_songs, 'song')} in "
        f"{count(sum(genre.n_segments > 0 for genre in readiness.genres), 'genre')} take part.",
        f"The artist of {known} of {readiness.n_songs} songs is known"
        + (f": {count(artists, 'artist')}." if artists else "."),
    ]
    if readiness.skipped:
        lines.append(f"{count(len(readiness.skipped), 'track')} marked as skipped.")
    return tuple(lines)


def missing(readiness: Readiness) -> str:
    """Return what has to be done before the first trial; empty where nothing has."""
    parts = []
    if readiness.without_stems:
        parts.append(f"separate {count(len(readiness.without_stems), 'segment')}")
    if readiness.without_features:
        parts.append(f"compute the features of {len(readiness.without_features)}")
    return " and ".join(parts)


def genre_counts(readiness: Readiness) -> tuple[GenreCount, ...]:
    """Return the numbers of the chart."""
    return tuple(
        GenreCount(name=each.name, color=each.color, songs=each.n_songs, segments=each.n_segments)
        for each in readiness.genres
    )


class ReadinessView(QFrame):
    """Shows a `Readiness`; a hint while it is looked at.

    Signals
    -------
    segments_asked : tuple of int
        A person wants to see the segments that a warning is about.
    """

    segments_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.chart = GenreChart(theme)
        self.export = ChartExport("songs by genre", lambda: GENRE_CHART)
        self.export.serve(self.chart)
        self.headline = label(scale=HEADING, bold=True)
        self.facts = label()
        self.missing = label()
        self._warnings = QVBoxLayout()
        self.warnings: tuple[ReadinessWarning, ...] = ()
        self._build()
        # Nothing is known of any genre until the data has been looked at.
        self._show_chart(is_known=False)
        self.show_looking()

    def show_looking(self) -> None:
        """Say that the data is being looked at."""
        self.headline.setText("Looking at the data…")

    def show_readiness(self, readiness: Readiness) -> None:
        """Show `readiness` with its warnings."""
        self.warnings = warnings(readiness)
        if not readiness.is_runnable:
            self.headline.setText("The data is not ready yet")
        elif readiness.is_complete:
            self.headline.setText("The data is ready")
        else:
            self.headline.setText("The data is ready but for what the button does first")
        self.facts.setText("\n".join(facts(readiness)))
        first = missing(readiness)
        self.missing.setText(
            f"Missing by {readiness.separator}: {first}."
            if first
            else "Stems and features: all there."
        )
        self.chart.show_genres(genre_counts(readiness))
        self._show_chart(is_known=True)
        self._show_warnings()

    def _show_chart(self, *, is_known: bool) -> None:
        self.chart.setVisible(is_known)
        self.export.setVisible(is_known and self.chart.has_numbers)

    def _build(self) -> None:
        for each in (self.facts, self.missing):
            each.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(NEAR)
        words.addWidget(self.headline)
        words.addWidget(self.facts)
        words.addWidget(self.missing)
        self._warnings.setSpacing(TIGHT)
        words.addLayout(self._warnings)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(FAR, APART, FAR, APART)
        row.setSpacing(FAR)
        row.addLayout(words, stretch=3)
        drawing = QVBoxLayout()
        drawing.setSpacing(NEAR)
        drawing.addWidget(self.export, alignment=Qt.AlignmentFlag.AlignRight)
        drawing.addWidget(self.chart)
        drawing.addStretch()
        row.addLayout(drawing, stretch=2)

    def _show_warnings(self) -> None:
        while (item := self._warnings.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for warning in self.warnings:
            self._warnings.addWidget(self._banner(warning))

    def _banner(self, warning: ReadinessWarning) -> QFrame:
        banner = QFrame()
        banner.setProperty("role", "error" if warning.prevents_run else "banner")
        text = label(f"{warning.sentence} {warning.remedy}")
        text.setWordWrap(True)
        row = QHBoxLayout(banner)
        row.setContentsMargins(APART, NEAR, NEAR, NEAR)
        row.addWidget(text, stretch=1)
        if warning.segment_ids:
            show = QPushButton("Show")
            show.setAccessibleName(f"Show the segments: {warning.sentence}")
            show.setToolTip("Show these segments in curation")
            show.clicked.connect(
                lambda _=False, ids=warning.segment_ids: self.segments_asked.emit(ids)
            )
            row.addWidget(show)
        return banner
