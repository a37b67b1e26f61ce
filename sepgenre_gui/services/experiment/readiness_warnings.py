"""What a person should know of the data before an experiment, with what to do about it."""

from __future__ import annotations

import enum
from collections.abc import Iterator

import attrs

from sepgenre_gui.services.experiment.readiness import GenreData, Readiness
from sepgenre_gui.services.experiment.sources import source_differences
from sepgenre_gui.services.jobs.words import count

FEW_SONGS = 5
_LARGE_SHARE = 0.5


class WarningKind(enum.Enum):
    """What a warning is about."""

    FEW_GENRES = "few genres"
    """Fewer than two genres have a segment: there is nothing to tell apart."""

    FEW_SONGS = "few songs"
    """A genre has fewer than 5 songs."""

    ONE_ARTIST = "one artist"
    """One artist made half of a genre's songs or more."""

    UNKNOWN_ARTISTS = "unknown artists"
    """The artist of songs is not known."""

    UNLABELLED = "unlabelled"
    """Segments have no genre."""

    LOST = "lost"
    """Segments cannot be separated, because their file is missing or has changed."""

    NEAR_DUPLICATES = "near-duplicates"
    """Segments of different songs are nearly the same music."""

    SOURCES = "sources"
    """Genres can be told apart by their files."""


@attrs.frozen(kw_only=True)
class ReadinessWarning:
    """One warning.

    Attributes
    ----------
    kind : WarningKind
    sentence, remedy : str
        What there is, and what a person can do.
    segment_ids : tuple of int
        The segments concerned.
    prevents_run : bool
        Whether no run can begin before it is mended.
    """

    kind: WarningKind
    sentence: str
    remedy: str
    segment_ids: tuple[int, ...] = ()
    prevents_run: bool = False


def warnings(readiness: Readiness) -> tuple[ReadinessWarning, ...]:
    """Return what should be known before a run, the gravest first."""
    return (
        *_about_number_of_genres(readiness),
        *_about_lost(readiness),
        *_about_few_songs(readiness),
        *_about_one_artist(readiness),
        *_about_near_duplicates(readiness),
        *_about_sources(readiness),
        *_about_unknown_artists(readiness),
        *_about_unlabelled(readiness),
    )


def _about_number_of_genres(readiness: Readiness) -> Iterator[ReadinessWarning]:
    if not readiness.is_runnable:
        number = sum(genre.n_segments > 0 for genre in readiness.genres)
        yield ReadinessWarning(
            kind=WarningKind.FEW_GENRES,
            sentence=f"An experiment needs segments of two genres; there are those of {number}.",
            remedy="Cut segments out of songs of another genre, and name it.",
            prevents_run=True,
        )


def _about_lost(readiness: Readiness) -> Iterator[ReadinessWarning]:
    if readiness.lost:
        yield ReadinessWarning(
            kind=WarningKind.LOST,
            sentence=f"{count(len(readiness.lost), 'segment')} cannot be separated: the file is "
            "missing or has changed. A run leaves them out.",
            remedy="Find the files again by “Find moved files”, or connect their drive.",
            segment_ids=readiness.lost,
        )


def _about_few_songs(readiness: Readiness) -> Iterator[ReadinessWarning]:
    few = [genre for genre in readiness.genres if genre.n_songs < FEW_SONGS]
    if len(few) == 1:
        yield ReadinessWarning(
            kind=WarningKind.FEW_SONGS,
            sentence=f"Genre {few[0].name!r} has {_only(few[0].n_songs)}: in many trials the "
            "test side has one of them or none.",
            remedy=f"Add songs until it has {FEW_SONGS}, or leave the genre out.",
            segment_ids=few[0].segment_ids,
        )
    elif few:
        names = ", ".join(f"{genre.name} ({genre.n_songs})" for genre in few)
        yield ReadinessWarning(
            kind=WarningKind.FEW_SONGS,
            sentence=f"{len(few)} genres have fewer than {FEW_SONGS} songs: {names}. In many "
            "trials the test side has one of a genre's songs or none.",
            remedy=f"Add songs until each has {FEW_SONGS}, or leave these genres out.",
            segment_ids=tuple(each for genre in few for each in genre.segment_ids),
        )


def _only(n_songs: int) -> str:
    return f"only {count(n_songs, 'song')}" if n_songs else "no song"


def _about_one_artist(readiness: Readiness) -> Iterator[ReadinessWarning]:
    for genre in readiness.genres:
        artist, number = next(iter(genre.artists.items()), ("", 0))
        if number >= 2 and number >= _LARGE_SHARE * genre.n_songs:
            which = "All" if number == genre.n_songs else f"{number} of"
            yield ReadinessWarning(
                kind=WarningKind.ONE_ARTIST,
                sentence=f"{which} {genre.n_songs} songs of {genre.name!r} are by {artist}: a "
                "network may learn the artist in place of the genre.",
                remedy="Add songs by other artists.",
                segment_ids=genre.segment_ids,
            )


def _about_near_duplicates(readiness: Readiness) -> Iterator[ReadinessWarning]:
    pairs = readiness.duplicates or ()
    if not pairs:
        return
    genre_of = {each: genre.id for genre in readiness.genres for each in genre.segment_ids}
    differing = sum(genre_of.get(pair.first) != genre_of.get(pair.second) for pair in pairs)
    have = "has" if differing == 1 else "have"
    labels = f" {differing} of them {have} two genres." if differing else ""
    yield ReadinessWarning(
        kind=WarningKind.NEAR_DUPLICATES,
        sentence=f"{count(len(pairs), 'pair')} of segments of different songs are nearly the same "
        f"music.{labels} On two sides of a split they make results too good.",
        remedy="Keep one of each pair: skip the other track.",
        segment_ids=tuple(sorted({each for pair in pairs for each in (pair.first, pair.second)})),
    )


def _about_sources(readiness: Readiness) -> Iterator[ReadinessWarning]:
    by_name = {genre.name: genre for genre in readiness.genres}
    sources = {name: genre.sources for name, genre in by_name.items()}
    for difference in source_differences(sources):
        concerned: list[GenreData] = [by_name[name] for name in difference.genres]
        yield ReadinessWarning(
            kind=WarningKind.SOURCES,
            sentence=f"{difference.text} A network can learn that in place of the music.",
            remedy="Take songs of all genres from like files, of one format, rate and quality.",
            segment_ids=tuple(each for genre in concerned for each in genre.segment_ids),
        )


def _about_unknown_artists(readiness: Readiness) -> Iterator[ReadinessWarning]:
    if number := readiness.n_unknown_artists:
        yield ReadinessWarning(
            kind=WarningKind.UNKNOWN_ARTISTS,
            sentence=f"The artist of {number} of {readiness.n_songs} songs is not known: songs of "
            "one artist may stand on both sides of a split.",
            remedy="Write the artists in curation.",
        )


def _about_unlabelled(readiness: Readiness) -> Iterator[ReadinessWarning]:
    if readiness.unlabelled:
        number = len(readiness.unlabelled)
        yield ReadinessWarning(
            kind=WarningKind.UNLABELLED,
            sentence=f"{count(number, 'segment')} without a genre {_take(number)} no part.",
            remedy="Name their genre in curation.",
            segment_ids=readiness.unlabelled,
        )


def _take(number: int) -> str:
    return "takes" if number == 1 else "take"
