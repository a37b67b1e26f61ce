"""The keys of segment, playback and view: which part of the screen does what they ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.curation.listening import VOLUME_STEP_DB
from sepgenre_gui.screens.curation.region import Snap
from sepgenre_gui.services.edits import Wanting

if TYPE_CHECKING:
    from sepgenre_gui.screens.curation.screen import CurationScreen

_COARSE_S, _FINE_S = 0.1, 0.01
_DIRECTIONS = {"earlier": -1, "later": 1}


class Steering:
    """Connects the actions of a `CurationScreen` to its parts."""

    def __init__(self, screen: CurationScreen) -> None:
        self._screen = screen
        self._book: ActionBook | None = None
        screen.layout.transport.snap_chosen.connect(self.snap_to)
        screen.layout.segments.add_requested.connect(screen.region.add_here)
        screen.layout.segments.remove_requested.connect(self._remove)

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions of segment, playback and view."""
        self._book = book
        for name, slot in {**self._segment(), **self._playback(), **self._view()}.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())
        wave, listening = self._screen.layout.wave, self._screen.listening
        book["playback.loop"].setChecked(listening.loops)
        book["playback.loop"].toggled.connect(lambda on: listening.set_loops(loops=on))
        book["view.spectrogram"].toggled.connect(lambda on: wave.set_spectrogram(shown=on))
        book["view.mixed"].toggled.connect(wave.waveform.set_mixed)
        book["view.bars"].toggled.connect(lambda on: wave.set_bars(counted=on))
        self.snap_to(self._screen.region.snap)

    def snap_to(self, snap: Snap) -> None:
        """Let the segment snap to `snap`, and show that everywhere."""
        self._screen.region.snap = snap
        self._screen.layout.transport.show_snap(snap)
        if self._book is not None:
            self._book[f"segment.snap-{snap.value}"].setChecked(True)

    def _segment(self) -> dict[str, Callable[[], object]]:
        region = self._screen.region
        slots: dict[str, Callable[[], object]] = {
            "segment.confirm": self._confirm,
            "segment.suggest": self._screen.analysis.look_for_suggestions,
            "segment.here": region.start_here,
            "segment.add": region.add_here,
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
        listening = self._screen.listening
        return {
            "playback.region": listening.toggle_segment,
            "playback.here": lambda: listening.play_from(listening.playhead),
            "playback.pre-roll": listening.play_with_pre_roll,
            "playback.pause": listening.pause_or_resume,
            "playback.stop": listening.stop,
            "playback.louder": lambda: self._change_volume(VOLUME_STEP_DB),
            "playback.quieter": lambda: self._change_volume(-VOLUME_STEP_DB),
        }

    def _view(self) -> dict[str, Callable[[], object]]:
        waveform = self._screen.layout.wave.waveform
        return {
            "view.zoom-in": waveform.zoom_in,
            "view.zoom-out": waveform.zoom_out,
            "view.zoom-segment": waveform.zoom_to_region,
            "view.zoom-fit": waveform.zoom_to_fit,
        }

    def _confirm(self) -> None:
        if self._screen.region.confirm():
            self._screen.labelling.go_on(Wanting.ANYTHING)

    def _snap_to_next(self) -> None:
        kinds = list(Snap)
        following = kinds[(kinds.index(self._screen.region.snap) + 1) % len(kinds)]
        self.snap_to(following)
        self._screen.say(f"Snapping: {following.value}")

    def _change_volume(self, by_db: float) -> None:
        self._screen.listening.change_volume(by_db)
        volume_db = self._screen.listening.volume_db
        self._screen.layout.transport.show_volume(volume_db)
        self._screen.say(f"Volume {volume_db:+.0f} dB")

    def _remove(self, segment_id: int) -> None:
        self._screen.session.choose_segment(segment_id)
        self._screen.region.remove()
