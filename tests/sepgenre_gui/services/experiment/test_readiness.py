"""Whether the data is ready: what there is, what is missing, and what should be known of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState
from sepgenre_gui.services.experiment.readiness import (
    GenreData,
    NearDuplicate,
    Readiness,
    ReadinessTask,
    find_readiness,
    read_readiness,
)
from sepgenre_gui.services.experiment.readiness_warnings import WarningKind, warnings
from sepgenre_gui.services.experiment.sources import Source, source_differences
from sepgenre_gui.services.extract_features import extract_features
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError
from tests.small_experiment import CONFIG, make_project

SETTINGS = CONFIG.features


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Path:
    return make_project(tmp_path_factory.mktemp("ready"), pool, separated=False)


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Iterator[Project]:
    with Project.open(Path(shutil.copytree(made, tmp_path / "project"))) as opened:
        yield opened


def ids(project: Project) -> tuple[int, ...]:
    return tuple(segment.id for segment in project.segments.list())


def test_what_is_missing_shrinks_as_it_is_made(project: Project, pool: WorkerPool) -> None:
    everything = ids(project)
    first = read_readiness(project, "hpss", SETTINGS)
    separate_segments(
        project, separator="hpss", only=everything[:3], pool=pool, on_event=lambda _: None
    )
    second = read_readiness(project, "hpss", SETTINGS)
    separate_segments(project, separator="hpss", pool=pool, on_event=lambda _: None)
    extract_features(project, settings=SETTINGS, pool=pool, on_event=lambda _: None)
    third = read_readiness(project, "hpss", SETTINGS)
    shutil.rmtree(project.cache.root / "stems")
    fourth = read_readiness(project, "hpss", SETTINGS)

    assert (first.without_stems, first.without_features) == (everything, everything)
    assert (second.without_stems, second.without_features) == (everything[3:], everything)
    assert (third.without_stems, third.without_features, third.is_complete) == ((), (), True)
    # The networks need no stems where there are features.
    assert (fourth.without_stems, fourth.without_features) == ((), ())
    assert read_readiness(project, "spleeter", SETTINGS).without_stems == everything


def test_songs_and_artists_are_counted_by_genre(project: Project) -> None:
    first, second, third, *_ = project.tracks.list()
    for track, artist in ((first, "Ann"), (third, " ANN "), (second, "Bo")):
        project.tracks.update(track.id, artist=artist)

    readiness = read_readiness(project, "hpss", SETTINGS)

    assert [(genre.name, genre.n_songs, genre.n_segments) for genre in readiness.genres] == [
        ("Genre 0", 4, 4),
        ("Genre 1", 4, 4),
    ]
    # Songs 0 and 2 are of genre 0, as all that are even.
    assert [genre.artists for genre in readiness.genres] == [{"Ann": 2}, {"Bo": 1}]
    assert (readiness.n_songs, readiness.n_segments, readiness.n_unknown_artists) == (8, 8, 5)
    assert readiness.genres[0].color == project.genres.list()[0].color


def test_what_takes_no_part_is_told(project: Project) -> None:
    unlabelled, skipped, missing, changed = ids(project)[:4]
    tracks = {each: project.segments.get(each).track_id for each in ids(project)}
    project.segments.set_genre(unlabelled, None)
    project.tracks.skip(tracks[skipped], "live")
    project.tracks.set_file_states(
        {tracks[missing]: FileState.MISSING, tracks[changed]: FileState.CHANGED}
    )

    readiness = read_readiness(project, "hpss", SETTINGS)

    assert readiness.unlabelled == (unlabelled,)
    assert readiness.skipped == (tracks[skipped],)
    assert (readiness.missing, readiness.changed) == ((tracks[missing],), (tracks[changed],))
    assert readiness.lost == (missing, changed)
    assert readiness.n_segments == 6
    kinds = [warning.kind for warning in warnings(readiness)]
    assert {WarningKind.LOST, WarningKind.UNLABELLED} <= {*kinds}


def test_some_genres_alone_can_take_part(project: Project) -> None:
    house = project.genres.add("House")
    project.segments.set_genre(ids(project)[0], house.id)

    readiness = read_readiness(project, "hpss", SETTINGS, ["house", "Genre 1"])

    assert [genre.name for genre in readiness.genres] == ["Genre 1", "House"]
    assert readiness.n_segments == 5
    assert len(readiness.without_stems) == 5
    with pytest.raises(ExperimentError, match="'Trance'"):
        read_readiness(project, "hpss", SETTINGS, ["House", "Trance"])


def test_a_worker_reads_it_beside_the_window(project: Project, pool: WorkerPool) -> None:
    task = ReadinessTask(project_folder=project.folder, separator="hpss", settings=SETTINGS)

    (outcome,) = pool.run(find_readiness, [task])

    assert outcome.value == read_readiness(project, "hpss", SETTINGS)


def test_bit_rates_are_those_of_the_files(project: Project, tmp_path: Path) -> None:
    track = project.tracks.list()[0]
    path = tmp_path / "song.mp3"
    path.write_bytes(b"\0" * round(track.duration_s * 128_000 / 8))
    project.tracks.set_path(track.id, path)

    source = read_readiness(project, "hpss", SETTINGS).genres[0].sources[0]

    assert (source.format, source.sample_rate_hz) == ("mp3", 8_000)
    assert source.bit_rate_kbps == pytest.approx(128.0, rel=0.001)
    os.unlink(path)  # noqa: PTH108
    assert read_readiness(project, "hpss", SETTINGS).genres[0].sources[0].bit_rate_kbps is None


def genre_of(name: str, songs: int, **changes: Any) -> GenreData:
    start = 100 * ord(name)
    genre = GenreData(
        id=ord(name),
        name=name,
        color="#000000",
        n_songs=songs,
        segment_ids=tuple(range(start, start + songs)),
        artists={f"{name} {song}": 1 for song in range(songs)},
        sources=(Source(format="wav", sample_rate_hz=44_100, bit_rate_kbps=None),) * songs,
    )
    return attrs.evolve(genre, **changes)


def ready(*genres: GenreData, **changes: Any) -> Readiness:
    readiness = Readiness(
        separator="hpss",
        genres=genres,
        n_songs=sum(genre.n_songs for genre in genres),
        unlabelled=(),
        without_stems=(),
        without_features=(),
        skipped=(),
        missing=(),
        changed=(),
        lost=(),
    )
    return attrs.evolve(readiness, **changes)


def test_good_data_has_no_warning() -> None:
    assert warnings(ready(genre_of("A", 6), genre_of("B", 5))) == ()


def test_a_genre_of_few_songs_is_told_with_its_segments() -> None:
    (warning,) = warnings(ready(genre_of("A", 6), genre_of("B", 4)))

    assert warning.kind is WarningKind.FEW_SONGS
    assert "'B' has only 4 songs" in warning.sentence
    assert warning.segment_ids == genre_of("B", 4).segment_ids
    assert not warning.prevents_run


def test_one_genre_alone_prevents_a_run() -> None:
    first, *_ = warnings(ready(genre_of("A", 6), genre_of("B", 0)))

    assert (first.kind, first.prevents_run) == (WarningKind.FEW_GENRES, True)


@pytest.mark.parametrize(
    ("artists", "said"),
    [
        ({"Ann": 2, "Bo": 1, "Cy": 1, "Di": 1, "Ed": 1}, ""),
        ({"Ann": 3, "Bo": 3}, "3 of 6 songs of 'A' are by Ann"),
        ({"Ann": 6}, "All 6 songs of 'A' are by Ann"),
    ],
)
def test_one_artist_that_fills_a_genre_is_told(artists: dict[str, int], said: str) -> None:
    found = warnings(ready(genre_of("A", 6, artists=artists), genre_of("B", 6)))

    assert [said in warning.sentence for warning in found] == ([True] if said else [])


def test_near_duplicates_are_told_once_for_all() -> None:
    a, b = genre_of("A", 6), genre_of("B", 6)
    pairs = (
        NearDuplicate(first=a.segment_ids[0], second=a.segment_ids[1], similarity=1.0, lag_s=0.0),
        NearDuplicate(first=a.segment_ids[0], second=b.segment_ids[1], similarity=0.9, lag_s=2.0),
    )

    (warning,) = warnings(ready(a, b, duplicates=pairs))

    assert warning.kind is WarningKind.NEAR_DUPLICATES
    assert "2 pairs" in warning.sentence
    assert "1 of them has two genres" in warning.sentence
    assert warning.segment_ids == (a.segment_ids[0], a.segment_ids[1], b.segment_ids[1])
    assert warnings(ready(a, b, duplicates=())) == ()


def sources(*of: tuple[str, int, float | None]) -> tuple[Source, ...]:
    return tuple(
        Source(format=kind, sample_rate_hz=rate, bit_rate_kbps=kbps) for kind, rate, kbps in of
    )


def test_files_that_tell_genres_apart_are_told() -> None:
    mp3, wav = ("mp3", 44_100, 320.0), ("wav", 44_100, None)
    mixed = sources(mp3, mp3, wav, wav)
    differing = source_differences({"A": sources(mp3, mp3, mp3), "B": sources(wav, wav, wav)})

    assert source_differences({"A": mixed, "B": mixed}) == ()
    assert [each.genres for each in differing] == [("A", "B")]
    assert differing[0].text == "3 of 3 songs of 'A' are mp3 files, but 0 of 3 of 'B'."
    assert source_differences({"A": sources(mp3, mp3), "B": sources(wav, wav)}) == ()


def test_sampling_rates_and_bit_rates_are_looked_at_too() -> None:
    low, high = ("mp3", 22_050, 128.0), ("mp3", 44_100, 320.0)
    found = source_differences({"A": sources(low, low, low), "B": sources(high, high, low)})

    assert [each.text for each in found] == [
        "3 of 3 songs of 'A' are files at 22,050 Hz, but 1 of 3 of 'B'.",
        "The lossy files of 'B' have 320 kbit/s, those of 'A' 128 kbit/s (medians).",
    ]
