"""Whether the data is ready for an experiment: what there is, by genre, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import FileState, Track
from sepgenre_gui.services.experiment.participants import (
    chosen_genres,
    find_missing,
    participants,
)
from sepgenre_gui.services.experiment.sources import Source, source_of
from sepgenre_gui.services.separate_segments import tracked_segments
from sepgenre_training.features.settings import FeatureSettings


@attrs.frozen(kw_only=True)
class GenreData:
    """The data of one genre that takes part.

    Attributes
    ----------
    color : str
        ``#rrggbb``.
    n_songs : int
        Songs that have a segment of the genre.
    segment_ids : tuple of int
    artists : Mapping[str, int]
        Songs by known artist, the most first; one who is written in different cases is one.
    sources : tuple of Source
        One for each song.
    """

    id: int
    name: str
    color: str
    n_songs: int
    segment_ids: tuple[int, ...]
    artists: dict[str, int]
    sources: tuple[Source, ...]

    @property
    def n_segments(self) -> int:
        """Number of its segments."""
        return len(self.segment_ids)

    @property
    def n_unknown_artists(self) -> int:
        """Number of its songs whose artist is not known."""
        return self.n_songs - sum(self.artists.values())


@attrs.frozen(kw_only=True)
class NearDuplicate:
    """Two segments that are nearly the same music.

    Attributes
    ----------
    first, second : int
        Identifiers of the segments, of two songs.
    similarity : float
        1 for equal ones; see `features.similarity`.
    lag_s : float
        By how much the second is later in the music, in seconds.
    """

    first: int
    second: int
    similarity: float
    lag_s: float


@attrs.frozen(kw_only=True)
class Readiness:
    """The data of an experiment, as far as it can be told without decoding.

    Attributes
    ----------
    separator : str
    genres : tuple of GenreData
        Those that take part; a genre without a segment has an empty one.
    n_songs : int
        Songs that take part.
    unlabelled : tuple of int
        Segments without a genre; they take no part.
    without_stems : tuple of int
        Segments that take part and have to be separated before the run.
    without_features : tuple of int
        Segments that take part and whose features have to be computed, those to be separated
        included.
    skipped, missing, changed : tuple of int
        Tracks that a person leaves out; whose file was not found, or has another content.
    lost : tuple of int
        Segments that take part, but cannot be separated: their file is missing or changed.
    duplicates : tuple of NearDuplicate or None
        None where nobody has looked for them.
    """

    separator: str
    genres: tuple[GenreData, ...]
    n_songs: int
    unlabelled: tuple[int, ...]
    without_stems: tuple[int, ...]
    without_features: tuple[int, ...]
    skipped: tuple[int, ...]
    missing: tuple[int, ...]
    changed: tuple[int, ...]
    lost: tuple[int, ...]
    duplicates: tuple[NearDuplicate, ...] | None = None

    @property
    def n_segments(self) -> int:
        """Number of segments that take part."""
        return sum(genre.n_segments for genre in self.genres)

    @property
    def n_unknown_artists(self) -> int:
        """Number of songs that take part and whose artist is not known."""
        return sum(genre.n_unknown_artists for genre in self.genres)

    @property
    def is_runnable(self) -> bool:
        """Whether two genres at least have a segment."""
        return sum(genre.n_segments > 0 for genre in self.genres) >= 2

    @property
    def is_complete(self) -> bool:
        """Whether a run could begin at once: nothing is to be separated or computed first."""
        return not self.without_features


@attrs.frozen(kw_only=True)
class ReadinessTask:
    """What `find_readiness` needs to know; picklable, so that a worker can do it."""

    project_folder: Path
    separator: str
    settings: FeatureSettings = attrs.field(factory=FeatureSettings)
    genres: tuple[str, ...] = ()


def find_readiness(task: ReadinessTask) -> Readiness:
    """Return the readiness of a project that another process may have open for writing."""
    with Project.open(task.project_folder, read_only=True) as project:
        return read_readiness(project, task.separator, task.settings, task.genres)


def read_readiness(
    project: Project,
    separator: str,
    settings: FeatureSettings | None = None,
    genres: Sequence[str] = (),
) -> Readiness:
    """Return what data there is for an experiment, and what is missing.

    Opens the header of a file in the cache for each segment, and decodes nothing: about a second
    for 1,000 segments.

    Parameters
    ----------
    separator : str
        The separator whose stems are looked for.
    settings : FeatureSettings, optional
        What the features are computed with.
    genres : sequence of str
        Names of the genres that take part; none names all.

    Raises
    ------
    ExperimentError
        Where the project has no genre of such a name.
    SeparationError
        Where the separator is not known.
    """
    tracks = project.tracks.list()
    taking_part = participants(project, genres)
    lacking = find_missing(project, taking_part, separator, settings or FeatureSettings())
    by_state = {
        state: tuple(track.id for track in tracks if track.file_state is state)
        for state in FileState
    }
    missing, changed = by_state[FileState.MISSING], by_state[FileState.CHANGED]
    gone = {*missing, *changed}
    to_separate = set(lacking.stems)
    return Readiness(
        separator=separator,
        genres=tuple(_genre_data(genre, taking_part) for genre in chosen_genres(project, genres)),
        n_songs=len({track.id for track, _ in taking_part}),
        unlabelled=tuple(
            segment.id for _, segment in tracked_segments(project) if segment.genre_id is None
        ),
        without_stems=lacking.stems,
        without_features=lacking.features,
        skipped=tuple(track.id for track in tracks if track.skip_reason is not None),
        missing=missing,
        changed=changed,
        lost=tuple(
            segment.id
            for track, segment in taking_part
            if track.id in gone and segment.id in to_separate
        ),
    )


def _genre_data(genre: Genre, taking_part: Iterable[tuple[Track, Segment]]) -> GenreData:
    mine = [(track, segment) for track, segment in taking_part if segment.genre_id == genre.id]
    songs = {track.id: track for track, _ in mine}
    return GenreData(
        id=genre.id,
        name=genre.name,
        color=genre.color,
        n_songs=len(songs),
        segment_ids=tuple(segment.id for _, segment in mine),
        artists=_count_artists(songs.values()),
        sources=tuple(map(source_of, songs.values())),
    )


def _count_artists(songs: Iterable[Track]) -> dict[str, int]:
    """Return the songs of each known artist, as a split counts them."""
    named = [song.artist.strip() for song in songs if song.artist and song.artist.strip()]
    counts = Counter(name.casefold() for name in named)
    spelling = {name.casefold(): name for name in reversed(named)}
    return {spelling[folded]: number for folded, number in counts.most_common()}
