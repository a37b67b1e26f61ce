"""The panel that explains a guess: a map for each stem, the stems' shares, what mattered."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QVBoxLayout, QWidget

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.screens.appearance.metrics import APART, NEAR
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.charts.legend import Entry, Legend
from sepgenre_gui.screens.experiment.results.parts.page import (
    ScrollPage,
    WarningBox,
    heading,
    paragraph,
)
from sepgenre_gui.screens.review.charts.bars_chart import Bar, BarsChart
from sepgenre_gui.screens.review.charts.map_chart import (
    AGAINST_COLOUR,
    FOR_COLOUR,
    MapChart,
    StemMap,
)
from sepgenre_gui.screens.review.views.parts import (
    button,
    offer,
    progress_text,
    row_of_buttons,
)
from sepgenre_gui.services.learning.explaining import ExplainedSegment
from sepgenre_training.explanation.explanation import Explanation
from sepgenre_training.explanation.overlay import relative_importance
from sepgenre_training.features.settings import FeatureSettings

MAPS = {
    "occlusion": "Each place was taken away, and the genre became so much less likely.",
    "gradients": "Integrated gradients: what each cell adds on the way from the mean.",
}
_TITLES = {"occlusion": "Occlusion", "gradients": "Gradients"}
_HINT = (
    "Press Explain to see which stems, bands and moments decide a network's guess. The network "
    "learns from all labelled segments first, which takes a while."
)
_CHOOSE = "Choose a segment first."
_NOT_YET = "Explain the segment first."
_ALIKE = 0.5


class ExplainPanel(ScrollPage):
    """Shows an `ExplainedSegment`.

    Attributes
    ----------
    maps : dict of str to MapChart
        By stem.
    contributions : BarsChart
    kind : QComboBox
        Which of `MAPS` is drawn.

    Signals
    -------
    explain_asked, cancel_asked, play_asked, mattered_asked
        A button was pressed.
    """

    explain_asked = Signal()
    cancel_asked = Signal()
    play_asked = Signal()
    mattered_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        # Beside the border that can be moved, not at it.
        self.body.setContentsMargins(NEAR, NEAR, NEAR, APART)
        self._theme = theme
        self._explained: ExplainedSegment | None = None
        self.maps: dict[str, MapChart] = {}
        self.told, self.progress = paragraph(), paragraph(role="muted")
        self.warning = WarningBox("What to beware of")
        self.explain = button("E&xplain", "Have a network show why it guesses so", key="E")
        self.cancel = button("Ca&ncel", "Stop explaining")
        self.play = button("Play as it &is", "Hear the segment, or stop it", key="Space")
        self.mattered = button(
            "Play only what &mattered",
            "Hear the places of each stem that matter most by occlusion, and nothing else",
            key="M",
        )
        self.kind, self._kind_told = QComboBox(), paragraph(role="muted")
        self.legend = Legend(theme)
        self.contributions = BarsChart(
            theme,
            name="What each stem contributes",
            x_label="fall of the probability without the stem",
            hint="Nothing is explained yet.",
        )
        self._build()
        self.show_explained(None)
        self.show_job(None)
        self.show_state(obstacle=_CHOOSE, can_play=False)

    @property
    def explained(self) -> ExplainedSegment | None:
        """What is shown."""
        return self._explained

    def show_state(self, *, obstacle: str, can_play: bool) -> None:
        """Say why nothing can be explained, empty where it can, and whether there is a sound."""
        offer(self.explain, obstacle)
        offer(self.play, "" if can_play else _CHOOSE)
        offer(self.mattered, "" if self._explained is not None else _NOT_YET)

    def show_job(self, job: Job | None) -> None:
        """Show how far the explanation is; None where there is none."""
        self.progress.setText("" if job is None else progress_text(job))
        for part in (self.progress, self.cancel):
            part.setVisible(job is not None)

    def show_explained(self, explained: ExplainedSegment | None) -> None:
        """Show an explanation, or that there is none."""
        self._explained = explained
        for part in (self._results, self.warning):
            part.setVisible(explained is not None)
        self.warning.show_texts(() if explained is None else tuple(_warnings(explained)))
        self.told.setText(_HINT if explained is None else told_text(explained))
        offer(self.mattered, "" if explained is not None else _NOT_YET)
        if explained is None:
            return
        self.contributions.show_bars(contribution_bars(explained.explanation))
        self.legend.show_entries(
            (
                Entry(f"speaks for {explained.genre.name}", FOR_COLOUR),
                Entry("speaks against it", AGAINST_COLOUR),
            ),
            "grey: the mel spectrogram, the brighter the louder",
        )
        self._draw_maps()

    def _build(self) -> None:
        for name, title in _TITLES.items():
            self.kind.addItem(title, name)
        self.kind.setAccessibleName("Map")
        self.kind.currentIndexChanged.connect(lambda _: self._draw_maps())
        self._results = QWidget()
        self._charts = QVBoxLayout()
        form = QFormLayout()
        form.addRow("M&ap", self.kind)
        results = QVBoxLayout(self._results)
        results.setContentsMargins(0, 0, 0, 0)
        results.setSpacing(NEAR)
        results.addWidget(heading("What each stem contributes"))
        results.addWidget(self.contributions)
        results.addLayout(form)
        results.addWidget(self._kind_told)
        results.addWidget(self.legend)
        results.addLayout(self._charts)
        self.body.addWidget(heading("Explain"))
        self.body.addWidget(self.told)
        self.body.addLayout(row_of_buttons(self.explain, self.cancel))
        self.body.addLayout(row_of_buttons(self.play, self.mattered))
        for part in (self.progress, self.warning, self._results):
            self.body.addWidget(part)
        self.body.addStretch()
        self.explain.clicked.connect(self.explain_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.play.clicked.connect(self.play_asked)
        self.mattered.clicked.connect(self.mattered_asked)

    def _draw_maps(self) -> None:
        kind = str(self.kind.currentData())
        self._kind_told.setText(MAPS[kind])
        self.kind.setAccessibleDescription(MAPS[kind])
        if self._explained is None:
            return
        stem_maps = maps_of(self._explained.explanation, kind)
        if tuple(self.maps) != tuple(each.stem for each in stem_maps):
            self._lay_out(tuple(each.stem for each in stem_maps))
        for each in stem_maps:
            self.maps[each.stem].show_map(each, f"{_TITLES[kind]}. {MAPS[kind]}")

    def _lay_out(self, stems: tuple[str, ...]) -> None:
        for chart in self.maps.values():
            self._charts.removeWidget(chart)
            chart.hide()
            chart.deleteLater()
        self.maps = {stem: MapChart(self._theme, stem) for stem in stems}
        for chart in self.maps.values():
            self._charts.addWidget(chart)


def maps_of(explanation: Explanation, kind: str) -> tuple[StemMap, ...]:
    """Return the map `kind` of each stem; all are drawn on one scale."""
    settings = FeatureSettings()
    relative = relative_importance(getattr(explanation, kind))
    duration_s = relative.shape[1] * settings.hop_length / settings.sample_rate_hz
    return tuple(
        StemMap(
            stem=stem,
            spectrogram=explanation.spectrograms[:, :, channel],
            relative=relative[:, :, channel],
            duration_s=duration_s,
        )
        for channel, stem in enumerate(explanation.stems)
    )


def contribution_bars(explanation: Explanation) -> tuple[Bar, ...]:
    """Return a bar for each stem: by how much the probability falls without it."""
    return tuple(
        Bar(
            name=each.stem,
            value=each.probability_drop,
            text=_signed(each.probability_drop),
            colour=FOR_COLOUR if each.probability_drop >= 0 else AGAINST_COLOUR,
        )
        for each in explanation.contributions
    )


def _signed(value: float) -> str:
    """Return two decimals with their sign; none where nothing is left of it."""
    # Adding 0 makes a negative zero positive.
    rounded = round(value, 2) + 0.0
    return f"{rounded:+.2f}".replace("-", "\N{MINUS SIGN}") if rounded else "0.00"


def told_text(explained: ExplainedSegment) -> str:
    """Return in a sentence what was explained."""
    why = explained.explanation
    best = explained.genres[int(np.argmax(why.probabilities))]
    told = (
        f"Why {explained.genre.name}? {why.model}, trained on {why.n_trained} segments, gives it "
        f"{why.probabilities[why.target]:.2f} in {explained.track.title}"
    )
    if best.id == explained.genre.id:
        return f"{told}."
    return f"{told}; it guesses {best.name}, {max(why.probabilities):.2f}."


def _warnings(explained: ExplainedSegment) -> Iterator[str]:
    why = explained.explanation
    if why.heard_song:
        yield "The network has learned from this very song, so its guess is no evidence."
    if abs(why.randomised_correlation) > _ALIKE:
        yield (
            "A network of random weights gives a similar map, so the gradients show the music "
            "rather than what was learned. Label more segments, then explain again."
        )
