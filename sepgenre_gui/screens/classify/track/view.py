"""The file at hand: verdict, waveform, and genre probabilities below it on the same time axis."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import NEAR, PAGE, TIGHT, font
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.classify.files.rows import FileRow, row_of, share_text, verdict_text
from sepgenre_gui.screens.classify.specs import PLAY, PLAY_STOP
from sepgenre_gui.screens.classify.track.areas_chart import AreasChart
from sepgenre_gui.screens.playback import PlaybackBar, format_time
from sepgenre_gui.screens.waveform import DARK, LIGHT, TimeRuler, Viewport, WaveformView
from sepgenre_gui.services.classified.tables import track_probabilities
from sepgenre_training.audio.files import printable
from sepgenre_training.classification.over_time import (
    ProbabilitiesOverTime,
    probabilities_over_time,
)

_NOTHING = (
    "<b>Choose a file above</b><br><br>Its waveform stands here, and below it how probable each "
    "genre is at each time. <b>Space</b> plays it."
)
_PROVISIONAL_RATE_HZ = 44_100
_SHARES = (3, 4)


class FileTransport(PlaybackBar):
    """Play, stop, the place, the file and its verdict, volume and output: one row."""

    def __init__(self) -> None:
        super().__init__((PLAY, PLAY_STOP))
        self.title, self.verdict = ElidedLabel(), QLabel()
        self.title.setAccessibleName("File at hand")
        self.title.setFont(font(bold=True))
        row = QHBoxLayout()
        for button in self.buttons.values():
            row.addWidget(button)
        row.addWidget(self.place)
        row.addWidget(self.title, stretch=1)
        row.addWidget(self.verdict)
        row.addWidget(self.volume)
        row.addWidget(self.device)
        self.volume.setMinimumWidth(self.volume.maximumWidth())
        self._lay_out_rows((row,), spacing=TIGHT, controls=())


class FileView(QWidget):
    """Shows one classified file.

    Signals
    -------
    seek_requested : int
        The person points at the sample to play from.
    scrub_moved(sample), scrub_ended()
        The person scrubs.
    """

    seek_requested = Signal(object)
    scrub_moved = Signal(object)
    scrub_ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.viewport = Viewport(self)
        self.transport = FileTransport()
        self.ruler, self.waveform = TimeRuler(self.viewport), WaveformView(self.viewport)
        self.chart = AreasChart(theme, self.viewport)
        self.legend = QLabel()
        self.hint = QLabel(_NOTHING)
        self._stack = QStackedWidget()
        self._classes: tuple[str, ...] = ()
        self._colors: tuple[str, ...] = ()
        self._over_time: ProbabilitiesOverTime | None = None
        self._file: ClassifiedFile | None = None
        self._build()
        theme.theme_changed.connect(self._wear)
        self._wear(theme.colors)

    def show_nothing(self, reason: str = "") -> None:
        """Say what to do, or why a file cannot be shown."""
        self._file = self._over_time = None
        self.chart.show_probabilities(None, ())
        self.hint.setText(html.escape(reason).replace("\n", "<br>") if reason else _NOTHING)
        self._stack.setCurrentIndex(1)

    def show_file(
        self,
        file: ClassifiedFile,
        classes: Sequence[str],
        colors: Sequence[str],
        window_s: float,
    ) -> None:
        """Show what was said of a file; its waveform follows by `show_track`."""
        self._file, self._classes, self._colors = file, tuple(classes), tuple(colors)
        self._over_time = probabilities_over_time(file.starts_s, file.probabilities, window_s)
        shown = " - ".join(part for part in (file.artist, file.title) if part)
        self.transport.title.setText(shown or printable(file.path.name))
        self.show_verdict(row_of(file, classes))
        # Until the file is examined, its length is known, but not its sampling rate.
        duration_s = file.duration_s or 0.0
        self.waveform.set_track(round(duration_s * _PROVISIONAL_RATE_HZ), _PROVISIONAL_RATE_HZ, 1)
        self.chart.show_probabilities(self._over_time, self._colors)
        self._show_legend(math.nan)
        self._stack.setCurrentIndex(0)

    def show_track(self, track: Track) -> None:
        """Let peaks of `track` be drawn, which is the file that is shown."""
        self.waveform.set_track(track.n_samples, track.sample_rate_hz, track.channels)

    def show_verdict(self, row: FileRow) -> None:
        """Say what the verdict on the file that is shown is."""
        self.transport.verdict.setText(f"{verdict_text(row)} {share_text(row.confidence)}")

    def show_playhead(self, sample: int) -> None:
        """Show what is heard."""
        time_s = sample / self.viewport.sample_rate_hz
        for view in (self.ruler, self.waveform):
            view.set_playhead(sample)
        self.chart.show_playhead(time_s)
        self.transport.show_place(time_s)

    def _build(self) -> None:
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.legend.setAccessibleName("Genres, and how probable each is")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(PAGE, 0, PAGE, 0)
        self.transport.verdict.setAccessibleName("Verdict")
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.waveform)
        splitter.addWidget(self.chart)
        splitter.setChildrenCollapsible(False)
        for place, share in enumerate(_SHARES):
            splitter.setStretchFactor(place, share)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        column.addWidget(self.transport)
        column.addWidget(self.ruler)
        column.addWidget(splitter, stretch=1)
        column.addWidget(self.legend)
        self._stack.addWidget(page)
        self._stack.addWidget(self.hint)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(TIGHT, NEAR, NEAR, NEAR)
        outer.addWidget(self._stack)
        self._stack.setCurrentIndex(1)
        for view in (self.ruler, self.waveform):
            view.scrub_moved.connect(self.scrub_moved)
            view.scrub_ended.connect(self.scrub_ended)
        for each in (self.ruler, self.waveform, self.chart):
            each.seek_requested.connect(self.seek_requested)
        self.chart.pointed.connect(self._show_legend)
        self.waveform.pointer_moved.connect(self._point)

    def _point(self, sample: int) -> None:
        self._show_legend(math.nan if sample < 0 else sample / self.viewport.sample_rate_hz)

    def _show_legend(self, time_s: float) -> None:
        """Say how probable each genre is at a time; of the whole file where that is NaN."""
        if self._file is None or self._over_time is None:
            return
        if math.isnan(time_s):
            when, values = "Whole file", track_probabilities(self._file)
        else:
            when = format_time(time_s)
            row = self._over_time.at(time_s)
            values = () if row is None else tuple(row)
        parts = [f"<b>{when}</b>"]
        for place, (name, color) in enumerate(zip(self._classes, self._colors, strict=True)):
            share = f"&nbsp;{share_text(values[place]).replace(' ', '&nbsp;')}" if values else ""
            safe = html.escape(name).replace(" ", "&nbsp;")
            parts.append(f"<span style='color:{color}'>\N{BLACK SQUARE}</span>&nbsp;{safe}{share}")
        if not values:
            parts.append("no window was judged here")
        self.legend.setText(" &nbsp; ".join(parts))

    def _wear(self, colors: Colors) -> None:
        for view in (self.ruler, self.waveform):
            view.set_theme(DARK if colors.is_dark else LIGHT)
