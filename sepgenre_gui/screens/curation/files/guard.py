"""Keeps audio that is not what was added from being drawn and played, and says so."""

from __future__ import annotations

import html
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.audio.peaks import Peaks
from sepgenre_gui.project.track import FileState, Track
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.curation.analysis import TrackAnalysis
from sepgenre_gui.screens.curation.files.watch import FileWatch
from sepgenre_gui.screens.curation.listening import Listening
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.curation.wave_area import WaveArea

_GONE = "The file is not there."
_CHANGED = "The file has changed since it was added; its segments belong to the old audio."
_REMEDY = (
    "Bring the file back, or choose <i>Track, Locate the file</i> to say where it is now.<br>"
    "The track stays as it is meanwhile."
)


class FileGuard(QObject):
    """Looks at the file of the track at hand.

    Signals
    -------
    found_again
        The track at hand can be used after all.
    """

    found_again = Signal()

    def __init__(
        self,
        session: CurationSession,
        wave: WaveArea,
        analysis: TrackAnalysis,
        listening: Listening,
        bridge: Bridge,
    ) -> None:
        super().__init__()
        self._session, self._wave = session, wave
        self._analysis, self._listening = analysis, listening
        self._watch = FileWatch(session.project, bridge, self)
        self._watch.states_changed.connect(self._take_states)
        self._watch.lost.connect(self._take_lost)
        analysis.peaks_changed.connect(self._check_when_drawn)

    def look_for_all(self) -> None:
        """Flag the tracks whose files are gone, and those that are back."""
        self._watch.look_for_all()

    def check(self) -> None:
        """Compare the file of the track at hand with what was added."""
        self._watch.check(self._session.track)

    def let_pass(self, track: Track | None) -> bool:
        """Return whether a track may be shown; where its file is known to be lost, say so."""
        self._watch.check(None)
        if track is None:
            return True
        if not track.path.is_file():
            self._refuse(track, _GONE)
        elif track.file_state is FileState.CHANGED:
            self._refuse(track, _CHANGED)
        else:
            return True
        self.check()
        return False

    def close(self) -> None:
        """End the worker."""
        self._watch.close()

    def _check_when_drawn(self, peaks: Peaks) -> None:
        # The waveform does not wait for the hash of the whole file.
        if peaks.is_complete:
            self.check()

    def _take_states(self, states: Mapping[int, FileState]) -> None:
        self._session.reread_files(states)
        track = self._session.track
        if track is not None and states.get(track.id) is FileState.THERE:
            self.found_again.emit()

    def _take_lost(self, track_id: int, reason: str) -> None:
        track = self._session.track
        if track is not None and track.id == track_id:
            self._refuse(track, reason)

    def _refuse(self, track: Track, reason: str) -> None:
        self._analysis.set_track(None)
        if track.path.is_file():
            # They may have been made of the other audio.
            self._analysis.forget_peaks(track)
        self._listening.set_track(None)
        place = html.escape(str(track.path))
        self._wave.show_nothing(
            has_tracks=True, reason=f"{place}<br>{html.escape(reason)}<br><br>{_REMEDY}"
        )
