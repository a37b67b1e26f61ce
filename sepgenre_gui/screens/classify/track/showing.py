"""Showing and hearing the file that is chosen in the table."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.classify import specs
from sepgenre_gui.screens.classify.colors import class_colors
from sepgenre_gui.screens.classify.files.rows import FileRow, FileState
from sepgenre_gui.screens.classify.track.opening import FileOpening
from sepgenre_gui.screens.classify.track.view import FileView
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.classifiers import ListedClassifier
from sepgenre_training.audio.files import printable
from sepgenre_training.errors import SepgenreError

_ZOOM_STEP = 1.5


class FileShowing(QObject):
    """Puts a file, what was said of it, its waveform and its sound into the view.

    Attributes
    ----------
    opening : FileOpening
        Examines the file, and plays it.

    Signals
    -------
    said : str
        Something for the status bar.
    """

    said = Signal(str)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        view: FileView,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._view = project, context, view
        self.opening = FileOpening(project, context, self)
        self.opening.said.connect(self.said)
        self._connect()

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions of playback and of the view."""
        viewport = self._view.viewport
        self._view.transport.connect_actions(book)
        for name, slot in {
            specs.PLAY: self.opening.toggle,
            specs.PLAY_STOP: self.opening.stop,
            specs.ZOOM_IN: lambda: viewport.zoom(_ZOOM_STEP),
            specs.ZOOM_OUT: lambda: viewport.zoom(1 / _ZOOM_STEP),
            specs.ZOOM_FIT: viewport.show_all,
        }.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def enter(self) -> None:
        """Take over the sound as it was chosen last, on whatever page."""
        listening = self.opening.listening
        listening.take_sound_from_preferences()
        self._view.transport.show_volume(listening.volume_db)

    def show_nothing(self) -> None:
        """Show that no file is chosen."""
        self.opening.open(None)
        self._view.show_nothing()

    def show(self, row: FileRow, listed: ListedClassifier, hop_s: float) -> None:
        """Show the file of a row, as the classifier `listed` judged it with windows of a hop."""
        if row.state in (FileState.FAILED, FileState.WORKING):
            self.opening.open(None)
            said = row.said if row.state is FileState.FAILED else f"At work: {row.said}."
            self._view.show_nothing(f"{printable(row.path)}\n\n{said}")
            return
        file = self._project.classified_files.get(listed.stored.id, row.path, hop_s)
        if file is None:
            self.opening.open(None)
            self._view.show_nothing(f"{printable(row.path)}\n\nNothing is known of it any more.")
            return
        classifier = listed.classifier
        colors = class_colors(self._project, classifier.classes)
        self._view.show_file(
            file, classifier.classes, tuple(colors.values()), classifier.identity.window_s
        )
        self.opening.open(row.path)

    def _connect(self) -> None:
        opening, view = self.opening, self._view
        analysis, listening = opening.analysis, opening.listening
        opening.opened.connect(self._show_track)
        opening.failed.connect(self._show_failure)
        analysis.peaks_changed.connect(view.waveform.set_peaks)
        analysis.peaks_grew.connect(view.waveform.peaks_grew)
        analysis.samples_arrived.connect(view.waveform.samples_arrived)
        analysis.failed.connect(self._show_failure)
        listening.obey(view)
        listening.playhead_moved.connect(self._show_playhead)
        view.transport.follow(listening)

    def _show_track(self, track: Track) -> None:
        self._view.show_track(track)
        self._view.waveform.set_samples_provider(self.opening.analysis.samples.want)
        self._show_playhead(0)

    def _show_failure(self, error: BaseException) -> None:
        # What was said of the file holds; only waveform and sound are missing.
        if isinstance(error, SepgenreError):
            self.said.emit(str(error))
        else:
            self._context.show_error(error)

    def _show_playhead(self, sample: int) -> None:
        self._view.show_playhead(sample)
        if self.opening.listening.state is PlaybackState.PLAYING:
            self._view.viewport.reveal(sample)
