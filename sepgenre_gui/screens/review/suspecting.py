"""Working through suspicious labels: finding, correcting and keeping them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.review.asking import Asking, SeparatorChoosing
from sepgenre_gui.screens.review.views.suspects_view import SuspectsView
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.edits import Edit, keep_labels, kept_labels, set_segment_genre
from sepgenre_gui.services.jobs.learning_requests import suspects_request
from sepgenre_gui.services.learning.standing import READ_ONLY
from sepgenre_gui.services.learning.suspects import SuspectList, SuspiciousLabel

_CHOOSE = "Choose a segment in the list first."


class Suspecting(QObject):
    """Shows suspicious labels on a `SuspectsView`; one is listed while it bears that genre.

    Signals
    -------
    said : str
        Something for the status bar.
    answered
        A label was corrected or kept, and the next one is looked at.
    """

    said = Signal(str)
    answered = Signal()

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        session: CurationSession,
        view: SuspectsView,
        choose_separator: SeparatorChoosing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._session = project, session
        self._view, self._choose_separator = view, choose_separator
        self._found: SuspectList | None = None
        self._listed: set[int] = set()
        self._obstacle = ""
        self.asking = Asking(context, queue, SuspectList, self)
        self.asking.arrived.connect(self._take)
        self.asking.changed.connect(view.show_job)
        self.asking.ended.connect(self._end)
        session.history.edited.connect(self._show)
        session.rows_reset.connect(self._show)
        view.find_asked.connect(self.find)
        view.cancel_asked.connect(self.asking.cancel)
        view.keep_asked.connect(self.keep)
        view.take_asked.connect(self.take_likely)
        view.refuse_edits(READ_ONLY if project.read_only else "")

    @property
    def suspect(self) -> SuspiciousLabel | None:
        """The one that is looked at."""
        chosen = self._view.list_.segment
        found = () if self._found is None else self._found.suspects
        return next((each for each in found if each.segment.id == chosen), None)

    def set_obstacle(self, reason: str) -> None:
        """Say why nothing can be found; empty where it can."""
        self._obstacle = reason
        self._show_find()

    def find(self) -> None:
        """Have suspicious labels found; what is listed stays meanwhile."""
        if self._obstacle or self.asking.is_busy:
            self.said.emit(self._obstacle or "It is looking already.")
            return
        separator = self._choose_separator()
        if separator is not None:
            self.asking.ask(suspects_request(separator=separator))
            self._show_find()

    def take_likely(self) -> None:
        """Give the segment that is looked at its likely genre."""
        if self.suspect is None:
            self.said.emit(_CHOOSE)
        else:
            self._set_genre(self.suspect, self.suspect.likely.id)

    def correct(self, key: int) -> None:
        """Give the segment that is looked at the genre of a key; its own one keeps the label."""
        genre, suspect = self._session.genre_of_key(key), self.suspect
        if genre is None:
            self.said.emit(f"No genre has the key {key}.")
        elif suspect is None:
            self.said.emit(_CHOOSE)
        elif genre.id == suspect.given.id:
            self.keep()
        else:
            self._set_genre(suspect, genre.id)

    def keep(self) -> None:
        """Remember that the genre of the segment that is looked at is right."""
        suspect = self.suspect
        if suspect is None:
            self.said.emit(_CHOOSE)
            return
        project, number = self._project, suspect.segment.id
        if self._answer(lambda: keep_labels(project, [number])):
            self.said.emit(
                f"{suspect.track.title} keeps {suspect.given.name}, and is listed no more. "
                "Ctrl+Z takes it back."
            )

    def close(self) -> None:
        """Hear no more of what is on its way."""
        self.asking.close()

    def _set_genre(self, suspect: SuspiciousLabel, genre_id: int) -> None:
        project, number = self._project, suspect.segment.id
        edit = self._answer(lambda: set_segment_genre(project, [number], genre_id))
        if edit is not None:
            self.said.emit(f"{edit.text}. Ctrl+Z takes it back.")

    def _answer(self, make: Callable[[], Edit | None]) -> Edit | None:
        """Make an edit, after which the next suspicious label is looked at."""
        edit = self._session.perform(make)
        if edit is not None:
            self.answered.emit()
        return edit

    def _take(self, found: SuspectList) -> None:
        self._found = found
        self._listed.clear()
        self._show()
        if found.suspects:
            self._view.list_.setFocus()

    def _end(self) -> None:
        self._view.show_job(None)
        self._show_find()

    def _show(self, *_: object) -> None:
        if self._found is None:
            return
        genres = {each.id: each.genre_id for each in self._project.segments.list()}
        kept = kept_labels(self._project)
        left = [
            each
            for each in self._found.suspects
            if genres.get(each.segment.id) == each.given.id != kept.get(each.segment.id)
        ]
        self._view.show_suspects(self._found, left)
        before, self._listed = self._listed, {each.segment.id for each in left}
        back = self._listed - before
        if before and len(back) == 1:
            # Undone: it is what the person thinks of now.
            self._view.list_.table.choose(back.pop())

    def _show_find(self) -> None:
        looking = "It is looking already." if self.asking.is_busy else ""
        self._view.show_obstacle(self._obstacle, looking)
