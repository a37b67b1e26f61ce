"""Hearing the segments that results speak of."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.audio.playback import PlaybackProblem
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.curation.listening import Listening
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_training.errors import ProjectError


class Hearing(QObject):
    """Plays one segment once; asked for the same one while it plays, falls silent.

    Signals
    -------
    said : str
        Something for the status bar.
    """

    said = Signal(str)

    def __init__(
        self, project: Project, context: ScreenContext, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project, self._context = project, context
        # A player is a thread and a stream: there is none before something is to be heard.
        self._listening: Listening | None = None
        self._segment_id: int | None = None

    @property
    def listening(self) -> Listening | None:
        """What plays; None before anything was to be heard."""
        return self._listening

    def play(self, segment_id: int) -> None:
        """Play a segment, or stop it where it plays."""
        listening = self._ensure()
        if listening.is_moving and segment_id == self._segment_id:
            listening.stop()
            return
        try:
            segment = self._project.segments.get(segment_id)
        except ProjectError:
            self.said.emit("This segment is no longer in the project.")
            return
        track = self._project.tracks.get(segment.track_id)
        self._segment_id = segment_id
        listening.stop()
        listening.set_track(track)
        listening.set_segment(segment)
        listening.play_with_pre_roll(0.0)
        self.said.emit(f"Playing {track.title}. Enter stops it.")

    def stop(self) -> None:
        """Fall silent."""
        if self._listening is not None:
            self._listening.stop()

    def close(self) -> None:
        """End the player."""
        if self._listening is not None:
            self._listening.close()

    def _ensure(self) -> Listening:
        if self._listening is None:
            self._listening = Listening(self._context.preferences, self._context.bridge, self)
            self._listening.set_loops(loops=False)
            self._listening.problem_changed.connect(self._tell_problem)
        return self._listening

    def _tell_problem(self, problem: PlaybackProblem | None) -> None:
        if problem is not None:
            self.said.emit(f"{problem.message} {problem.remedy}")
