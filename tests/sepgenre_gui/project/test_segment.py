from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_gui.project import Origin, Project, Track
from sepgenre_gui.project.segment import (
    LENGTH_LIMITS_S,
    LENGTH_SETTING,
    SEGMENT_LENGTH_S,
    clamp_start,
    segment_length_samples,
)
from sepgenre_training.errors import ProjectError
from sepgenre_training.features.settings import FeatureSettings

AddTrack = Callable[..., Track]

RATES = st.integers(1000, 384_000)


def track_of(n_samples: int, sample_rate_hz: int) -> Track:
    return Track(
        id=1,
        path=Path("/music/a.wav"),
        content_hash="h",
        title="t",
        artist=None,
        album=None,
        genre_id=None,
        duration_s=n_samples / sample_rate_hz,
        sample_rate_hz=sample_rate_hz,
        channels=2,
        n_samples=n_samples,
        decoder="d",
        decoder_version="1",
        added_at="",
    )


def test_a_segment_makes_the_papers_458_frames() -> None:
    assert segment_length_samples(22_050) == 220_500
    assert FeatureSettings().n_frames(segment_length_samples(22_050)) == 458


@given(rate=RATES)
def test_a_segment_lasts_ten_seconds_at_any_rate(rate: int) -> None:
    assert segment_length_samples(rate) / rate == SEGMENT_LENGTH_S == 10.0


@given(
    data=st.data(),
    rate=RATES,
    start=st.integers(-(2**62), 2**62),
    length_s=st.just(SEGMENT_LENGTH_S) | st.floats(*LENGTH_LIMITS_S),
)
def test_a_clamped_start_is_the_nearest_within_the_track(
    data: st.DataObject, rate: int, start: int, length_s: float
) -> None:
    length = segment_length_samples(rate, length_s)
    track = track_of(data.draw(st.integers(length, length * 1000)), rate)
    clamped = clamp_start(start, track, length_s)
    assert clamped >= 0
    assert clamped + length <= track.n_samples
    assert clamp_start(clamped, track, length_s) == clamped
    if start >= 0 and start + length <= track.n_samples:
        assert clamped == start
    else:
        assert clamped in (0, track.n_samples - length)
        assert abs(start - clamped) == min(abs(start), abs(start - (track.n_samples - length)))


@given(rate=RATES, missing=st.integers(1, 10_000))
def test_no_start_fits_a_track_shorter_than_a_segment(rate: int, missing: int) -> None:
    with pytest.raises(ProjectError, match="shorter than a segment"):
        clamp_start(0, track_of(segment_length_samples(rate) - missing, rate))


def test_the_first_and_the_last_window_fit_and_the_next_do_not(
    project: Project, add_track: AddTrack
) -> None:
    track = add_track(length_s=30.0)
    first = project.segments.add(track, 0)
    last = project.segments.add(track, 20 * 44_100)
    assert (first.n_samples, first.origin) == (441_000, Origin.BY_HAND)
    assert last.start_sample + last.n_samples == track.n_samples
    for start in (-1, 20 * 44_100 + 1):
        with pytest.raises(ProjectError, match=f"cannot start at sample {start}") as caught:
            project.segments.add(track, start)
        assert "from 0 to 882000 (0 s to 20.000 s)" in caught.value.remedy
        with pytest.raises(ProjectError, match=f"cannot start at sample {start}"):
            project.segments.move(first.id, start)
    assert project.segments.list() == (first, last)


def test_a_track_of_exactly_ten_seconds_has_one_window(
    project: Project, add_track: AddTrack
) -> None:
    track = add_track(length_s=10.0)
    assert project.segments.add(track, clamp_start(5, track)).start_sample == 0
    with pytest.raises(ProjectError, match="shorter than a segment"):
        project.segments.add(add_track(length_s=9.99), 0)


def test_new_segments_have_the_projects_length(project: Project, add_track: AddTrack) -> None:
    track = add_track(length_s=30.0)
    project.settings.set(LENGTH_SETTING, 12.5)
    assert project.segments.length_s == 12.5
    segment = project.segments.add(track, 17 * 44_100 + 22_050)
    assert segment.n_samples == 551_250
    assert segment.start_sample + segment.n_samples == track.n_samples
    with pytest.raises(ProjectError, match="cannot start at sample 771751"):
        project.segments.move(segment.id, segment.start_sample + 1)
    with pytest.raises(ProjectError, match=r"shorter than a segment \(12\.5 s\)"):
        project.segments.add(add_track(length_s=12.0), 0)


