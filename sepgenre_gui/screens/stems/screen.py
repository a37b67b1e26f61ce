"""The stems screen: puts the list, the lanes, the queue's work and the player together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from sepgenre_gui.audio.playback import PlaybackProblem, PlaybackState
from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.curation.sound_report import describe_sound
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.stems.desk import MixDesk
from sepgenre_gui.screens.stems.lanes.drag import file_content
from sepgenre_gui.screens.stems.layout import StemsLayout
from sepgenre_gui.screens.stems.segments.model import LaidOut
from sepgenre_gui.screens.stems.segments.reading import TargetReading
from sepgenre_gui.screens.stems.session import StemsSession, Target
from sepgenre_gui.screens.stems.showing import Showing
from sepgenre_gui.screens.stems.specs import STEMS_SPECS
from sepgenre_gui.screens.stems.steering import Steering
from sepgenre_gui.screens.stems.windows import Windows
from sepgenre_gui.screens.stems.work.files import LaneFiles
from sepgenre_gui.screens.stems.work.listening import MixListening
from sepgenre_gui.screens.stems.work.loading import Loading
from sepgenre_gui.screens.stems.work.pictures import LanePictures
from sepgenre_gui.screens.stems.work.separating import Separating, StemsState
from sepgenre_training.errors import SepgenreError
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE


class StemsScreen(QObject):
    """What the window shows for hearing stems; see `Screen`.

    Parameters
    ----------
    project : Project
        Open; may be read-only.
    context : ScreenContext
        What the window gives.
    queue : JobQueue
        Separates, exports and installs; delivers into this thread.
    """

    _status = Signal(str)

    def __init__(self, project: Project, context: ScreenContext, queue: JobQueue) -> None:
        super().__init__()
        self._project, self._context = project, context
        self.session = StemsSession(project, context.preferences, self)
        self.layout = StemsLayout(context.preferences, self._has_stems)
        self.desk = MixDesk(self)
        self.listening = MixListening(context.preferences, context.bridge, self)
        self.separating = Separating(self.session, queue, self)
        self.pictures = LanePictures(context.bridge, self)
        self.files = LaneFiles(context.bridge, context.show_error)
        self.loading = Loading(self.session, self.separating, self.desk, self.listening, self)
        self.steering = Steering(
            self.session, self.desk, self.layout, self.listening, context.preferences, self
        )
        self.windows = Windows(self.session, self.desk, self.layout, queue, self)
        self.showing = Showing(
            session=self.session,
            layout=self.layout,
            desk=self.desk,
            separating=self.separating,
            pictures=self.pictures,
            loading=self.loading,
            theme=context.theme,
            parent=self,
        )
        self._is_shown = False
        self._reading = TargetReading(
            project, context.bridge, self._show_targets, context.show_error
        )
        self._connect_session()
        self._connect_sound()
        self.reload()
        self.showing.show_all()
        self.layout.setFocusProxy(self.layout.targets.table)

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
        """The actions of the stems screen."""
        return STEMS_SPECS

    @property
    def status(self) -> SignalInstance:
        """What the status bar says."""
        return self._status

    @property
    def diagnostics(self) -> tuple[str, ...]:
        """How playback fares."""
        player = self.listening.player
        return describe_sound(player.diagnostics, player.problem)

    def connect(self, book: ActionBook) -> None:  # type: ignore[override]
        """Connect the actions."""
        self.layout.transport.connect_actions(book)
        self.steering.connect_actions(book)
        for identifier, slot in {
            "mixer.play": self.play_or_stop,
            "stems.hear": self.play,
            "stems.cancel": self.separating.cancel,
            "stems.models": self.windows.show_models,
            "stems.export": self.windows.show_export,
            "stems.copy": lambda: self._copy(self.steering.lane),
        }.items():
            book[identifier].triggered.connect(lambda _=False, slot=slot: slot())

    def hear(self, track_id: int, segment_id: int | None, *, play: bool = True) -> None:
        """Show a segment, or the whole track, and play its stems; separate them where needed."""
        try:
            self.session.choose_target(track_id, segment_id)
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.loading.wants_to_play = False
        self.layout.targets.show_target(self.session.target)
        if play:
            self.play()

    def reload(self) -> None:
        """Read tracks, segments and genres anew, as after they were edited elsewhere."""
        if not self._reading.read(self.layout.targets.model.filter):
            self.layout.targets.await_rows()
        self.session.reread()
        self.layout.targets.show_target(self.session.target)

    def enter(self) -> None:
        """Look anew at what others may have changed; called when the screen is shown."""
        self._is_shown = True
        self.listening.take_sound_from_preferences()
        self.layout.transport.show_volume(self.listening.volume_db)
        self.session.look_at_separators()
        self.layout.targets.model.forget_cached()
        if self.session.target is None:
            self.layout.targets.step(0)
        self.showing.show_stems()

    def leave(self) -> None:
        """Fall silent; called when another screen is shown."""
        self._is_shown = False
        self.loading.wants_to_play = False
        self.listening.stop()
        self.layout.store()

    def can_close(self) -> bool:
        """Return True: nothing here is lost."""
        return True

    def close(self) -> None:
        """End the workers, fall silent, remove the files that were dragged from here."""
        self._reading.close()
        self.windows.close()
        self.layout.store()
        self.separating.close()
        self.listening.close()
        self.pictures.close()
        self.files.close()

    def play_or_stop(self) -> None:
        """Play what is at hand; stop what plays."""
        if self.listening.is_moving or self.loading.wants_to_play:
            self.loading.wants_to_play = False
            self.listening.stop()
        else:
            self.play()

    def play(self) -> None:
        """Play what is at hand, as soon as there are stems; have them separated where needed."""
        if self.session.target is None:
            self.say("Choose a segment or a track first.")
            return
        choices, separator = self.session.choices, self.session.separator
        stems = self.separating.stems(separator)
        self.loading.wants_to_play = choices[separator].is_ready or stems.can_be_heard
        for name in self.session.separators:
            if choices[name].is_ready:
                self.separating.ask(name)
        if not self.loading.wants_to_play:
            self.say(f"{separator} cannot run here: {choices[separator].state.value}.")
        self.showing.show_stems()

    def _show_targets(self, laid_out: LaidOut) -> None:
        self.layout.targets.show_rows(laid_out)
        if self._is_shown and self.session.target is None:
            self.layout.targets.step(0)

    def say(self, text: str) -> None:
        """Say something in the status bar."""
        self._status.emit(text)

    def _connect_session(self) -> None:
        session, layout = self.session, self.layout
        layout.targets.target_chosen.connect(lambda target: self.hear(*target.key, play=False))
        layout.targets.activated.connect(self.play)
        layout.separators.separator_chosen.connect(session.choose_separator)
        layout.separators.comparison_chosen.connect(session.compare_with)
        layout.separators.models_wanted.connect(self.windows.show_models)
        layout.separators.export_wanted.connect(self.windows.show_export)
        for notice in layout.notices:
            notice.separation_wanted.connect(self._separate)
            notice.acceptance_wanted.connect(
                lambda name: self._separate(name, accept_identical=True)
            )
            notice.cancel_wanted.connect(self.separating.cancel)
            notice.models_wanted.connect(self.windows.show_models)
        self.separating.ended.connect(self._take_end)
        self.steering.told.connect(self.say)
        self.steering.spectrograms_toggled.connect(self.showing.toggle_spectrograms)
        self.pictures.failed.connect(self._context.show_error)
        layout.board.file_wanted.connect(self._write)
        layout.board.copy_wanted.connect(self._copy)

    def _connect_sound(self) -> None:
        board, listening = self.layout.board, self.listening
        listening.obey(board)
        listening.playhead_moved.connect(self._show_playhead)
        listening.levels_changed.connect(board.show_levels)
        listening.problem_changed.connect(self._show_problem)
        self.layout.transport.follow(listening)

    def _has_stems(self, target: Target) -> bool:
        return self.session.is_cached(self.session.separator, target)

    def _separate(self, separator: str, *, accept_identical: bool = False) -> None:
        self.loading.wants_to_play = True
        self.separating.ask(separator, accept_identical=accept_identical)
        self.showing.show_stems()

    def _take_end(self, separator: str) -> None:
        stems = self.separating.stems(separator)
        if stems.state is not StemsState.READY and separator == self.session.separator:
            self.loading.wants_to_play = False
        if stems.state is StemsState.READY:
            self._context.succeeded(f"The stems by {separator} are there.")
        self.layout.targets.model.forget_cached()
        self.showing.show_stems()

    def _write(self, lane: str, on_written: Callable[[Path], None]) -> None:
        target, separator = self.session.target, self.showing.heard_separator
        if target is None:
            return
        if lane != MIXTURE_LANE and not self.session.is_cached(separator, target):
            self.say(f"The stems by {separator} are not there yet.")
            return
        self.files.write(target, self.session.task(separator), lane, on_written)

    def _copy(self, lane: str) -> None:
        def copy(path: Path) -> None:
            QGuiApplication.clipboard().setMimeData(file_content(path))
            self.say(f"Copied {path.name}: paste it where you want the file.")

        self._write(lane, copy)

    def _show_playhead(self, sample: int) -> None:
        board, target = self.layout.board, self.session.target
        if target is None:
            return
        board.show_playhead(sample)
        self.layout.transport.show_place(sample / target.track.sample_rate_hz)
        if self.listening.state is PlaybackState.PLAYING:
            board.viewport.reveal(sample)

    def _show_problem(self, problem: PlaybackProblem | None) -> None:
        if problem is not None:
            self.say(f"{problem.message} {problem.remedy}")
