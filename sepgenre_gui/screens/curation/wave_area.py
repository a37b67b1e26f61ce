"""The middle of the screen: overview, ruler, waveform and spectrogram of the track at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.segment import Origin, Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import HEADING, NEAR, PAGE, TIGHT, font, label
from sepgenre_gui.screens.curation.analysis import TrackAnalysis
from sepgenre_gui.screens.waveform import (
    DARK,
    LIGHT,
    OverviewView,
    RulerUnit,
    SegmentMark,
    SpectrogramView,
    TimeRuler,
    Viewport,
    WaveformView,
)

_OVERVIEW_HEIGHT = 64
_LEAST_SPECTROGRAM = 0.25
_NO_TRACK = (
    "<b>Choose a track on the left</b><br><br>"
    "Then cut its segment: <b>S</b> puts it at the best place found, <b>Space</b> plays it,<br>"
    "the arrows move it, and a genre's digit labels it and goes on to the next track.<br><br>"
    "<b>?</b> shows all keys."
)
_NO_TRACKS = (
    "<b>This project has no tracks yet</b><br><br>"
    "Drop music files or a folder on this window, or press <b>Ctrl+I</b> to import some."
)
_SAY = "<b>Nothing can be shown of this track</b><br><br>"


class WaveArea(QWidget):
    """Shows one track; tells where the person points, and to where the segment is dragged.

    Signals
    -------
    region_dragged(start_sample, finished)
        The person drags the segment at hand, or has let it go.
    segment_activated(id)
        The person wants to edit another segment of the track.
    seek_requested(sample), scrub_moved(sample), scrub_ended()
        The person points at where to play.
    range_changed(start_sample, stop_sample)
        Another part of the track is visible.
    """

    region_dragged = Signal(object, bool)
    segment_activated = Signal(int)
    seek_requested = Signal(object)
    scrub_moved = Signal(object)
    scrub_ended = Signal()
    range_changed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport(self)
        self.overview = OverviewView(self.viewport)
        self.ruler = TimeRuler(self.viewport)
        self.waveform = WaveformView(self.viewport)
        self.spectrogram = SpectrogramView(self.viewport)
        self.title, self.subtitle = ElidedLabel(), ElidedLabel()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self._views = (self.overview, self.waveform, self.spectrogram)
        self._timelines = (self.overview, self.ruler, self.waveform, self.spectrogram)
        self._hint = QLabel(_NO_TRACK)
        self._stack = QStackedWidget()
        self._pointer: int | None = None
        self._build()
        self.show_nothing(has_tracks=True)

    @property
    def pointer(self) -> int | None:
        """The sample under the mouse; None where it is not on the track."""
        return self._pointer

    def show_track(self, track: Track, analysis: TrackAnalysis) -> None:
        """Show `track`, all of it, from what `analysis` finds."""
        self.title.setText(track.title)
        texts = (track.artist, track.album, track.path.name)
        self.subtitle.setText("  ·  ".join(text for text in texts if text))
        for view in self._views:
            view.set_track(track.n_samples, track.sample_rate_hz, track.channels)
        self.ruler.set_beats((), ())
        self.waveform.set_samples_provider(analysis.samples.want)
        self.spectrogram.set_tiles_provider(analysis.spectrogram.want)
        self._stack.setCurrentIndex(0)

    def show_nothing(self, *, has_tracks: bool, reason: str = "") -> None:
        """Say what to do while no track can be shown."""
        text = f"{_SAY}{reason}" if reason else (_NO_TRACK if has_tracks else _NO_TRACKS)
        self._hint.setText(text)
        self._stack.setCurrentIndex(1)

    def show_segments(
        self,
        segments: Sequence[Segment],
        at_hand: Segment | None,
        genres: Mapping[int, Genre],
        *,
        editable: bool,
    ) -> None:
        """Show the segment at hand as the region, the others dimly."""
        others = [_mark(each, genres) for each in segments if each is not at_hand]
        for view in self._views:
            view.set_segments(others)
            if at_hand is None:
                view.set_region(None)
            else:
                mark = _mark(at_hand, genres)
                view.set_region(
                    at_hand.start_sample,
                    at_hand.n_samples,
                    editable,
                    label=mark.label,
                    color=mark.color,
                )

    def show_beats(self, beats: Sequence[int], bar_indices: Sequence[int]) -> None:
        """Show a beat grid."""
        for view in (self.waveform, self.spectrogram, self.ruler):
            view.set_beats(beats, bar_indices)

    def show_playhead(self, sample: int) -> None:
        """Show what is heard, and keep it in view while the rest of the track is not."""
        for view in self._timelines:
            view.set_playhead(sample)

    def follow(self, sample: int) -> None:
        """Turn the page where `sample` has left the visible part."""
        self.viewport.reveal(sample)

    def set_snap(self, snap: Callable[[int], int]) -> None:
        """Let `snap` draw a dragged segment to the nearest good start."""
        for view in (self.waveform, self.spectrogram):
            view.set_snap(snap)

    def wear(self, colors: Colors) -> None:
        """Wear the dark or the light colours, as `colors` are."""
        for view in self._timelines:
            view.set_theme(DARK if colors.is_dark else LIGHT)

    def set_spectrogram(self, *, shown: bool) -> None:
        """Show the spectrogram below the waveform, or not."""
        self.spectrogram.setVisible(shown)
        height = self.splitter.height()
        if shown and self.spectrogram.height() < _LEAST_SPECTROGRAM * height:
            self.splitter.setSizes([height * 3 // 5, height * 2 // 5])

    def set_bars(self, *, counted: bool) -> None:
        """Count bars on the ruler, or time."""
        self.ruler.set_unit(RulerUnit.BARS if counted else RulerUnit.TIME)

    def _build(self) -> None:
        self.title.setFont(font(HEADING, bold=True))
        self.title.setAccessibleName("Title of the track")
        self.subtitle.setProperty("role", "muted")
        self.overview.setFixedHeight(_OVERVIEW_HEIGHT)
        self.spectrogram.hide()
        self.splitter.addWidget(self.waveform)
        self.splitter.addWidget(self.spectrogram)
        self.splitter.setChildrenCollapsible(False)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(PAGE, 0, PAGE, 0)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        column.addWidget(self.title)
        column.addWidget(self.subtitle)
        column.addSpacing(NEAR - TIGHT)
        column.addWidget(self.overview)
        column.addWidget(self.ruler)
        column.addWidget(self.splitter, stretch=1)
        self._stack.addWidget(page)
        self._stack.addWidget(self._hint)
        area = QVBoxLayout(self)
        area.setContentsMargins(0, 0, 0, 0)
        area.addWidget(self._stack)
        for view in (self.waveform, self.spectrogram):
            view.region_moved.connect(self.region_dragged)
            view.region_moved.connect(self._move_elsewhere)
            view.segment_activated.connect(self.segment_activated)
            view.pointer_moved.connect(self._keep_pointer)
        for timeline in self._timelines:
            timeline.seek_requested.connect(self.seek_requested)
            timeline.scrub_moved.connect(self.scrub_moved)
            timeline.scrub_ended.connect(self.scrub_ended)
        self.viewport.changed.connect(self._tell_range)

    def _keep_pointer(self, sample: int) -> None:
        self._pointer = sample if sample >= 0 else None

    def _move_elsewhere(self, start_sample: int) -> None:
        for view in self._views:
            if view is not self.sender():
                view.move_region(start_sample)

    def _tell_range(self) -> None:
        self.range_changed.emit(int(self.viewport.first_sample), int(self.viewport.last_sample))


def _mark(segment: Segment, genres: Mapping[int, Genre]) -> SegmentMark:
    genre = None if segment.genre_id is None else genres.get(segment.genre_id)
    name = genre.name if genre else "No genre"
    return SegmentMark(
        id=segment.id,
        start_sample=segment.start_sample,
        n_samples=segment.n_samples,
        label=f"{name} (suggested)" if segment.origin is Origin.SUGGESTED else name,
        color=genre.color if genre else None,
    )


def heading(text: str) -> QLabel:
    """Return the heading of a panel."""
    return label(text, bold=True)
