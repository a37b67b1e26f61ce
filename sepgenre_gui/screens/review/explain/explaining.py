"""Explaining the chosen segment: asks, cancels where another is chosen, and plays what mattered."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.audio.playback import PlaybackProblem, PlaybackSource, Player
from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.playback import PlaybackControl
from sepgenre_gui.screens.review.asking import Asking
from sepgenre_gui.screens.review.explain.panel import ExplainPanel
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.jobs.learning_requests import explain_request
from sepgenre_gui.services.learning.explaining import ExplainedSegment, write_wav
from sepgenre_training.errors import ProjectError

_CHOOSE = "Choose a segment first."


class SoundPlaying(PlaybackControl[Player]):
    """Plays one file once."""

    def play(self, source: PlaybackSource) -> None:
        """Play `source` from its beginning."""
        self.loops = False
        self._player.load(source)
        self._player.play(0, end_sample=source.n_samples, loop=False)


class Explaining(QObject):
    """Has the chosen segment explained, and shows it on an `ExplainPanel`.

    Parameters
    ----------
    choose_separator : callable
        Returns the separator; None where the person thinks better of it.

    Signals
    -------
    said : str
        Something for the status bar.
    sounding
        Something is to be heard: others are to fall silent.
    """

    said = Signal(str)
    sounding = Signal()

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        panel: ExplainPanel,
        choose_separator: Callable[[], str | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._panel = project, context, panel
        self._choose_separator = choose_separator
        self._obstacle = ""
        self._chosen: int | None = None
        self._genre: str | None = None
        self._sounds: SoundPlaying | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._written: ExplainedSegment | None = None
        self.asking = Asking(context, queue, ExplainedSegment, self)
        self.asking.arrived.connect(self._take)
        self.asking.changed.connect(panel.show_job)
        self.asking.ended.connect(self._end)
        panel.explain_asked.connect(self.explain)
        panel.cancel_asked.connect(self.asking.cancel)
        panel.mattered_asked.connect(self.play_what_mattered)

    @property
    def chosen(self) -> int | None:
        """The segment that is explained, or would be."""
        return self._chosen

    @property
    def sounds(self) -> SoundPlaying | None:
        """What plays; None before anything was to be heard."""
        return self._sounds

    def set_obstacle(self, reason: str) -> None:
        """Say why nothing can be explained; empty where it can."""
        self._obstacle = reason
        self._show_state()

    def choose(self, segment_id: int | None, genre: str | None) -> None:
        """Take another segment, and the genre that is to be explained of it."""
        if (segment_id, genre) == (self._chosen, self._genre):
            return
        self._chosen, self._genre = segment_id, genre
        self.asking.forget()
        self.stop()
        self._panel.show_job(None)
        self._panel.show_explained(None)
        self._show_state()

    def explain(self) -> None:
        """Have the chosen segment explained."""
        if self._chosen is None or self._obstacle:
            self.said.emit(self._obstacle or _CHOOSE)
            return
        separator = self._choose_separator()
        if separator is None:
            return
        try:
            segment = self._project.segments.get(self._chosen)
            track = self._project.tracks.get(segment.track_id)
        except ProjectError as error:
            self._context.show_error(error)
            return
        self._panel.show_explained(None)
        self.asking.ask(explain_request(track, segment, genre=self._genre, separator=separator))
        self._show_state()

    def play_what_mattered(self) -> None:
        """Play the explained segment with only its most important places left; or stop it."""
        explained = self._panel.explained
        if explained is None:
            self.said.emit("Explain the segment first.")
            return
        if self._sounds is not None and self._sounds.is_moving:
            self._sounds.stop()
            return
        self.sounding.emit()
        try:
            source = self._write(explained)
        except OSError as error:
            self._context.show_error(error)
            return
        self._ensure().play(source)
        self.said.emit("Playing only what mattered. M stops it.")

    def stop(self) -> None:
        """Fall silent."""
        if self._sounds is not None:
            self._sounds.stop()

    def close(self) -> None:
        """Hear no more of what is on its way, and remove what was written to be heard."""
        self.asking.close()
        if self._sounds is not None:
            self._sounds.close()
        if self._folder is not None:
            self._folder.cleanup()

    def _take(self, explained: ExplainedSegment) -> None:
        if explained.segment.id == self._chosen:
            self._panel.show_explained(explained)

    def _end(self) -> None:
        self._panel.show_job(None)
        self._show_state()

    def _show_state(self) -> None:
        obstacle = self._obstacle or ("" if self._chosen is not None else _CHOOSE)
        if not obstacle and self.asking.is_busy:
            obstacle = "It is being explained already."
        self._panel.show_state(obstacle=obstacle, can_play=self._chosen is not None)

    def _write(self, explained: ExplainedSegment) -> PlaybackSource:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="sepgenre-")
        path = Path(self._folder.name, f"{explained.segment.id}.wav")
        sound, why = explained.explanation.sound, explained.explanation
        if self._written is not explained:
            # What plays the old file holds it open.
            self.stop()
            write_wav(sound, why.sample_rate_hz, path)
            self._written = explained
        return PlaybackSource(
            path=path,
            decoder="libsndfile",
            sample_rate_hz=why.sample_rate_hz,
            n_samples=sound.shape[1],
            n_channels=len(sound),
        )

    def _ensure(self) -> SoundPlaying:
        if self._sounds is None:
            self._sounds = SoundPlaying(
                Player, self._context.preferences, self._context.bridge, self
            )
            self._sounds.problem_changed.connect(self._tell_problem)
        return self._sounds

    def _tell_problem(self, problem: PlaybackProblem | None) -> None:
        if problem is not None:
            self.said.emit(f"{problem.message} {problem.remedy}")
