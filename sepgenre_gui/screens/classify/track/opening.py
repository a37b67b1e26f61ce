"""The file at hand: examined, drawn and heard; what was asked about another one is forgotten."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.audio.playback import PlaybackProblem
from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.curation.analysis import TrackAnalysis
from sepgenre_gui.screens.curation.listening import Listening
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.classified.opening import examine_to_hear


class FileOpening(QObject):
    """Asks a worker what a file holds, then for its peaks, and plays it.

    Signals
    -------
    opened : Track
        The file can be drawn and heard.
    failed : BaseException
        It cannot.
    said : str
        Something for the status bar.
    """

    opened = Signal(object)
    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self, project: Project, context: ScreenContext, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._lane = Lane("classified file", deliver=context.bridge.deliver)
        self._ticket: Ticket[Track] | None = None
        self._wants_to_play = False
        self.track: Track | None = None
        self.analysis = TrackAnalysis(project, context.bridge, self)
        self.listening = Listening(context.preferences, context.bridge, self)
        self.listening.problem_changed.connect(self._tell_problem)

    def open(self, path: Path | None) -> None:
        """Take another file in hand; None takes none."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
        self.track, self._wants_to_play = None, False
        self.analysis.set_track(None)
        self.listening.set_track(None)
        if path is not None:
            self._ticket = self._lane.submit(
                examine_to_hear, path, on_value=self._take, on_error=self.failed.emit
            )

    def toggle(self) -> None:
        """Play from the playhead, or stop what plays; a file that opens plays when it is open."""
        if self.listening.is_moving:
            self.listening.stop()
        elif self.track is not None:
            self.listening.play_from(self.listening.playhead)
        elif self._ticket is not None and not self._ticket.is_finished:
            self._wants_to_play = True
        else:
            self.said.emit("Choose a file in the table first.")

    def stop(self) -> None:
        """Fall silent."""
        self._wants_to_play = False
        self.listening.stop()

    def close(self) -> None:
        """End the workers and the player."""
        self._lane.close()
        self.analysis.close()
        self.listening.close()

    def _take(self, track: Track) -> None:
        self.track = track
        self.listening.set_track(track)
        self.opened.emit(track)
        self.analysis.set_track(track)
        if self._wants_to_play:
            self._wants_to_play = False
            self.listening.play_from(0)

    def _tell_problem(self, problem: PlaybackProblem | None) -> None:
        if problem is not None:
            self.said.emit(f"{problem.message} {problem.remedy}")
