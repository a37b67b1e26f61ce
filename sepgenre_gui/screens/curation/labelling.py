"""Labelling tracks and going on: what the digits, N, X and the notes do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from sepgenre_gui.project.genre import KEYS, Genre
from sepgenre_gui.project.track import Track
from sepgenre_gui.project.track_list import TrackState
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.curation.genres.editing import GenreEditing
from sepgenre_gui.screens.curation.layout import CurationLayout
from sepgenre_gui.screens.curation.questions import RulesDialog, ask_skip_reason
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.curation.specs import assign_id, label_id
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.services.edits import (
    Wanting,
    allow_several_segments,
    assign_genre,
    change_segment_length,
    next_track,
    preview_segment_length,
    remove_tracks,
    set_segment_genre,
    set_track_note,
    skip_tracks,
    unskip_tracks,
)


class Labelling(QObject):
    """Gives the tracks genres, skips them, goes on; `genres` edits the genres themselves.

    Signals
    -------
    told : str
        Something that the status bar says.
    """

    told = Signal(str)

    def __init__(
        self,
        session: CurationSession,
        layout: CurationLayout,
        context: ScreenContext,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._project = session.project
        self._layout = layout
        self._context = context
        self._book: ActionBook | None = None
        self.genres = GenreEditing(session, layout.genres, self)
        editable = not self._project.read_only
        layout.genres.set_editable(editable=editable)
        layout.segments.set_editable(editable=editable)
        self._connect_panels()

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions of genres and tracks."""
        self._book = book
        self.genres.connect_actions(book)
        for key in KEYS:
            book[assign_id(key)].triggered.connect(partial(self._assign_key, key, goes_on=True))
            book[label_id(key)].triggered.connect(partial(self._assign_key, key, goes_on=False))
        slots: dict[str, Callable[[], object]] = {
            "genre.clear": lambda: self._label(None),
            "track.next": lambda: self.go_on(Wanting.ANYTHING),
            "track.next-suggested": lambda: self.go_on(Wanting.CONFIRMATION),
            "track.below": lambda: self._step(1),
            "track.above": lambda: self._step(-1),
            "track.filter": self._filter,
            "track.note": self._layout.segments.write_note,
            "track.skip": self.skip,
            "track.remove": self.remove_tracks,
            "segment.rules": self.ask_rules,
        }
        for name, slot in slots.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())
        self.name_genres(list(self._session.genres().values()))

    def name_genres(self, genres: Iterable[Genre]) -> None:
        """Let the actions of the digits say which genre they give."""
        if self._book is None:
            return
        by_key = {genre.key: genre for genre in genres}
        for key in KEYS:
            genre = by_key.get(key)
            name = "" if genre is None else genre.name.replace("&", "&&")
            for identifier, text in (
                (assign_id(key), f"{name}, and go on"),
                (label_id(key), name),
            ):
                if genre is None:
                    self._book[identifier].setText(f"Genre of key {key}")
                    self._book.disable(identifier, reason=f"No genre has the key {key}.")
                else:
                    self._book[identifier].setText(text)
                    self._book.enable(identifier)

    def go_on(self, wanting: Wanting) -> None:
        """Go to the next track that lacks something."""
        track = self._session.track
        rows = self._layout.tracks.model.shown_rows
        following = next_track(rows, None if track is None else track.id, wanting=wanting)
        if following is None:
            self.told.emit("No track shown here needs anything more.")
        elif track is not None and following.id == track.id:
            self.told.emit("This is the last track that needs something.")
        else:
            self._session.choose_track(following.id)

    def without_segment(self) -> list[Track]:
        """Return the track at hand and the next one to come, as far as they have no segment."""
        track = self._session.track
        if track is None:
            return []
        rows = self._layout.tracks.model.shown_rows
        following = next_track(rows, track.id, wanting=Wanting.SEGMENT)
        found = [] if self._session.segments else [track]
        if following is not None and following.id != track.id:
            found.append(self._project.tracks.get(following.id))
        return found

    def skip(self) -> None:
        """Leave the selected tracks out for a reason, or take them in again."""
        rows = [row for row in map(self._layout.tracks.model.row_of, self._chosen()) if row]
        if not rows:
            return
        if all(row.state is TrackState.SKIPPED for row in rows):
            self._session.perform(lambda: unskip_tracks(self._project, [row.id for row in rows]))
            return
        reason = ask_skip_reason(self._layout, [row.title for row in rows])
        if reason is not None:
            ids = [row.id for row in rows]
            if self._session.perform(lambda: skip_tracks(self._project, ids, reason)):
                self.go_on(Wanting.ANYTHING)

    def remove_tracks(self) -> None:
        """Take the selected tracks out of the project; the step can be undone."""
        ids = self._chosen()
        following = self._layout.tracks.neighbour(1)
        if ids and self._session.perform(lambda: remove_tracks(self._project, ids)):
            count = "1 track" if len(ids) == 1 else f"{len(ids)} tracks"
            self.told.emit(f"Removed {count}; the files stay. Undo brings back what was removed.")
            if following is not None and following not in ids:
                self._session.choose_track(following)

    def ask_rules(self) -> None:
        """Ask how long segments are, and whether a track may have several."""
        rules = self._project.segments
        dialog = RulesDialog(
            rules.length_s,
            several=rules.several_allowed,
            preview=partial(preview_segment_length, self._project),
            parent=self._layout,
        )
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        length_s, several = dialog.length.value(), dialog.several.isChecked()
        if several != rules.several_allowed:
            self._session.perform(lambda: allow_several_segments(self._project, allowed=several))
        if length_s != rules.length_s:
            self._session.perform(
                lambda: change_segment_length(self._project, length_s, remove_unfit=True)
            )
            self._session.reload()

    def _connect_panels(self) -> None:
        genres, segments = self._layout.genres, self._layout.segments
        genres.assign_requested.connect(self._label)
        segments.note_left.connect(self._layout.tracks.table.setFocus)
        segments.note_changed.connect(
            lambda identifier, note: self._session.perform(
                lambda: set_track_note(self._project, identifier, note)
            )
        )

    def _assign_key(self, key: int, *_: object, goes_on: bool) -> None:
        genre = self._session.genre_of_key(key)
        track = self._session.track
        if genre is None or not self._label(genre.id):
            return
        if goes_on:
            self._go_on_labelling()
        now = self._session.track
        if track is not None and now is not None and now.id != track.id:
            self.told.emit(f"“{track.title}” is {genre.name}.")

    def _go_on_labelling(self) -> None:
        others = [each for each in self._session.segments if each.genre_id is None]
        if len(self._chosen()) == 1 and others:
            # The track at hand is what needs a genre next.
            self._session.choose_segment(others[0].id)
            self._layout.wave.follow(others[0].start_sample)
        else:
            self.go_on(Wanting.ANYTHING)

    def _label(self, genre_id: int | None) -> bool:
        """Give the selected tracks, or the segment at hand of several, a genre."""
        ids = self._chosen()
        if not ids:
            self.told.emit("Choose a track first.")
            return False
        segment = self._session.segment
        if len(ids) == 1 and segment is not None and len(self._session.segments) > 1:
            self._session.perform(lambda: set_segment_genre(self._project, [segment.id], genre_id))
        else:
            self._session.perform(lambda: assign_genre(self._project, ids, genre_id))
        return True

    def _chosen(self) -> tuple[int, ...]:
        """Return the selected tracks, or the one at hand where a filter hides it."""
        selected = self._layout.tracks.selected_ids
        track = self._session.track
        if track is not None and track.id not in selected:
            return (track.id,)
        return selected

    def _step(self, step: int) -> None:
        neighbour = self._layout.tracks.neighbour(step)
        if neighbour is not None:
            self._session.choose_track(neighbour)

    def _filter(self) -> None:
        self._layout.tracks.text_filter.setFocus()
        self._layout.tracks.text_filter.selectAll()
