"""The header of one lane: its name, mute, solo, volume, meter, and what the gates say of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.audio.mixer import MAX_LANE_DB, MIN_LANE_DB, LaneSettings
from sepgenre_gui.screens.appearance.metrics import NEAR, SMALL, TIGHT, label
from sepgenre_gui.screens.stems.lanes.drag import DragHandle
from sepgenre_gui.screens.stems.lanes.meter import LevelMeter
from sepgenre_training.separation.preview.verdicts import Verdict

_LETTERS = 36
_LOWEST_DB = -60
_VALUE_WIDEST = "-60 dB"
_ICON = QSize(16, 16)
_VERDICT_WORDS = {
    Verdict.SILENT: (
        "silent",
        "silent",
        "Its loudest sample is 60 dB or more below the mixture's.",
    ),
    Verdict.IDENTICAL: (
        "identical to the mixture",
        "identical",
        "Below 11 kHz, its difference from the mixture is 40 dB or more below the mixture.",
    ),
}


class LaneHeader(QFrame):
    """What a person sets for one lane.

    Parameters
    ----------
    name : str
        The lane.
    number : int
        By which keys name it.

    Signals
    -------
    mute_toggled, solo_toggled
        The button was pressed.
    volume_chosen : float
        In dB.
    pressed
        The person means this lane.
    """

    mute_toggled = Signal()
    solo_toggled = Signal()
    volume_chosen = Signal(float)
    pressed = Signal()

    def __init__(self, name: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mute, self.solo = QToolButton(), QToolButton()
        self.volume = VolumeSlider()
        self.value = label(scale=SMALL, role="muted")
        self.meter = LevelMeter()
        self.drag = DragHandle()
        self.badges: dict[str, QLabel] = {}
        self._badges = QVBoxLayout()
        self._number, self._name = label(str(number), scale=SMALL, role="key"), label(bold=True)
        self.setProperty("role", "lane")
        self.setProperty("selected", False)  # noqa: FBT003 - Qt's
        self.setAccessibleName(f"Lane {number}, {name}")
        self._build(name)
        self._lay_out()
        self.setFixedWidth(_LETTERS * self.fontMetrics().averageCharWidth())
        self.show_settings(LaneSettings())

    def show_settings(self, settings: LaneSettings) -> None:
        """Show what is set."""
        self.mute.setChecked(settings.muted)
        self.solo.setChecked(settings.soloed)
        with QSignalBlocker(self.volume):
            self.volume.setValue(max(round(settings.volume_db), _LOWEST_DB))
        silent = settings.volume_db <= MIN_LANE_DB
        self.value.setText("silent" if silent else _decibels(settings.volume_db))

    def show_selected(self, *, selected: bool) -> None:
        """Show whether keys mean this lane."""
        if self.property("selected") != selected:
            self.setProperty("selected", selected)
            self.style().unpolish(self)
            self.style().polish(self)

    def show_verdicts(self, verdicts: Mapping[str, Verdict]) -> None:
        """Show what the gates say, by separator; a stem that is as it should be gets no badge."""
        told = {name: verdict for name, verdict in verdicts.items() if verdict in _VERDICT_WORDS}
        for badge in self.badges.values():
            self._badges.removeWidget(badge)
            badge.deleteLater()
        self.badges = {}
        for separator, verdict in told.items():
            words, short, why = _VERDICT_WORDS[verdict]
            text = words if len(verdicts) == 1 else f"{separator}: {short}"
            badge = label(text, scale=SMALL, role="badge")
            badge.setToolTip(f"{separator}: {why}")
            badge.setAccessibleName(f"Quality gate of {separator}: {words}. {why}")
            self.badges[separator] = badge
            badge.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            self._badges.addWidget(badge)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the lane for the keys."""
        self.pressed.emit()
        super().mousePressEvent(event)

    def _build(self, name: str) -> None:
        self._name.setText(name.capitalize())
        for button, letter, verb in ((self.mute, "M", "Mute"), (self.solo, "S", "Solo")):
            button.setText(letter)
            button.setCheckable(True)
            button.setAccessibleName(f"{verb} {name}")
            button.setToolTip(f"{verb} ({letter}, {self._number.text()})")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.mute.setProperty("role", "mute")
        self.solo.setProperty("role", "way")
        self._number.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.mute.clicked.connect(self.mute_toggled)
        self.solo.clicked.connect(self.solo_toggled)
        self.volume.setAccessibleName(f"Volume of {name} in dB")
        self.volume.valueChanged.connect(self._choose_volume)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.value.setFixedWidth(self.value.fontMetrics().horizontalAdvance(_VALUE_WIDEST) + TIGHT)
        self.meter.setAccessibleName(f"Level of {name} in dB")
        self.drag.setIconSize(_ICON)
        self.drag.setAccessibleName(f"Copy {name} as a file; drag it out of the window as one")
        self.drag.setToolTip("Drag it out of the window as a file, or click to copy it as one")

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self._number)
        above.addWidget(self._name)
        above.addStretch()
        above.addWidget(self.drag)
        for part in (self.mute, self.solo):
            below.addWidget(part)
        below.addWidget(self.volume, stretch=1)
        below.addWidget(self.value)
        column = QVBoxLayout()
        column.setSpacing(TIGHT)
        column.addStretch()
        for row in (above, below):
            row.setSpacing(TIGHT)
            column.addLayout(row)
        self._badges.setSpacing(TIGHT // 2)
        column.addLayout(self._badges)
        column.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(NEAR, TIGHT, TIGHT, TIGHT)
        layout.setSpacing(NEAR)
        layout.addLayout(column, stretch=1)
        layout.addWidget(self.meter)

    def _choose_volume(self, value: int) -> None:
        self.volume_chosen.emit(MIN_LANE_DB if value <= _LOWEST_DB else float(value))


def _decibels(volume_db: float) -> str:
    return f"{volume_db:+.0f} dB" if round(volume_db) else "0 dB"


class VolumeSlider(QSlider):
    """From -60 dB, which is silence, to +12 dB; a double click leaves the samples as they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(_LOWEST_DB, round(MAX_LANE_DB))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(48)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Go to 0 dB."""
        self.setValue(0)
