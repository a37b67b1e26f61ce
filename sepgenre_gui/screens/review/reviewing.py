"""Working through the review queue: learning, answers, skips, retraining."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.review.asking import Asking, SeparatorChoosing
from sepgenre_gui.screens.review.queue import ReviewQueue
from sepgenre_gui.screens.review.views.queue_view import QueueView
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.edits import Edit, set_segment_genre
from sepgenre_gui.services.jobs.learning_requests import review_request
from sepgenre_gui.services.learning.review import Review
from sepgenre_gui.services.learning.standing import READ_ONLY

_STRATEGY, _AFTER, _TRUST = "review-strategy", "review-retrain-after", "review-trust"
_RETRAIN_AFTER = 10


class Reviewing(QObject):
    """Asks about one segment after another, on a `QueueView`.

    Signals
    -------
    said : str
        Something for the status bar.
    came_up
        Another segment is asked about, or none.
    settings_changed
        What is learned from is another.
    """

    said = Signal(str)
    came_up = Signal()
    settings_changed = Signal()

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        session: CurationSession,
        view: QueueView,
        choose_separator: SeparatorChoosing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._session = project, context, session
        self._view, self._choose_separator = view, choose_separator
        self._obstacle = ""
        self._shown: int | None = None
        self.queue = ReviewQueue()
        self.asking = Asking(context, queue, Review, self)
        self._restore()
        self.asking.arrived.connect(self._take)
        self.asking.changed.connect(view.show_job)
        self.asking.ended.connect(self._end)
        session.history.edited.connect(self._follow)
        session.rows_reset.connect(self._follow_all)
        view.begin_asked.connect(self.begin)
        view.cancel_asked.connect(self.asking.cancel)
        view.settings_changed.connect(self._store)
        view.card.accept.clicked.connect(self.accept)
        view.card.skip.clicked.connect(self.skip)
        view.card.refuse_edits(READ_ONLY if project.read_only else "")

    @property
    def trusts_suggested(self) -> bool:
        """Whether suggested segments teach, too."""
        return self._view.trust.isChecked()

    @property
    def segment_id(self) -> int | None:
        """The segment that is asked about."""
        item = self.queue.item
        return None if item is None else item.segment.id

    def set_obstacle(self, reason: str) -> None:
        """Say why nothing can be learned; empty where it can."""
        self._obstacle = reason
        self._show_begin()

    def begin(self) -> None:
        """Have the program learn, and put what is open in order; what is there stays meanwhile."""
        if self._obstacle or self.asking.is_busy:
            self.said.emit(self._obstacle or "It is learning already.")
            return
        separator = self._choose_separator()
        if separator is None:
            return
        strategy = self._view.chosen_strategy
        self._context.preferences.set_view(_STRATEGY, strategy)
        request = review_request(
            strategy=strategy, separator=separator, trust_suggested=self.trusts_suggested
        )
        self.queue.note_asked()
        self.asking.ask(request)
        self._show()

    def accept(self) -> None:
        """Give the segment that is asked about the genre that is guessed."""
        item = self.queue.item
        if item is None:
            self.said.emit("No segment is asked about. Ctrl+Return puts them in order.")
        else:
            self._answer(item.segment.id, item.guess.id)

    def correct(self, key: int) -> None:
        """Give the segment that is asked about the genre of a key."""
        genre = self._session.genre_of_key(key)
        if genre is None:
            self.said.emit(f"No genre has the key {key}.")
        elif self.segment_id is None:
            self.said.emit("No segment is asked about. Ctrl+Return puts them in order.")
        else:
            self._answer(self.segment_id, genre.id)

    def skip(self) -> None:
        """Leave the segment that is asked about as it is."""
        self.queue.skip()
        self._show()

    def close(self) -> None:
        """Hear no more of what is on its way."""
        self.asking.close()

    def _answer(self, segment_id: int, genre_id: int) -> None:
        project = self._project
        edit = self._session.perform(lambda: set_segment_genre(project, [segment_id], genre_id))
        if edit is not None:
            self.said.emit(f"{edit.text}. Ctrl+Z takes it back.")

    def _take(self, review: Review) -> None:
        self.queue.renew(review, self._segments())
        self._show()
        n_left = self.queue.n_left
        self.said.emit(f"{n_left} segments are in order, learned from {review.n_learned_from}.")

    def _end(self) -> None:
        self._view.show_job(None)
        self._show()

    def _follow(self, edit: Edit) -> None:
        if self.queue.review is not None and edit.segment_ids:
            self.queue.follow(self._segments(), set(edit.segment_ids))
            self._show()

    def _follow_all(self) -> None:
        if self.queue.review is not None:
            segments = self._segments()
            self.queue.follow(segments, {item.segment.id for item in self.queue.review.items})
            self._show()

    def _segments(self) -> dict[int, Segment]:
        return {segment.id: segment for segment in self._project.segments.list()}

    def _show(self) -> None:
        self._view.show_queue(self.queue)
        self._view.offer.show_corrected(
            self.queue.n_corrected,
            after=self._view.retrain_after.value(),
            is_learning=self.asking.is_busy,
        )
        self._show_begin()
        if self._shown != self.segment_id:
            self._shown = self.segment_id
            self.came_up.emit()

    def _show_begin(self) -> None:
        learning = "It is learning already." if self.asking.is_busy else ""
        self._view.show_obstacle(self._obstacle, learning)

    def _restore(self) -> None:
        preferences = self._context.preferences
        self._view.choose_strategy(preferences.view(_STRATEGY))
        stored = preferences.view(_AFTER)
        self._view.retrain_after.setValue(int(stored) if stored.isdecimal() else _RETRAIN_AFTER)
        self._view.trust.setChecked(preferences.view(_TRUST) == "yes")

    def _store(self) -> None:
        preferences = self._context.preferences
        preferences.set_view(_AFTER, str(self._view.retrain_after.value()))
        preferences.set_view(_TRUST, "yes" if self.trusts_suggested else "")
        self.settings_changed.emit()
        self._show()
