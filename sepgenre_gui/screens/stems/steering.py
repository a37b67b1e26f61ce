"""The keys of lanes, playback and view: which part of the screen does what they ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.playback import VOLUME_STEP_DB
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.stems.desk import Hearing, MixDesk
from sepgenre_gui.screens.stems.layout import StemsLayout
from sepgenre_gui.screens.stems.session import StemsSession
from sepgenre_gui.screens.stems.specs import LANE_NAMES, mute_id, select_id, solo_id
from sepgenre_gui.screens.stems.work.listening import MixListening

_LOOP, _SPECTROGRAM = "stems-loop", "stems-spectrogram"
_ON, _OFF = "on", "off"
_LANE_STEP_DB = 1.0
_ZOOM_STEP = 2.0


class Steering(QObject):
    """Connects the actions that need no worker.

    Signals
    -------
    told : str
        What was done, for the status bar.
    spectrograms_toggled : bool
        Spectrograms are to be shown, or waveforms.
    """

    told = Signal(str)
    spectrograms_toggled = Signal(bool)

    def __init__(
        self,
        session: StemsSession,
        desk: MixDesk,
        layout: StemsLayout,
        listening: MixListening,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._desk, self._layout = session, desk, layout
        self._listening, self._preferences = listening, preferences
        self._lane = LANE_NAMES[0]
        self._without_vocals: QAction | None = None
        layout.board.mute_toggled.connect(desk.toggle_mute)
        layout.board.solo_toggled.connect(desk.toggle_solo)
        layout.board.volume_chosen.connect(desk.set_volume)
        layout.board.selected.connect(self.select)
        layout.board.show_selected(self._lane)
        layout.transport.hearing_chosen.connect(desk.hear)
        layout.transport.heard_number_chosen.connect(desk.hear_number)
        desk.changed.connect(self._show_hearing)

    @property
    def lane(self) -> str:
        """The lane that keys without a number mean."""
        return self._lane

    def select(self, lane: str) -> None:
        """Let keys without a number mean `lane`."""
        self._lane = lane
        self._layout.board.show_selected(lane)

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions."""
        for identifier, slot in {**self._lanes(), **self._playback(), **self._view()}.items():
            book[identifier].triggered.connect(lambda _=False, slot=slot: slot())
        loop, spectrogram = book["mixer.loop"], book["stems.spectrogram"]
        loop.setChecked(True)
        self._keep(loop, _LOOP)
        self._keep(spectrogram, _SPECTROGRAM)
        loop.toggled.connect(lambda on: self._listening.set_loops(loops=on))
        self._listening.set_loops(loops=loop.isChecked())
        spectrogram.toggled.connect(self.spectrograms_toggled)
        self.spectrograms_toggled.emit(spectrogram.isChecked())
        self._without_vocals = book["mixer.without-vocals"]
        self._show_hearing()

    def _keep(self, action: QAction, name: str) -> None:
        """Switch `action` as it was the last time, and store from now on how it is switched."""
        stored = self._preferences.view(name)
        if stored:
            action.setChecked(stored == _ON)
        action.toggled.connect(lambda on: self._preferences.set_view(name, _ON if on else _OFF))

    def _lanes(self) -> dict[str, Callable[[], object]]:
        desk = self._desk
        slots: dict[str, Callable[[], object]] = {
            "mixer.mute": lambda: desk.toggle_mute(self._lane),
            "mixer.solo": lambda: desk.toggle_solo(self._lane),
            "mixer.lane-louder": lambda: self._change_lane(_LANE_STEP_DB),
            "mixer.lane-quieter": lambda: self._change_lane(-_LANE_STEP_DB),
            "mixer.lane-zero": lambda: desk.set_volume(self._lane, 0.0),
            "mixer.reset": desk.reset,
        }
        for number, name in enumerate(LANE_NAMES, start=1):
            slots[mute_id(number)] = partial(desk.toggle_mute, name)
            slots[solo_id(number)] = partial(desk.toggle_solo, name)
            slots[select_id(number)] = partial(self.select, name)
        return slots

    def _playback(self) -> dict[str, Callable[[], object]]:
        listening, desk = self._listening, self._desk
        return {
            "mixer.play-here": lambda: listening.play(listening.playhead),
            "mixer.pause": listening.pause_or_resume,
            "mixer.stop": listening.stop,
            "mixer.louder": lambda: self._change_volume(VOLUME_STEP_DB),
            "mixer.quieter": lambda: self._change_volume(-VOLUME_STEP_DB),
            "mixer.ab": desk.switch_between_mixture_and_sum,
            "mixer.without-vocals": lambda: desk.toggle(Hearing.WITHOUT_VOCALS),
            "mixer.back": lambda: desk.hear(Hearing.MIXER),
            "mixer.compare": self._hear_other,
        }

    def _view(self) -> dict[str, Callable[[], object]]:
        viewport, targets = self._layout.board.viewport, self._layout.targets
        return {
            "stems.zoom-in": lambda: viewport.zoom(_ZOOM_STEP, self._anchor()),
            "stems.zoom-out": lambda: viewport.zoom(1 / _ZOOM_STEP, self._anchor()),
            "stems.zoom-fit": viewport.show_all,
            "stems.next": lambda: targets.step(1),
            "stems.previous": lambda: targets.step(-1),
            "stems.filter": targets.text_filter.setFocus,
        }

    def _anchor(self) -> float | None:
        viewport = self._layout.board.viewport
        x = viewport.x_of(self._listening.playhead)
        return x if 0 <= x <= viewport.width else None

    def _change_lane(self, by_db: float) -> None:
        volume_db = self._desk.settings(self._lane).volume_db + by_db
        self._desk.set_volume(self._lane, volume_db)
        now_db = self._desk.settings(self._lane).volume_db
        self.told.emit(f"{self._lane.capitalize()} {now_db:+.0f} dB")

    def _change_volume(self, by_db: float) -> None:
        self._listening.change_volume(by_db)
        self._layout.transport.show_volume(self._listening.volume_db)
        self.told.emit(f"Volume {self._listening.volume_db:+.0f} dB")

    def _hear_other(self) -> None:
        if self._session.compared is None:
            self.told.emit("Choose a separator to compare with, above the lanes.")
            return
        number = 1 - self._desk.heard_number
        self._desk.hear_number(number)
        self.told.emit(f"Stems by {self._session.separators[number]}")

    def _show_hearing(self) -> None:
        if self._without_vocals is not None:
            self._without_vocals.setChecked(self._desk.hearing is Hearing.WITHOUT_VOCALS)
        self._layout.transport.show_hearing(self._desk.hearing)
