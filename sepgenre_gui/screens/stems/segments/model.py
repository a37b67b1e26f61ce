"""What can be heard as a Qt table model: segments and whole tracks, filtered."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
from PySide6.QtCore import QObject, Qt

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.curation.genres.swatches import Swatches
from sepgenre_gui.screens.playback import format_time
from sepgenre_gui.screens.stems.session import Target
from sepgenre_gui.screens.tables import RIGHT, ArrangedModel, Index

TargetKey = tuple[int, int | None]
_WHOLE = "all of it"


class Kind(enum.Enum):
    """What the list shows."""

    EVERYTHING = "Segments and whole tracks"
    SEGMENTS = "Segments"
    TRACKS = "Whole tracks"


class Column(enum.IntEnum):
    """The columns, from the left."""

    TITLE = 0
    START = 1
    GENRE = 2
    STEMS = 3


_HEADINGS = ("Title", "From", "Genre", "Stems")


@attrs.frozen(kw_only=True)
class TargetFilter:
    """Which rows are shown: of a kind, with `text` in title, artist or genre."""

    kind: Kind = Kind.EVERYTHING
    text: str = ""

    def admits_kind(self, target: Target) -> bool:
        """Return whether rows of this kind pass."""
        if self.kind is Kind.EVERYTHING:
            return True
        return (target.segment is None) is (self.kind is Kind.TRACKS)

    def admits_texts(self, track: Track, genre: str) -> bool:
        """Return whether rows of this track and genre pass."""
        texts = [text.casefold() for text in (track.title, track.artist or "", genre)]
        return all(any(word in text for text in texts) for word in self.text.casefold().split())


@attrs.frozen(kw_only=True, eq=False)
class LaidOut:
    """The list, ready to be shown.

    Attributes
    ----------
    rows : dict of TargetKey to Target
        All segments by title and place, then all whole tracks.
    places : dict of TargetKey to int
        Where those are shown that pass `wanted`.
    genres : Mapping[int, Genre]
    wanted : TargetFilter
    """

    rows: dict[TargetKey, Target]
    places: dict[TargetKey, int]
    genres: Mapping[int, Genre]
    wanted: TargetFilter


def lay_out(
    tracks: Iterable[Track],
    segments: Iterable[Segment],
    genres: Mapping[int, Genre],
    wanted: TargetFilter,
) -> LaidOut:
    """Return the list of what can be heard.

    Parameters
    ----------
    segments : iterable of Segment
        By start within each track, as `SegmentTable.list` gives them.
    """
    of_track: dict[int, list[Segment]] = defaultdict(list)
    for segment in segments:
        of_track[segment.track_id].append(segment)
    ordered = sorted(tracks, key=lambda track: (track.title.casefold(), track.id))
    rows: dict[TargetKey, Target] = {
        (track.id, segment.id): Target(track=track, segment=segment)
        for track in ordered
        for segment in of_track[track.id]
    }
    rows.update({(track.id, None): Target(track=track) for track in ordered})
    places = _places(rows, genres, wanted)
    return LaidOut(rows=rows, places=places, genres=genres, wanted=wanted)


def _places(
    rows: Mapping[TargetKey, Target], genres: Mapping[int, Genre], wanted: TargetFilter
) -> dict[TargetKey, int]:
    """Return where the rows that pass `wanted` are shown."""
    if wanted.kind is Kind.EVERYTHING and not wanted.text.strip():
        return {key: place for place, key in enumerate(rows)}
    # The segments of a track have one title, and mostly one genre: each is looked at once.
    known: dict[tuple[int, str], bool] = {}
    passing = []
    for key, target in rows.items():
        if wanted.admits_kind(target):
            genre = _name_of(_genre_of(target, genres))
            texts = (target.track.id, genre)
            if texts not in known:
                known[texts] = wanted.admits_texts(target.track, genre)
            if known[texts]:
                passing.append(key)
    return {key: place for place, key in enumerate(passing)}


class TargetModel(ArrangedModel[TargetKey, Target, TargetFilter]):
    """All segments by title and place, then all whole tracks; see `ArrangedModel`.

    Parameters
    ----------
    is_cached : callable
        Tells whether there are stems of a target; asked for rows that are seen, once each.
    """

    def __init__(self, is_cached: Callable[[Target], bool], parent: QObject | None = None) -> None:
        super().__init__(_HEADINGS, TargetFilter(), parent)
        self._is_cached = is_cached
        self._cached: dict[tuple[int, int, int], bool] = {}
        self._genres: Mapping[int, Genre] = {}
        self._swatches = Swatches()

    def key_of(self, row: Target) -> TargetKey:
        """Return the target's identifiers."""
        return row.key

    def arrange_anew(self) -> None:
        """Filter again; the order stays as the rows came."""
        self.take_rows(self._all, _places(self._all, self._genres, self._filter))

    def take(self, laid_out: LaidOut) -> None:
        """Replace all rows."""
        self._genres = laid_out.genres
        self._cached.clear()
        self.take_rows(laid_out.rows, laid_out.places)
        if laid_out.wanted != self._filter:
            self.arrange_anew()

    def forget_cached(self) -> None:
        """Look anew, where it is seen, whether there are stems."""
        self._cached.clear()
        if self.n_shown:
            last = self.index(self.n_shown - 1, Column.STEMS)
            self.dataChanged.emit(self.index(0, Column.STEMS), last, [])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        target, column = self.row_at(index.row()), Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(target, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.START:
            return RIGHT
        genre = self._genre(target)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.GENRE and genre is not None:
            return self._swatches.of(genre.color)
        return None

    def _text(self, target: Target, column: Column) -> str:
        if column is Column.TITLE:
            return target.track.title
        if column is Column.START:
            if target.segment is None:
                return _WHOLE
            return format_time(target.start_sample / target.track.sample_rate_hz)
        if column is Column.GENRE:
            return self._genre_name(target)
        return "ready" if self._knows_stems(target) else ""

    def _knows_stems(self, target: Target) -> bool:
        if target.window not in self._cached:
            self._cached[target.window] = self._is_cached(target)
        return self._cached[target.window]

    def _genre(self, target: Target) -> Genre | None:
        return _genre_of(target, self._genres)

    def _genre_name(self, target: Target) -> str:
        return _name_of(self._genre(target))


def _genre_of(target: Target, genres: Mapping[int, Genre]) -> Genre | None:
    of_segment = target.segment.genre_id if target.segment is not None else None
    genre_id = of_segment if of_segment is not None else target.track.genre_id
    return None if genre_id is None else genres.get(genre_id)


def _name_of(genre: Genre | None) -> str:
    return "" if genre is None else genre.name
