"""The page that classifies: classifiers, files with their verdicts, and one file along its time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from sepgenre_gui.jobs.queue import Job, JobQueue
from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.classify import specs
from sepgenre_gui.screens.classify.classifiers.keeping import Keeping
from sepgenre_gui.screens.classify.classifying import Classifying
from sepgenre_gui.screens.classify.colors import class_colors
from sepgenre_gui.screens.classify.files.judging import Judging
from sepgenre_gui.screens.classify.files.loading import FileLoading
from sepgenre_gui.screens.classify.files.rows import FileState, row_at_work, row_of
from sepgenre_gui.screens.classify.files.watch import ClassifyWatch
from sepgenre_gui.screens.classify.layout import ClassifyLayout
from sepgenre_gui.screens.classify.track.showing import FileShowing
from sepgenre_gui.screens.classify.writing import Writing
from sepgenre_gui.screens.curation.sound_report import describe_sound
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.classifiers import ListedClassifier, list_classifiers
from sepgenre_training.classification.track_task import TrackProgressed


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
        panels = self.layout
        self.judging = Judging(project, panels.files.bar)
        self.showing = FileShowing(project, context, panels.track, self)
        self.keeping = Keeping(project, context, queue, self.watch, panels.classifiers, self)
        self.classifying = Classifying(
            project, context, queue, self.watch, panels.files, self._at_hand, self
        )
        self.writing = Writing(project, context, queue, self._what_to_write, panels, self)
        self._listed: ListedClassifier | None = None
        self._connect()
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
        player = self.showing.opening.listening.player
        return (
            f"Classifiers: {len(self._project.classifiers.list())}",
            *describe_sound(player.diagnostics, player.problem),
        )

    def connect(self, book: ActionBook) -> None:  # type: ignore[override]
        """Connect the actions."""
        files = self.layout.files
        self.layout.classifiers.connect_actions(book)
        files.bar.connect_actions(book)
        for part in (self.keeping, self.classifying, self.writing, self.showing):
            part.connect_actions(book)
        for name, slot in {
            specs.FILTER: files.text_filter.setFocus,
            specs.UNSURE_ONLY: files.unsure_only.toggle,
            specs.NEXT: lambda: files.step(1),
            specs.PREVIOUS: lambda: files.step(-1),
        }.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def enter(self) -> None:
        """Look anew at what others may have changed."""
        self.showing.enter()
        self._refresh_list(self._chosen_id)
        self._follow_job()

    def leave(self) -> None:
        """Fall silent; jobs go on."""
        self.showing.opening.stop()
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
        self.showing.opening.close()

    def reload(self, chosen: int = 0) -> None:
        """Read the classifiers anew, and the files of the one that is chosen; 0: the newest."""
        self._refresh_list(chosen or None)
        self._show_classifier()

    def say(self, text: str) -> None:
        """Say something in the status bar."""
        self._status.emit(text)

    @property
    def _chosen_id(self) -> int | None:
        return None if self._listed is None else self._listed.stored.id

    def _connect(self) -> None:
        panels, watch = self.layout, self.watch
        panels.installEventFilter(self.classifying)
        panels.classifiers.chosen.connect(self._choose)
        panels.files.file_chosen.connect(self._show_file)
        panels.files.activated.connect(self.showing.opening.toggle)
        panels.files.bar.hop_changed.connect(lambda _: self._show_classifier())
        panels.files.bar.threshold_changed.connect(self._judge_anew)
        watch.came.connect(self._take)
        watch.job_changed.connect(self._follow_job)
        watch.ended.connect(self._take_end)
        watch.trained.connect(self.reload)
        self.loading.came.connect(panels.files.model.put)
        self.loading.ended.connect(self._take_all)
        self.keeping.changed.connect(self.reload)
        for speaker in (self.keeping, self.classifying, self.writing, self.showing):
            speaker.said.connect(self.say)

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
        self.showing.show_nothing()
        classes = () if listed is None else listed.classifier.classes
        files.model.clear(class_colors(self._project, classes))
        files.show_classes(classes, has_classifier=listed is not None)
        self.loading.stop()
        if listed is not None:
            self.judging.show_stored(listed)
            self.loading.begin(listed.stored.id, classes, files.bar.hop_s)
        self._offer()

    def _judge_anew(self) -> None:
        """Let the threshold that is chosen hold for the files that are known, too."""
        listed, bar = self._listed, self.layout.files.bar
        if listed is not None and self.judging.judge_all(listed):
            self.loading.begin(listed.stored.id, listed.classifier.classes, bar.hop_s)

    def _offer(self) -> None:
        self.layout.files.bar.set_enabled(
            may_classify=self._listed is not None and not self._project.read_only,
            has_files=self.layout.files.model.n_all > 0,
        )

    def _show_file(self, key: str) -> None:
        row, listed = self.layout.files.model.row_of(key), self._listed
        if row is not None and listed is not None:
            self.showing.show(row, listed, self.layout.files.bar.hop_s)

    def _take(
        self, files: Sequence[ClassifiedFile], at_work: Sequence[tuple[str, TrackProgressed]]
    ) -> None:
        listed, hop_s = self._listed, self.layout.files.bar.hop_s
        if listed is None:
            return
        model, stored = self.layout.files.model, listed.stored
        of_page = [
            file for file in files if file.classifier_id == stored.id and file.hop_s == hop_s
        ]
        model.put(
            row_of(file, listed.classifier.classes)
            for file in self.judging.judge_come(listed, of_page)
        )
        model.put(row_at_work(told) for name, told in at_work if name == stored.name)
        self.layout.files.show_state()
        self._offer()
        at_hand = self.layout.files.at_hand
        if any(str(file.path) == at_hand for file in files):
            self._show_file(at_hand)

    def _take_all(self) -> None:
        """Put what was read in order; show the first file, or what holds now of that at hand."""
        files = self.layout.files
        files.model.arrange_anew()
        row = files.model.row_of(files.at_hand)
        if row is None:
            files.step(0)
        else:
            self.layout.track.show_verdict(row)
        self._offer()

    def _follow_job(self) -> None:
        self.layout.files.show_job(self.watch.job)
        self.layout.classifiers.show_training(self.watch.training)

    def _take_end(self, job: Job) -> None:
        self.layout.files.model.drop_working()
        self._refresh_list(self._chosen_id)
        self._offer()
        self.say(job.reason)
