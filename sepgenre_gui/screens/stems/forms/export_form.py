"""What can be chosen for an export of stems: the form, and the requests that follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from sepgenre_gui.jobs.queue import JobRequest
from sepgenre_gui.screens.appearance.metrics import APART, NEAR
from sepgenre_gui.screens.exchange.importing.words import counted
from sepgenre_gui.screens.stems.session import Target
from sepgenre_gui.services.jobs.requests import export_mix_request, export_stems_request
from sepgenre_gui.services.stems import EXPORTED_LANES, export_names
from sepgenre_gui.services.stems.exporting import lane_gains_of
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE
from sepgenre_training.separation.preview.sample_format import BIT_DEPTHS, BitDepth
from sepgenre_training.separation.whole_track.encoding import StemFormat

FORMATS: tuple[tuple[StemFormat, str], ...] = (
    ("wav", "WAV"),
    ("flac", "FLAC"),
    ("ogg", "Ogg Vorbis (smallest, lossy)"),
)
RATES_HZ = (None, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000)
MIX, STEMS = "The mix as it is heard, one file", "Stems, a file for each"
_DEPTH_TEXTS: Mapping[BitDepth, str] = {
    "32f": "32-bit float (exact)",
    "24": "24 bits",
    "16": "16 bits",
}
_LETTERS, _LANE_COLUMNS = 24, 3
_UNTICKED = (MIXTURE_LANE, "without vocals")


class StemsExportForm(QWidget):
    """What, of which segments, into which files.

    Parameters
    ----------
    at_hand : Target or None
        What is heard.
    selected : sequence of Target
        What is selected in the list.
    separator : str
        Whose stems are exported.
    gains : Mapping[str, float]
        The mix as it is heard, by the keys of the lanes.
    place : Path
        The folder that stands there at first.

    Signals
    -------
    changed
        Something else is chosen.
    """

    changed = Signal()

    def __init__(
        self,
        at_hand: Target | None,
        selected: Sequence[Target],
        separator: str,
        gains: Mapping[str, float],
        place: Path,
    ) -> None:
        super().__init__()
        self._separator = separator
        self._gains = {key: gain for key, gain in gains.items() if gain}
        self._offered = _offered(at_hand, selected)
        self.what = _choice("What to export", [MIX, STEMS])
        self.targets = _choice("Of what", [text for text, _ in self._offered])
        self.lanes = {name: QCheckBox(name.capitalize()) for name in EXPORTED_LANES}
        self.format = _choice("Format", [text for _, text in FORMATS])
        self.bit_depth = _choice("Bit depth", [])
        self.rate = _choice("Sample rate", [_rate_text(rate_hz) for rate_hz in RATES_HZ])
        self.place = QLineEdit(str(place))
        self.browse = QPushButton("Browse…")
        self.overwrite = QCheckBox("&Replace files that are there already")
        self._form, self._lane_box = QFormLayout(self), QWidget()
        self._lay_out()
        self._connect()
        self._show_depths()

    @property
    def folder(self) -> Path:
        """The folder chosen."""
        return Path(self.place.text().strip()).expanduser()

    @property
    def is_mix(self) -> bool:
        """Whether the mix is exported, and not stems."""
        return self.what.currentText() == MIX

    @property
    def chosen_lanes(self) -> tuple[str, ...]:
        """The lanes that are ticked."""
        return tuple(name for name, box in self.lanes.items() if box.isChecked())

    @property
    def chosen_targets(self) -> tuple[Target, ...]:
        """The segments and tracks chosen."""
        place = self.targets.currentIndex()
        return self._offered[place][1] if place >= 0 else ()

    @property
    def obstacle(self) -> str:
        """Why nothing can be exported so; empty where it can."""
        if not self.chosen_targets:
            return "Choose a segment or a track in the list first."
        if self.is_mix and not self._gains:
            return "Nothing is heard in the mix. Unmute a lane, or export stems."
        if not self.is_mix and not self.chosen_lanes:
            return "Choose at least one stem."
        if not self.place.text().strip() or not self.folder.is_absolute():
            return "Write the whole path of a folder, from the top of the disk, or browse for it."
        return ""

    def requests(self) -> tuple[JobRequest, ...]:
        """Return the jobs for what is chosen."""
        targets = self.chosen_targets
        if self.is_mix:
            return tuple(self._mix_requests(targets, {"mix": self._gains}))
        segments = [each.segment.id for each in targets if each.segment is not None]
        tracks = [each for each in targets if each.segment is None]
        lanes = {lane: lane_gains_of(lane, self._separator) for lane in self.chosen_lanes}
        requests = self._mix_requests(tracks, lanes)
        if segments:
            requests.append(self._stems_request(segments))
        return tuple(requests)

    def _stems_request(self, segments: Sequence[int]) -> JobRequest:
        stem_format, depth, rate_hz = self._file_kind()
        return export_stems_request(
            segments,
            lanes=self.chosen_lanes,
            stem_format=stem_format,
            sample_rate_hz=rate_hz,
            bit_depth=depth,
            folder=self.folder,
            separator=self._separator,
            overwrite=self.overwrite.isChecked(),
        )

    def _mix_requests(
        self, targets: Sequence[Target], mixes: Mapping[str, Mapping[str, float]]
    ) -> list[JobRequest]:
        """Return a request for each of `mixes`, gains by name, of each target."""
        windows = [(each.track, each.segment) for each in targets]
        names = iter(export_names(windows, [*mixes], self._file_kind()[0]))
        return [
            self._mix_request(target, gains, next(names))
            for target in targets
            for gains in mixes.values()
        ]

    def _mix_request(self, target: Target, gains: Mapping[str, float], name: str) -> JobRequest:
        stem_format, depth, rate_hz = self._file_kind()
        heard = {key.partition("/")[0] for key in gains if key != MIXTURE_LANE}
        return export_mix_request(
            target.track,
            target.segment,
            sorted(heard) or [self._separator],
            gains,
            self.folder / name,
            stem_format=stem_format,
            sample_rate_hz=rate_hz,
            bit_depth=depth,
            overwrite=self.overwrite.isChecked(),
        )

    def _file_kind(self) -> tuple[StemFormat, BitDepth | None, int | None]:
        stem_format = FORMATS[self.format.currentIndex()][0]
        return stem_format, self.bit_depth.currentData(), RATES_HZ[self.rate.currentIndex()]

    def _lay_out(self) -> None:
        form = self._form
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(APART)
        form.setVerticalSpacing(APART)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        grid = QGridLayout(self._lane_box)
        grid.setContentsMargins(0, 0, 0, 0)
        for number, (name, box) in enumerate(self.lanes.items()):
            box.setChecked(name not in _UNTICKED)
            grid.addWidget(box, number // _LANE_COLUMNS, number % _LANE_COLUMNS)
        self.place.setAccessibleName("Folder to write to")
        self.browse.setAutoDefault(False)
        place = QHBoxLayout()
        place.setSpacing(NEAR)
        place.addWidget(self.place, stretch=1)
        place.addWidget(self.browse)
        rows: tuple[tuple[str, QWidget | QHBoxLayout, QWidget], ...] = (
            ("&What", self.what, self.what),
            ("&Of", self.targets, self.targets),
            ("Stems", self._lane_box, next(iter(self.lanes.values()))),
            ("&Format", self.format, self.format),
            ("&Depth", self.bit_depth, self.bit_depth),
            ("R&ate", self.rate, self.rate),
            ("&Into", place, self.place),
        )
        for text, field, buddy in rows:
            caption = QLabel(text)
            caption.setBuddy(buddy)
            form.addRow(caption, field)
        form.addRow("", self.overwrite)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._show_depths)
        for choice in (self.what, self.targets, self.format, self.bit_depth, self.rate):
            choice.currentIndexChanged.connect(self._tell)
        for box in (*self.lanes.values(), self.overwrite):
            box.toggled.connect(self._tell)
        self.place.textChanged.connect(self._tell)

    def _tell(self) -> None:
        self._form.setRowVisible(self._lane_box, not self.is_mix)
        self.changed.emit()

    def _show_depths(self) -> None:
        stem_format = FORMATS[self.format.currentIndex()][0]
        self.bit_depth.clear()
        for depth in BIT_DEPTHS[stem_format]:
            self.bit_depth.addItem(_DEPTH_TEXTS[depth], depth)
        self._form.setRowVisible(self.bit_depth, bool(BIT_DEPTHS[stem_format]))
        self._tell()


def _offered(
    at_hand: Target | None, selected: Sequence[Target]
) -> tuple[tuple[str, tuple[Target, ...]], ...]:
    offered: list[tuple[str, tuple[Target, ...]]] = []
    if at_hand is not None:
        offered.append((f"At hand: {at_hand.track.title}", (at_hand,)))
    if len(selected) > 1 or (selected and at_hand is None):
        n_segments = sum(each.segment is not None for each in selected)
        n_tracks = len(selected) - n_segments
        counts = [
            counted(number, what)
            for number, what in ((n_segments, "segment"), (n_tracks, "whole track"))
            if number
        ]
        offered.append((f"Selected: {' and '.join(counts)}", tuple(selected)))
    return tuple(offered)


def _choice(name: str, texts: Sequence[str]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.addItems(list(texts))
    # A long title must not make the dialog as wide.
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(_LETTERS)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def _rate_text(rate_hz: int | None) -> str:
    return "As each track has it" if rate_hz is None else f"{rate_hz:,} Hz"
