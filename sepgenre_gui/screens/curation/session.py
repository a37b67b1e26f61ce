"""The work on one project: which track and segment is at hand, and every edit of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.project.track_list import TrackRow
from sepgenre_gui.screens.undo import History
from sepgenre_gui.services.edits import Edit
from sepgenre_training.errors import ProjectError, SepgenreError


class CurationSession(QObject):
    """Holds what the panels show, and tells them what has changed.

    Parameters
    ----------
    project : Project
        Open; may be read-only.
    history : History
        Where edits can be undone.
    show_error : callable
        Receives the SepgenreError of an edit that was refused.

    Signals
    -------
    rows_changed : tuple of TrackRow
        These tracks have other states, genres or texts.
    rows_reset
        Tracks came or went: all are to be read anew.
    genres_changed
        Genres came, went or changed, or are used by others.
    track_changed
        Another track is at hand, or none.
    segments_changed
        The track at hand has other segments, or another of them is at hand.
    """

    rows_changed = Signal(object)
    rows_reset = Signal()
    genres_changed = Signal()
    track_changed = Signal()
    segments_changed = Signal()

    def __init__(
        self,
        project: Project,
        history: History,
        show_error: Callable[[BaseException], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.project = project
        self.history = history
        self._show_error = show_error
        self._track: Track | None = None
        self._segments: tuple[Segment, ...] = ()
        self._segment_id: int | None = None
        self._track_ids: frozenset[int] = frozenset()
        history.edited.connect(self.refresh)

    @property
    def track(self) -> Track | None:
        """The track at hand."""
        return self._track

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Its segments, by their place in it."""
        return self._segments

    @property
    def segment(self) -> Segment | None:
        """The segment at hand, one of `segments`."""
        return next((each for each in self._segments if each.id == self._segment_id), None)

    def rows(self) -> tuple[TrackRow, ...]:
        """Read the table's rows of all tracks."""
        rows = self.project.tracks.list_rows()
        self._track_ids = frozenset(row.id for row in rows)
        return rows

    def genres(self) -> dict[int, Genre]:
        """Return the genres by identifier, in the order in which they were made."""
        return {genre.id: genre for genre in self.project.genres.list()}

    def genre_of_key(self, key: int) -> Genre | None:
        """Return the genre that the digit `key` gives."""
        return next((genre for genre in self.genres().values() if genre.key == key), None)

    def choose_track(self, track_id: int | None) -> None:
        """Go to a track, or to none; its first segment is then at hand."""
        if self._track is not None and self._track.id == track_id:
            return
        self._track = None if track_id is None else self.project.tracks.get(track_id)
        self._segment_id = None
        self._read_segments()
        self.track_changed.emit()
        self.segments_changed.emit()

    def choose_segment(self, segment_id: int) -> None:
        """Take another segment of the track at hand."""
        if segment_id != self._segment_id:
            self._segment_id = segment_id
            self.segments_changed.emit()

    def perform(self, make: Callable[[], Edit | None]) -> Edit | None:
        """Make an edit that can be undone; return it, or None where there was none.

        A refusal is shown, and changes nothing.
        """
        if self.project.read_only:
            self._show_error(
                ProjectError(
                    f"{self.project.folder} is open for reading only.",
                    remedy="Close it where it is open for writing, then open it again here.",
                )
            )
            return None
        try:
            edit = make()
        except SepgenreError as error:
            self._show_error(error)
            return None
        if edit is not None:
            self.history.record(edit)
        return edit

    def refresh(self, edit: Edit) -> None:
        """Read anew what `edit` has changed, whether it was made, undone or made again."""
        if edit.genre_ids:
            self.reload()
            return
        ids = edit.track_ids
        rows = self.project.tracks.list_rows(ids)
        found = {row.id for row in rows}
        if found != ids or not ids <= self._track_ids:
            self.reload()
            return
        self.rows_changed.emit(rows)
        self.genres_changed.emit()
        if self._track is not None and self._track.id in ids:
            self._reread_track(edit.segment_ids)

    def reread_files(self, track_ids: Iterable[int]) -> None:
        """Read anew in which states the files of tracks are; no edit, so nothing to undo."""
        ids = frozenset(track_ids)
        self.rows_changed.emit(self.project.tracks.list_rows(ids))
        if self._track is not None and self._track.id in ids:
            self._track = self.project.tracks.get(self._track.id)

    def reload(self) -> None:
        """Read everything anew, as after tracks were imported."""
        self.rows_reset.emit()
        self.genres_changed.emit()
        if self._track is not None:
            self._reread_track(())

    def _reread_track(self, edited: Iterable[int]) -> None:
        assert self._track is not None
        try:
            self._track = self.project.tracks.get(self._track.id)
        except ProjectError:
            self.choose_track(None)
            return
        before = {segment.id for segment in self._segments}
        self._read_segments()
        # What was just added, or came back, is what the person looks at.
        new = [each.id for each in self._segments if each.id not in before]
        there = [each.id for each in self._segments if each.id in set(edited)]
        if new or there:
            self._segment_id = (new or there)[0]
        self.segments_changed.emit()

    def _read_segments(self) -> None:
        track = self._track
        found = [] if track is None else self.project.segments.list(track_id=track.id)
        self._segments = tuple(sorted(found, key=lambda segment: segment.start_sample))
        if self.segment is None:
            self._segment_id = self._segments[0].id if self._segments else None
