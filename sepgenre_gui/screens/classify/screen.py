"""The page that classifies: classifiers, files with their verdicts, and one file along its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.jobs.queue import Job, JobQueue
from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.genre import PALETTE
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.classify import specs
from sepgenre_gui.screens.classify.classifiers.keeping import Keeping
from sepgenre_gui.screens.classify.classifying import Classifying
from sepgenre_gui.screens.classify.files.loading import FileLoading
from sepgenre_gui.screens.classify.files.rows import FileState, row_at_work, row_of
from sepgenre_gui.screens.classify.files.watch import ClassifyWatch
from sepgenre_gui.screens.classify.layout import ClassifyLayout
from sepgenre_gui.screens.classify.track.opening import FileOpening
from sepgenre_gui.screens.classify.writing import Writing
from sepgenre_gui.screens.curation.sound_report import describe_sound
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.classifiers import ListedClassifier, list_classifiers
from sepgenre_training.audio.files import printable
from sepgenre_training.classification.track_task import TrackProgressed
from sepgenre_training.errors import SepgenreError

_ZOOM_STEP = 1.5


class ClassifyScreen(QObject):
    """What the window shows to classify new tracks; see `Screen`.

    Parameters
    ----------
    project : Project
        Open; may be read-only.
    context : ScreenContext
        What the window gives.
    queue : JobQueue
        Trains, classifies and writes; delivers into this thread.
    """

    _status = Signal(str)

    def __init__(self, project: Project, context: ScreenContext, queue: JobQueue) -> None:
        super().__init__()
        self._project, self._context = project, context
        self.layout = ClassifyLayout(context.theme, context.preferences)
        self.watch = ClassifyWatch(queue, self)
        self.loading = FileLoading(project, self)
        self.opening = FileOpening(project, context, self)
        panels = self.layout
        self.keeping = Keeping(project, context, queue, self.watch, panels.classifiers, self)
        self.classifying = Classifying(
            project, context, queue, self.watch, panels.files, self._at_hand, self
        )
        self.writing = Writing(project, context, queue, self._what_to_write, panels, self)
        self._listed: ListedClassifier | None = None
        self._connect()
        self._connect_sound()
        self.reload()
        self._follow_job()
        panels.setFocusProxy(panels.files.table)

    @property
    def widget(self) -> QWidget:
        """The panels."""
        return self.layout

    @property
    def title(self) -> str:
        """The project's name."""
        return self._project.folder.name

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """The actions of this page."""
        return specs.CLASSIFY_SPECS

    @property
    def status(self) -> SignalInstance:
        """What the status bar says."""
        return self._status

    @property
    def diagnostics(self) -> tuple[str, ...]:
        """How many classifiers there are, and how playback fares."""
        player = self.opening.listening.player
        return (
            f"Classifiers: {len(self._project.classifiers.list())}",
            *describe_sound(player.diagnostics, player.problem),
        )

    def connect(self, book: ActionBook) -> None:  # type: ignore[override]
        """Connect the actions."""
        files, viewport = self.layout.files, self.layout.track.viewport
        self.layout.classifiers.connect_actions(book)
        files.bar.connect_actions(book)
        self.layout.track.transport.connect_actions(book)
        for part in (self.keeping, self.classifying, self.writing):
            part.connect_actions(book)
        for name, slot in {
            specs.FILTER: files.text_filter.setFocus,
            specs.UNSURE_ONLY: files.unsure_only.toggle,
            specs.NEXT: lambda: files.step(1),
            specs.PREVIOUS: lambda: files.step(-1),
            specs.PLAY: self.opening.toggle,
            specs.PLAY_STOP: self.opening.stop,
            specs.ZOOM_IN: lambda: viewport.zoom(_ZOOM_STEP),
            specs.ZOOM_OUT: lambda: viewport.zoom(1 / _ZOOM_STEP),
            specs.ZOOM_FIT: viewport.show_all,
        }.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def enter(self) -> None:
        """Look anew at what others may have changed."""
        self.opening.listening.take_sound_from_preferences()
        self.layout.track.transport.show_volume(self.opening.listening.volume_db)
        self._refresh_list(self._chosen_id)
        self._follow_job()

    def leave(self) -> None:
        """Fall silent; jobs go on."""
        self.opening.stop()
        self.layout.store()

    def can_close(self) -> bool:
        """Return True: nothing here is lost."""
        return True

    def close(self) -> None:
        """End the workers, and listen no longer."""
        self.layout.store()
        self.watch.close()
        self.loading.stop()
        self.writing.close()
        self.opening.close()

    def reload(self, chosen: int = 0) -> None:
        """Read the classifiers anew, and the files of the one that is chosen; 0: the newest."""
        self._refresh_list(chosen or None)
        self._show_classifier()

    def say(self, text: str) -> None:
        """Say something in the status bar."""
        self._status.emit(text)

    def colors_of(self, classes: Sequence[str]) -> Mapping[str, str]:
        """Return the colour of each class: the project's genre's, or one of the palette."""
        known = {genre.name.casefold(): genre.color for genre in self._project.genres.list()}
        return {
            name: known.get(name.casefold(), PALETTE[place % len(PALETTE)])
            for place, name in enumerate(classes)
        }

    @property
    def _chosen_id(self) -> int | None:
        return None if self._listed is None else self._listed.stored.id

    def _connect(self) -> None:
        panels, watch = self.layout, self.watch
        panels.installEventFilter(self.classifying)
        panels.classifiers.chosen.connect(self._choose)
        panels.files.file_chosen.connect(self._show_file)
        panels.files.activated.connect(self.opening.toggle)
        panels.files.bar.hop_changed.connect(lambda _: self._show_classifier())
        watch.came.connect(self._take)
        watch.job_changed.connect(self._follow_job)
        watch.ended.connect(self._take_end)
        watch.trained.connect(self.reload)
        self.loading.came.connect(panels.files.model.put)
        self.loading.ended.connect(self._take_all)
        self.keeping.changed.connect(self.reload)
        for speaker in (self.keeping, self.classifying, self.writing, self.opening):
            speaker.said.connect(self.say)

    def _connect_sound(self) -> None:
        opening, view = self.opening, self.layout.track
        analysis, listening = opening.analysis, opening.listening
        opening.opened.connect(self._show_track)
        opening.failed.connect(self._show_failure)
        analysis.peaks_changed.connect(view.waveform.set_peaks)
        analysis.peaks_grew.connect(view.waveform.peaks_grew)
        analysis.samples_arrived.connect(view.waveform.samples_arrived)
        analysis.failed.connect(self._show_failure)
        view.seek_requested.connect(listening.seek)
        view.scrub_moved.connect(listening.scrub)
        view.scrub_ended.connect(listening.end_scrub)
        listening.playhead_moved.connect(self._show_playhead)
        listening.devices_changed.connect(self._show_devices)
        transport = view.transport
        transport.volume_chosen.connect(listening.set_volume)
        transport.device_chosen.connect(listening.choose_device)
        transport.devices_wanted.connect(listening.refresh_devices)
        transport.show_volume(listening.volume_db)
        self._show_devices()

    def _at_hand(self) -> ListedClassifier | None:
        return self._listed

    def _what_to_write(self) -> tuple[ListedClassifier | None, float, int]:
        model = self.layout.files.model
        n_files = model.n_all - model.count(FileState.WORKING)
        return self._listed, self.layout.files.bar.hop_s, n_files

    def _refresh_list(self, chosen: int | None) -> None:
        rows = list_classifiers(self._project)
        known = {row.stored.id for row in rows}
        newest = max(known, default=None)
        panel = self.layout.classifiers
        panel.show_rows(rows, chosen if chosen in known else newest)
        panel.set_read_only(read_only=self._project.read_only)
        before, self._listed = self._chosen_id, panel.listed
        if before is not None and before != self._chosen_id:
            self._show_classifier()

    def _choose(self, classifier_id: int) -> None:
        if classifier_id != self._chosen_id:
            self._listed = self.layout.classifiers.listed
            self._show_classifier()

    def _show_classifier(self) -> None:
        """Show the files of the classifier at hand, with the hop that is chosen."""
        files, listed = self.layout.files, self._listed
        self.opening.open(None)
        self.layout.track.show_nothing()
        classes = () if listed is None else listed.classifier.classes
        files.model.clear(self.colors_of(classes))
        files.show_classes(classes, has_classifier=listed is not None)
        self.loading.stop()
        if listed is not None:
            self.loading.begin(listed.stored.id, classes, files.bar.hop_s)
        self._offer()

    def _offer(self) -> None:
        self.layout.files.bar.set_enabled(
            may_classify=self._listed is not None and not self._project.read_only,
            has_files=self.layout.files.model.n_all > 0,
        )

    def _show_file(self, key: str) -> None:
        row, listed = self.layout.files.model.row(key), self._listed
        if row is None or listed is None:
            return
        view = self.layout.track
        if row.state in (FileState.FAILED, FileState.WORKING):
            self.opening.open(None)
            said = row.said if row.state is FileState.FAILED else f"At work: {row.said}."
            view.show_nothing(f"{printable(row.path)}\n\n{said}")
            return
        get = self._project.classified_files.get
        file = get(listed.stored.id, row.path, self.layout.files.bar.hop_s)
        if file is None:
            view.show_nothing(f"{printable(row.path)}\n\nNothing is known of it any more.")
            return
        classes = listed.classifier.classes
        colors = self.colors_of(classes)
        window_s = listed.classifier.identity.window_s
        view.show_file(file, classes, [colors[name] for name in classes], window_s)
        self.opening.open(row.path)

    def _show_track(self, track: Track) -> None:
        self.layout.track.show_track(track)
        provide = self.opening.analysis.samples.want
        self.layout.track.waveform.set_samples_provider(provide)
        self._show_playhead(0)

    def _show_failure(self, error: BaseException) -> None:
        # What was said of the file holds; only waveform and sound are missing.
        if isinstance(error, SepgenreError):
            self.say(str(error))
        else:
            self._context.show_error(error)

    def _show_playhead(self, sample: int) -> None:
        view = self.layout.track
        view.show_playhead(sample)
        if self.opening.listening.state is PlaybackState.PLAYING:
            view.viewport.reveal(sample)

    def _show_devices(self) -> None:
        listening = self.opening.listening
        self.layout.track.transport.show_devices(listening.devices, listening.device)

    def _take(
        self, files: Sequence[ClassifiedFile], at_work: Sequence[tuple[str, TrackProgressed]]
    ) -> None:
        listed, hop_s = self._listed, self.layout.files.bar.hop_s
        if listed is None:
            return
        model, stored = self.layout.files.model, listed.stored
        model.put(
            row_of(file, listed.classifier.classes)
            for file in files
            if file.classifier_id == stored.id and file.hop_s == hop_s
        )
        model.put(row_at_work(told) for name, told in at_work if name == stored.name)
        self.layout.files.show_state()
        self._offer()
        at_hand = self.layout.files.at_hand
        if any(str(file.path) == at_hand for file in files):
            self._show_file(at_hand)

    def _take_all(self) -> None:
        """Put what was read in order, and show the first file."""
        self.layout.files.model.arrange_anew()
        if not self.layout.files.at_hand:
            self.layout.files.step(0)
        self._offer()

    def _follow_job(self) -> None:
        self.layout.files.bar.show_job(self.watch.job)
        self.layout.classifiers.show_training(self.watch.training)

    def _take_end(self, job: Job) -> None:
        self.layout.files.model.drop_working()
        self._refresh_list(self._chosen_id)
        self._offer()
        self.say(job.reason)
