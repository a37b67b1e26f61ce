"""The review screen: puts the queue, the suspicious labels and the explanation together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.experiment.hearing import Hearing
from sepgenre_gui.screens.review import specs
from sepgenre_gui.screens.review.asking import SeparatorChoosing
from sepgenre_gui.screens.review.curving import Curving
from sepgenre_gui.screens.review.explain.explaining import Explaining
from sepgenre_gui.screens.review.keys import ReviewKeys
from sepgenre_gui.screens.review.layout import ReviewLayout
from sepgenre_gui.screens.review.reviewing import Reviewing
from sepgenre_gui.screens.review.suspecting import Suspecting
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.learning.standing import find_standing


class ReviewScreen(QObject):
    """What the window shows for review; see `Screen`.

    Parameters
    ----------
    project : Project
        Open; may be read-only.
    queue : JobQueue
        Does what takes long; delivers into this thread.
    session : CurationSession
        Edits go through it, so that they can be undone on either screen.

    Signals
    -------
    segments_asked : tuple of int
        A person wants to see these segments in curation.
    """

    segments_asked = Signal(object)
    _status = Signal(str)

    def __init__(
        self, project: Project, context: ScreenContext, queue: JobQueue, session: CurationSession
    ) -> None:
        super().__init__()
        self._project, self._session = project, session
        self.layout = ReviewLayout(context.theme, context.preferences)
        layout = self.layout
        self.choose_separator = SeparatorChoosing(project, lambda: layout)
        choose = self.choose_separator
        self.reviewing = Reviewing(project, context, queue, session, layout.queue, choose, self)
        self.suspecting = Suspecting(
            project, context, queue, session, layout.suspects, choose, self
        )
        self.curving = Curving(
            context, queue, layout.curve, choose, lambda: self.reviewing.trusts_suggested, self
        )
        self.explaining = Explaining(project, context, queue, layout.explain, choose, self)
        self.hearing = Hearing(project, context, self)
        self.keys = ReviewKeys(session.history, self._slots(), self._correct, self)
        self._is_shown = False
        self._connect()
        self._look()

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
        """The actions of the review screen."""
        return specs.REVIEW_SPECS

    @property
    def status(self) -> SignalInstance:
        """What the status bar says."""
        return self._status

    @property
    def diagnostics(self) -> tuple[str, ...]:
        """How far the review is."""
        queue = self.reviewing.queue
        return (f"Review: {queue.n_done} done, {queue.n_left} left",)

    @property
    def segment_id(self) -> int | None:
        """The segment that is chosen on the tab that is shown."""
        if self.layout.shows_queue:
            return self.reviewing.segment_id
        return self.layout.suspects.list_.segment if self.layout.shows_suspects else None

    def connect(self, book: ActionBook) -> None:  # type: ignore[override]
        """Connect the actions."""
        self.keys.connect_actions(book, self._session.genres().values())

    def enter(self) -> None:
        """Look anew at what others may have changed."""
        self._is_shown = True
        self._look()
        self._name_genres()

    def leave(self) -> None:
        """Fall silent; what is computed goes on."""
        self._is_shown = False
        self._fall_silent()
        self.layout.store()

    def can_close(self) -> bool:
        """Return True: every answer is stored already."""
        return True

    def close(self) -> None:
        """Hear no more of jobs, and end the players."""
        self.layout.store()
        for part in (self.reviewing, self.suspecting, self.curving, self.explaining, self.hearing):
            part.close()

    def play(self) -> None:
        """Play the chosen segment as it is, or stop it."""
        if self.segment_id is None:
            self.say("Choose a segment first.")
        else:
            self.explaining.stop()
            self.hearing.play(self.segment_id)

    def open_in_curation(self) -> None:
        """Show the chosen segment in its track."""
        if self.segment_id is None:
            self.say("Choose a segment first.")
        else:
            self.segments_asked.emit((self.segment_id,))

    def say(self, text: str) -> None:
        """Say something in the status bar."""
        self._status.emit(text)

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            specs.BEGIN: self._begin,
            specs.SUSPECTS: self._find_suspects,
            specs.CURVE: self._compute_curve,
            specs.ACCEPT: self._accept,
            specs.SKIP: self._skip,
            specs.KEEP: self._keep,
            specs.PLAY: self.play,
            specs.OPEN: self.open_in_curation,
            specs.EXPLAIN: self.explaining.explain,
            specs.MATTERED: self.explaining.play_what_mattered,
            specs.NEXT_TAB: lambda: self.layout.step_tab(1),
            specs.PREVIOUS_TAB: lambda: self.layout.step_tab(-1),
        }

    def _connect(self) -> None:
        layout = self.layout
        speakers = (
            self.reviewing, self.suspecting, self.curving, self.explaining, self.hearing,
        )  # fmt: skip
        for speaker in speakers:
            speaker.said.connect(self.say)
        self.reviewing.came_up.connect(self._come_up)
        self.reviewing.settings_changed.connect(self._look)
        self.suspecting.answered.connect(self._play_next_suspect)
        self.explaining.sounding.connect(self.hearing.stop)
        for asking in (self.reviewing.asking, self.suspecting.asking):
            asking.ended.connect(self._look)
        self._session.genres_changed.connect(self._name_genres)
        layout.tab_shown.connect(self._choose)
        layout.suspects.chosen.connect(lambda _: self._choose())
        listed = layout.suspects.list_
        listed.segment_played.connect(lambda _: self.play())
        listed.segment_opened.connect(lambda each: self.segments_asked.emit((each,)))
        layout.queue.card.play.clicked.connect(self.play)
        layout.queue.card.open_button.clicked.connect(self.open_in_curation)
        layout.explain.play_asked.connect(self.play)

    def _begin(self) -> None:
        """Do what the page that is shown begins with."""
        if self.layout.shows_queue:
            self.reviewing.begin()
        elif self.layout.shows_suspects:
            self.suspecting.find()
        else:
            self.curving.compute()

    def _accept(self) -> None:
        if self.layout.shows_suspects:
            self.play()
        elif self.layout.shows_queue:
            self.reviewing.accept()

    def _correct(self, key: int) -> None:
        if self.layout.shows_suspects:
            self.suspecting.correct(key)
        elif self.layout.shows_queue:
            self.reviewing.correct(key)

    def _skip(self) -> None:
        if self.layout.shows_queue:
            self.reviewing.skip()

    def _keep(self) -> None:
        if self.layout.shows_suspects:
            self.suspecting.keep()
        else:
            self.say("Suspicious labels are kept: Ctrl+PgDown shows their list.")

    def _find_suspects(self) -> None:
        self.layout.tabs.setCurrentWidget(self.layout.suspects)
        self.suspecting.find()

    def _compute_curve(self) -> None:
        self.layout.tabs.setCurrentWidget(self.layout.curve)
        self.curving.compute()

    def _come_up(self) -> None:
        """Play what is asked about as soon as it comes up, where somebody sees it."""
        self._choose()
        if not (self._is_shown and self.layout.shows_queue):
            return
        if self.reviewing.segment_id is None:
            self.hearing.stop()
        else:
            self.hearing.play(self.reviewing.segment_id)

    def _play_next_suspect(self) -> None:
        if self.segment_id is not None:
            self.hearing.play(self.segment_id)

    def _choose(self) -> None:
        self._fall_silent()
        item, suspect = self.reviewing.queue.item, self.suspecting.suspect
        if self.layout.shows_queue and item is not None:
            self.explaining.choose(item.segment.id, item.guess.name)
        elif self.layout.shows_suspects and suspect is not None:
            self.explaining.choose(suspect.segment.id, suspect.likely.name)
        else:
            self.explaining.choose(None, None)

    def _fall_silent(self) -> None:
        self.hearing.stop()
        self.explaining.stop()

    def _name_genres(self) -> None:
        self.keys.name_genres(self._session.genres().values())

    def _look(self) -> None:
        """Look whether there is enough to learn from."""
        standing = find_standing(self._project, trust_suggested=self.reviewing.trusts_suggested)
        self.reviewing.set_obstacle(standing.no_review)
        self.suspecting.set_obstacle(standing.no_suspects)
        self.curving.set_obstacle(standing.no_curve)
        self.explaining.set_obstacle(standing.no_explanation)
