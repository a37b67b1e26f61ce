"""The keys of segment, playback and view: which part of the screen does what they ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.curation.labelling import Labelling
from sepgenre_gui.screens.curation.layout import CurationLayout
from sepgenre_gui.screens.curation.listening import Listening
from sepgenre_gui.screens.curation.region import Region, Snap
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.curation.suggesting import Suggesting
from sepgenre_gui.screens.playback import VOLUME_STEP_DB
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.services.edits import Wanting

_COARSE_S, _FINE_S = 0.1, 0.01
_SNAP, _ON, _OFF = "segment.snap", "on", "off"
_DIRECTIONS = {"earlier": -1, "later": 1}


class Steering(QObject):
    """Connects the actions to the parts of the curation screen.

    Signals
    -------
    told : str
        Something that the status bar says.
    """

    told = Signal(str)

    def __init__(
        self,
        *,
        session: CurationSession,
        layout: CurationLayout,
        region: Region,
        suggesting: Suggesting,
        listening: Listening,
        labelling: Labelling,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._layout = session, layout
        self._region, self._suggesting = region, suggesting
        self._listening, self._labelling = listening, labelling
        self._preferences = preferences
        self._book: ActionBook | None = None
        layout.transport.snap_chosen.connect(self.snap_to)
        layout.segments.add_requested.connect(region.add_here)
        layout.segments.remove_requested.connect(self._remove)

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions of segment, playback and view."""
        self._book = book
        for name, slot in {**self._segment(), **self._playback(), **self._view()}.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())
        wave, listening = self._layout.wave, self._listening
        toggles: dict[str, tuple[bool, Callable[[bool], object]]] = {
            "playback.loop": (listening.loops, lambda on: listening.set_loops(loops=on)),
            "view.spectrogram": (False, lambda on: wave.set_spectrogram(shown=on)),
            "view.mixed": (False, wave.waveform.set_mixed),
            "view.bars": (False, lambda on: wave.set_bars(counted=on)),
        }
        for name, (is_on, switch) in toggles.items():
            book[name].setChecked(is_on)
            book[name].toggled.connect(switch)
            self._keep(book[name], name)
        self.snap_to(_snap_of(self._preferences.view(_SNAP)))

    def snap_to(self, snap: Snap) -> None:
        """Let the segment snap to `snap`, and show that everywhere."""
        self._region.snap = snap
        if self._preferences.view(_SNAP) != snap.value:
            self._preferences.set_view(_SNAP, snap.value)
        self._layout.transport.show_snap(snap)
        if self._book is not None:
            self._book[f"segment.snap-{snap.value}"].setChecked(True)

    def _keep(self, action: QAction, name: str) -> None:
        """Switch `action` as it was the last time, and store from now on how it is switched."""
        stored = self._preferences.view(name)
        if stored:
            action.setChecked(stored == _ON)
        action.toggled.connect(lambda on: self._preferences.set_view(name, _ON if on else _OFF))

    def _segment(self) -> dict[str, Callable[[], object]]:
        region = self._region
        slots: dict[str, Callable[[], object]] = {
            "segment.confirm": self._confirm,
            "segment.suggest": self._suggesting.ask,
            "segment.here": region.start_here,
            "segment.add": region.add_here,
            "segment.next": self._take_next_segment,
            "segment.remove": region.remove,
            "segment.snap": self._snap_to_next,
        }
        for name, sign in _DIRECTIONS.items():
            slots[f"segment.coarse-{name}"] = partial(region.nudge, sign * _COARSE_S)
            slots[f"segment.fine-{name}"] = partial(region.nudge, sign * _FINE_S)
            slots[f"segment.beat-{name}"] = partial(region.step, Snap.BEAT, sign)
            slots[f"segment.bar-{name}"] = partial(region.step, Snap.BAR, sign)
        for snap in Snap:
            slots[f"segment.snap-{snap.value}"] = partial(self.snap_to, snap)
        return slots

    def _playback(self) -> dict[str, Callable[[], object]]:
        listening = self._listening
        return {
            "playback.region": listening.toggle_segment,
            "playback.here": lambda: listening.play_from(listening.playhead),
            "playback.pointer": self._play_from_pointer,
            "playback.pre-roll": listening.play_with_pre_roll,
            "playback.pause": listening.pause_or_resume,
            "playback.stop": listening.stop,
            "playback.louder": lambda: self._change_volume(VOLUME_STEP_DB),
            "playback.quieter": lambda: self._change_volume(-VOLUME_STEP_DB),
        }

    def _view(self) -> dict[str, Callable[[], object]]:
        waveform = self._layout.wave.waveform
        return {
            "view.zoom-in": waveform.zoom_in,
            "view.zoom-out": waveform.zoom_out,
            "view.zoom-segment": waveform.zoom_to_region,
            "view.zoom-fit": waveform.zoom_to_fit,
        }

    def _take_next_segment(self) -> None:
        segments, at_hand = self._session.segments, self._session.segment
        if at_hand is None or len(segments) == 1:
            self.told.emit("The track has no other segment.")
            return
        following = segments[(segments.index(at_hand) + 1) % len(segments)]
        self._session.choose_segment(following.id)
        self._layout.wave.follow(following.start_sample)

    def _play_from_pointer(self) -> None:
        sample = self._layout.wave.pointer
        if sample is None:
            self.told.emit("Put the mouse on the waveform first.")
        else:
            self._listening.play_from(sample)

    def _confirm(self) -> None:
        if self._region.confirm():
            self._labelling.go_on(Wanting.ANYTHING)

    def _snap_to_next(self) -> None:
        kinds = list(Snap)
        following = kinds[(kinds.index(self._region.snap) + 1) % len(kinds)]
        self.snap_to(following)
        self.told.emit(f"Snapping: {following.value}")

    def _change_volume(self, by_db: float) -> None:
        self._listening.change_volume(by_db)
        volume_db = self._listening.volume_db
        self._layout.transport.show_volume(volume_db)
        self.told.emit(f"Volume {volume_db:+.0f} dB")

    def _remove(self, segment_id: int) -> None:
        self._session.choose_segment(segment_id)
        self._region.remove()


def _snap_of(word: str) -> Snap:
    return next((snap for snap in Snap if snap.value == word), Snap.OFF)