def test_one_window_only_once(project: Project, add_track: AddTrack) -> None:
    track, other = add_track(), add_track()
    segment = project.segments.add(track, 5)
    neighbour = project.segments.add(track, 6)
    project.segments.add(other, 5)
    with pytest.raises(ProjectError, match=rf"already has .* \(segment {segment.id}\)"):
        project.segments.add(track, 5)
    with pytest.raises(ProjectError, match="already has"):
        project.segments.move(neighbour.id, 5)
    assert project.segments.find(track.id, 5) == segment
    assert project.segments.find(track.id, 7) is None
    assert project.segments.move(segment.id, 5) == segment
    assert project.segments.count() == 3


def test_edits_and_their_reverse_give_the_same_segment(
    project: Project, add_track: AddTrack
) -> None:
    genre = project.genres.add("House")
    segment = project.segments.add(add_track(), 5, None, Origin.SUGGESTED, note="?")
    project.segments.move(segment.id, 77)
    project.segments.set_genre(segment.id, genre.id)
    project.segments.set_note(segment.id, "观")
    changed = project.segments.set_origin(segment.id, Origin.BY_HAND)
    assert changed == attrs.evolve(
        segment, start_sample=77, genre_id=genre.id, note="观", origin=Origin.BY_HAND
    )
    project.segments.remove([segment.id])
    assert project.segments.count() == 0
    project.segments.restore([segment])
    assert project.segments.list() == (segment,)


def test_the_list_meets_every_condition_given(project: Project, add_track: AddTrack) -> None:
    genre = project.genres.add("House")
    first, second = add_track(), add_track()
    c = project.segments.add(second, 0, genre.id, Origin.SUGGESTED)
    b = project.segments.add(first, 9, None, Origin.IMPORTED)
    a = project.segments.add(first, 3, genre.id, Origin.IMPORTED)
    assert project.segments.list() == (a, b, c)
    assert project.segments.list(first.id) == (a, b)
    assert project.segments.list(genre_id=genre.id) == (a, c)
    assert project.segments.list(origin=Origin.IMPORTED) == (a, b)
    assert project.segments.list(second.id, genre.id, Origin.SUGGESTED) == (c,)
    assert project.segments.list(second.id, genre.id, Origin.IMPORTED) == ()


def test_removing_is_all_or_nothing(project: Project, add_track: AddTrack) -> None:
    track = add_track()
    segments = [project.segments.add(track, start) for start in (0, 1, 2)]
    with pytest.raises(ProjectError, match="no segment 99"):
        project.segments.remove([segments[0].id, 99])
    assert project.segments.list() == tuple(segments)
    project.segments.remove(segment.id for segment in segments[:2])
    assert project.segments.list() == (segments[2],)


def test_an_unknown_genre_or_segment_is_named(project: Project, add_track: AddTrack) -> None:
    track = add_track()
    with pytest.raises(ProjectError, match="no genre 9"):
        project.segments.add(track, 0, 9)
    segment = project.segments.add(track, 0)
    with pytest.raises(ProjectError, match="no genre 9"):
        project.segments.set_genre(segment.id, 9)
    for call in (
        project.segments.get,
        lambda segment_id: project.segments.move(segment_id, 0),
        lambda segment_id: project.segments.set_genre(segment_id, None),
        lambda segment_id: project.segments.set_note(segment_id, ""),
        lambda segment_id: project.segments.set_origin(segment_id, Origin.BY_HAND),
    ):
        with pytest.raises(ProjectError, match="no segment 42"):
            call(42)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE segments SET start_sample = -1",
        "UPDATE segments SET n_samples = 0",
        "UPDATE segments SET start_sample = 2646000",
        "UPDATE segments SET origin = 'guessed'",
        "UPDATE segments SET track_id = 99",
        "INSERT INTO segments SELECT 99, track_id, 2646000, n_samples, genre_id, origin, "
        "created_at, note FROM segments",
    ],
)
def test_the_database_itself_refuses_what_breaks_the_rules(
    project: Project, add_track: AddTrack, folder: Path, sql: str
) -> None:
    segment = project.segments.add(add_track(), 0)
    with closing(sqlite3.connect(folder / "project.sqlite")) as other:
        other.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            other.execute(sql)
    with pytest.raises(ProjectError, match="refused"):
        project._database.change(sql)
    assert project.segments.list() == (segment,)
