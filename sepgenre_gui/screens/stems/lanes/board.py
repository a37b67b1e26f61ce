"""The board of lanes: headers and pictures under one time ruler, along one viewport."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from sepgenre_gui.audio.lanes import WITHOUT_VOCALS_LANE, LaneSpectrograms
from sepgenre_gui.audio.lanes.picture import LanePicture
from sepgenre_gui.audio.mixer import LaneSettings
from sepgenre_gui.audio.peaks import SampleTile
from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.stems.lanes.header import LaneHeader
from sepgenre_gui.screens.stems.lanes.view import LaneView
from sepgenre_gui.screens.stems.specs import LANE_NAMES
from sepgenre_gui.screens.waveform import TimeRuler, Viewport, WaveformTheme
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE, lane_key
from sepgenre_training.separation.preview.verdicts import Verdict

LaneSamplesProvider = Callable[[str, Sequence[int]], Mapping[int, SampleTile]]
"""Returns those tiles at hand of a lane, of the indices given."""

_LEAST_HEIGHT, _LEAST_PAIR = 66, 104
_GAP = 2


class LaneRow(QWidget):
    """One lane: its header, and a picture for each separator that is shown."""

    def __init__(self, name: str, number: int, viewport: Viewport) -> None:
        super().__init__()
        self.name = name
        self._least_height = _LEAST_HEIGHT
        self.header = LaneHeader(name, number)
        self.views = (LaneView(viewport), LaneView(viewport))
        pictures = QVBoxLayout()
        pictures.setSpacing(_GAP)
        for view, which in zip(self.views, ("", ", by the other separator"), strict=True):
            view.setAccessibleName(f"Picture of {name}{which}")
            pictures.addWidget(view, stretch=1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addLayout(pictures, stretch=1)
        self.show_pair(shown=False)

    def show_pair(self, *, shown: bool) -> None:
        """Show two pictures, one above the other, or one; the mixture has one in any case."""
        is_pair = shown and self.name != MIXTURE_LANE
        self.views[1].setVisible(is_pair)
        self._least_height = _LEAST_PAIR if is_pair else _LEAST_HEIGHT
        self._fit()

    def show_verdicts(self, verdicts: Mapping[str, Verdict]) -> None:
        """Show what the gates say, by separator."""
        self.header.show_verdicts(verdicts)
        self._fit()

    def _fit(self) -> None:
        needed = self.header.minimumSizeHint().height()
        self.setMinimumHeight(max(self._least_height, needed))


class LaneBoard(QWidget):
    """All lanes; what is done to them by mouse is told by the name of the lane.

    Signals
    -------
    mute_toggled(lane), solo_toggled(lane), volume_chosen(lane, volume_db), selected(lane)
        What the person does in a header, or which lane is meant.
    file_wanted(lane, on_written), copy_wanted(lane)
        A lane is to leave the window as a file.
    seek_requested(sample), scrub_moved(sample), scrub_ended()
        The person points at where to play.
    """

    mute_toggled = Signal(str)
    solo_toggled = Signal(str)
    volume_chosen = Signal(str, float)
    selected = Signal(str)
    file_wanted = Signal(str, object)
    copy_wanted = Signal(str)
    seek_requested = Signal(object)
    scrub_moved = Signal(object)
    scrub_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport(self)
        self.ruler = TimeRuler(self.viewport)
        self.rows = {
            name: LaneRow(name, number, self.viewport)
            for number, name in enumerate(LANE_NAMES, start=1)
        }
        self._separators: tuple[str, ...] = ()
        self._shows_spectrograms = False
        self._build()
        for row in self.rows.values():
            self._connect(row)
        self.rows[LANE_NAMES[0]].views[0].installEventFilter(self)

    @property
    def views(self) -> tuple[LaneView, ...]:
        """Every picture, shown or not."""
        return tuple(view for row in self.rows.values() for view in row.views)

    def set_window(self, n_samples: int, sample_rate_hz: int) -> None:
        """Show another segment or track, all of it; its pictures are set afterwards."""
        for view in self.views:
            view.set_peaks(None)
            view.set_spectrogram(None, "")
        self.show_playhead(None)
        self.viewport.set_track(n_samples, sample_rate_hz)

    def show_separators(self, separators: tuple[str, ...]) -> None:
        """Show the stems of one separator, or of two one above the other."""
        self._separators = separators
        is_pair = len(separators) == 2
        for row in self.rows.values():
            row.show_pair(shown=is_pair)
            for number, view in enumerate(row.views):
                is_named = is_pair and row.name != MIXTURE_LANE
                view.set_tag(separators[number] if is_named else "")

    def show_picture(self, number: int, picture: LanePicture | None) -> None:
        """Show the waveforms by the separator `number`, 0 or 1."""
        for name, row in self.rows.items():
            if name != MIXTURE_LANE:
                row.views[number].set_peaks(None if picture is None else picture.lanes[name])
            elif number == 0 or row.views[0].peaks is None:
                row.views[0].set_peaks(None if picture is None else picture.lanes[name])

    def set_samples_providers(self, number: int, provide: LaneSamplesProvider) -> None:
        """Take single samples of the lanes by the separator `number` from `provide`."""
        for name, row in self.rows.items():
            if name != MIXTURE_LANE or number == 0:
                row.views[number].set_samples_provider(partial(provide, name))

    def samples_arrived(self) -> None:
        """Draw with the samples that have come."""
        for view in self.views:
            if view.isVisible():
                view.invalidate()

    def show_spectrogram(
        self, number: int, spectrograms: LaneSpectrograms | None, *, without_vocals: bool
    ) -> None:
        """Take the spectrograms by the separator `number`; that of the mix without vocals."""
        for name, row in self.rows.items():
            if name != MIXTURE_LANE:
                row.views[number].set_spectrogram(spectrograms, name)
            elif number == 0:
                lane = WITHOUT_VOCALS_LANE if without_vocals else name
                row.views[0].set_spectrogram(spectrograms, lane)

    def show_spectrograms(self, *, shown: bool) -> None:
        """Show spectrograms in place of waveforms."""
        for view in self.views:
            view.show_spectrogram(shown=shown)

    def show_settings(self, settings: Mapping[str, LaneSettings]) -> None:
        """Show mute, solo and volume of every lane."""
        for name, row in self.rows.items():
            row.header.show_settings(settings[name])

    def show_heard(self, gains: Mapping[str, float]) -> None:
        """Show which lanes are heard, by their gains."""
        for name, row in self.rows.items():
            for number, view in enumerate(row.views):
                key = MIXTURE_LANE
                if name != MIXTURE_LANE and number < len(self._separators):
                    key = lane_key(self._separators[number], name)
                view.set_heard(heard=gains.get(key, 0.0) > 0.0)

    def show_levels(self, levels: Mapping[str, float]) -> None:
        """Show the level of each lane, by the separator that is heard; none: silence."""
        for name, row in self.rows.items():
            keys = [lane_key(each, name) for each in self._separators]
            found = [levels[key] for key in (name, *keys) if key in levels]
            if found:
                row.header.meter.show_level(max(found))
            else:
                row.header.meter.clear()

    def show_selected(self, name: str) -> None:
        """Show which lane the keys mean."""
        for row in self.rows.values():
            row.header.show_selected(selected=row.name == name)

    def show_playhead(self, sample: int | None) -> None:
        """Move the playhead, in all lanes."""
        for timeline in (self.ruler, *self.views):
            timeline.set_playhead(sample)

    def set_colors(self, colors: Colors) -> None:
        """Take other colours."""
        theme = WaveformTheme.of(colors)
        self.ruler.set_theme(theme)
        for row in self.rows.values():
            row.header.meter.set_colors(colors)
            for view in row.views:
                view.set_colors(theme, colors.waveform_muted)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return what shows two lanes: the others scroll."""
        header = self.rows[LANE_NAMES[0]].header
        return QSize(header.width() + 160, 2 * _LEAST_HEIGHT + self.ruler.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Give the viewport the width of the pictures."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.viewport.set_width(watched.width())
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addSpacing(self.rows[LANE_NAMES[0]].header.width())
        above.addWidget(self.ruler)
        lanes = QWidget()
        lanes.setProperty("role", "page")
        column = QVBoxLayout(lanes)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        for row in self.rows.values():
            column.addWidget(row, stretch=1)
        scroll = QScrollArea()
        scroll.setWidget(lanes)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addLayout(above)
        layout.addWidget(scroll, stretch=1)
        self.ruler.seek_requested.connect(self.seek_requested)

    def _connect(self, row: LaneRow) -> None:
        name, header = row.name, row.header
        header.mute_toggled.connect(lambda: self.mute_toggled.emit(name))
        header.solo_toggled.connect(lambda: self.solo_toggled.emit(name))
        header.volume_chosen.connect(lambda value: self.volume_chosen.emit(name, value))
        header.drag.file_wanted.connect(lambda take: self.file_wanted.emit(name, take))
        header.drag.clicked.connect(lambda: self.copy_wanted.emit(name))
        pressed: Sequence[LaneHeader | LaneView] = (header, *row.views)
        for part in pressed:
            part.pressed.connect(lambda: self.selected.emit(name))
        for view in row.views:
            view.seek_requested.connect(self.seek_requested)
            view.scrub_moved.connect(self.scrub_moved)
            view.scrub_ended.connect(self.scrub_ended)
