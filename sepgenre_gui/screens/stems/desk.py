"""The desk: mute, solo and volume of each lane, and which of four ways of hearing is in force."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import attrs
from PySide6.QtCore import QObject, Signal

from sepgenre_gui.audio.mixer import MAX_LANE_DB, MIN_LANE_DB, LaneSettings, lane_gains
from sepgenre_gui.screens.stems.specs import LANE_NAMES
from sepgenre_gui.services.stems.lanes import STEM_ORDER
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE, lane_key

_VOCALS = "vocals"
_INITIAL = {
    name: LaneSettings(muted=True) if name == MIXTURE_LANE else LaneSettings()
    for name in LANE_NAMES
}


class Hearing(enum.Enum):
    """What is heard of the lanes."""

    MIXER = "mixer"
    """What mute, solo and volume say."""

    MIXTURE = "mixture"
    """The mixture as it is."""

    SUM = "sum of stems"
    """All stems as they are, which should be the mixture."""

    WITHOUT_VOCALS = "without vocals"
    """Drums, bass and other as they are: what the baseline without vocals hears."""


class MixDesk(QObject):
    """Keeps what a person has set; the gains follow from it.

    Settings belong to the lane's name, not to the separator: whoever compares two separators
    hears the same mix of both.

    Signals
    -------
    changed
        Something else is set, or heard.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = dict(_INITIAL)
        self._hearing = Hearing.MIXER
        self._heard_number = 0

    @property
    def hearing(self) -> Hearing:
        """What is heard."""
        return self._hearing

    @property
    def heard_number(self) -> int:
        """Whose stems are heard: those of the first separator, 0, or of the second, 1."""
        return self._heard_number

    def settings(self, lane: str) -> LaneSettings:
        """Return what is set for a lane, one of `LANE_NAMES`."""
        return self._settings[lane]

    def toggle_mute(self, lane: str) -> None:
        """Silence a lane, or let it be heard again."""
        self._set(lane, muted=not self._settings[lane].muted)

    def toggle_solo(self, lane: str) -> None:
        """Hear a lane alone, with others that are soloed, or with all again.

        A lane that is muted is heard as well: who asks for it alone wants to hear it.
        """
        soloed = not self._settings[lane].soloed
        muted = self._settings[lane].muted and not soloed
        if lane == MIXTURE_LANE and not soloed:
            # Beside its own stems the mixture would sound twice.
            muted = True
        self._set(lane, soloed=soloed, muted=muted)

    def set_volume(self, lane: str, volume_db: float) -> None:
        """Set a lane's volume, within what lanes can have."""
        volume_db = min(max(volume_db, MIN_LANE_DB), MAX_LANE_DB)
        if volume_db != self._settings[lane].volume_db:
            self._set(lane, volume_db=volume_db)

    def reset(self) -> None:
        """Set everything back: all stems are heard as they are."""
        self._settings = dict(_INITIAL)
        self._hearing = Hearing.MIXER
        self.changed.emit()

    def hear(self, hearing: Hearing) -> None:
        """Hear the lanes in another way."""
        if hearing is not self._hearing:
            self._hearing = hearing
            self.changed.emit()

    def switch_between_mixture_and_sum(self) -> None:
        """Hear the mixture; again, the sum of the stems."""
        is_mixture = self._hearing is Hearing.MIXTURE
        self.hear(Hearing.SUM if is_mixture else Hearing.MIXTURE)

    def toggle(self, hearing: Hearing) -> None:
        """Hear the lanes in a way, or again as the mixer says."""
        self.hear(Hearing.MIXER if self._hearing is hearing else hearing)

    def hear_number(self, number: int) -> None:
        """Hear the stems of the first separator, 0, or of the second, 1."""
        if number != self._heard_number:
            self._heard_number = number
            self.changed.emit()

    def gains(self, separators: tuple[str, ...]) -> dict[str, float]:
        """Return each lane's linear gain by its key in the mix of `separators`."""
        heard = separators[min(self._heard_number, len(separators) - 1)]
        by_name = self._gains_by_name()
        gains = {MIXTURE_LANE: by_name[MIXTURE_LANE]}
        for separator in separators:
            for stem in STEM_ORDER:
                gain = by_name[stem] if separator == heard else 0.0
                gains[lane_key(separator, stem)] = gain
        return gains

    def _gains_by_name(self) -> Mapping[str, float]:
        if self._hearing is Hearing.MIXER:
            return lane_gains(self._settings)
        heard = {
            Hearing.MIXTURE: {MIXTURE_LANE},
            Hearing.SUM: set(STEM_ORDER),
            Hearing.WITHOUT_VOCALS: set(STEM_ORDER) - {_VOCALS},
        }[self._hearing]
        return {name: float(name in heard) for name in LANE_NAMES}

    def _set(self, lane: str, **changes: Any) -> None:
        """Change a lane; whoever turns to the mixer wants to hear it."""
        self._settings[lane] = attrs.evolve(self._settings[lane], **changes)
        self._hearing = Hearing.MIXER
        self.changed.emit()
