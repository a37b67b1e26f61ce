"""Names of exported files: on no file system invalid, on none the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_training.exchange.naming import (
    annotation_paths,
    clip_paths,
    distinct_names,
    file_name,
    name_key,
)
from tests.annotated_tracks import annotated_tracks, make_annotated

HERE = Path("out")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ű 观 🎧 ", "ű 观 🎧"),
        ('AC/DC: "Live"?', "AC-DC- -Live--"),
        ("..hidden", "hidden"),
        ("", "-"),
        (" . ", "-"),
        ("con", "-con"),
        ("LPT1.2", "-LPT1.2"),
        ("console", "console"),
        ("a\nb\tc", "a-b-c"),
        ("e\u0301", "é"),
    ],
)
def test_names_are_valid_everywhere(text: str, name: str) -> None:
    assert file_name(text) == name


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_a_name_stays_what_it_is_and_short(text: str) -> None:
    name = file_name(text)

    assert file_name(name) == name
    assert 1 <= len(name.encode("utf-8")) <= 151
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert name[0] not in ". "
    assert name[-1] not in ". "


@given(st.lists(st.lists(st.sampled_from(["a", "A", "b", "a (2)", "é", "e\u0301"]), min_size=1)))
@settings(max_examples=300, deadline=None)
def test_no_two_names_are_the_same(choices: list[list[str]]) -> None:
    names = distinct_names(choices)

    assert len(names) == len(choices)
    assert len({name_key(name) for name in names}) == len(names)


def test_all_that_would_share_a_name_are_told_apart_whatever_the_order() -> None:
    choices = [("Song", "Song [1]"), ("song", "song [2]"), ("other", "other [3]")]

    assert distinct_names(choices) == ["Song [1]", "song [2]", "other"]
    assert distinct_names(choices[::-1]) == ["other", "song [2]", "Song [1]"]


def test_annotations_are_named_like_their_audio() -> None:
    tracks = [
        make_annotated(path=Path("/a/one.wav"), content_hash="1" * 64),
        make_annotated(path=Path("/b/One.mp3"), content_hash="2" * 64),
        make_annotated(path=Path("/b/two.wav"), content_hash="3" * 64),
    ]

    assert [path.name for path in annotation_paths(tracks, HERE, ".txt")] == [
        "one [11111111].txt",
        "One [22222222].txt",
        "two.txt",
    ]


def test_clips_are_named_by_title_and_start_in_the_folder_of_their_genre() -> None:
    track = make_annotated((3_682_350, "House / Deep"), (0, None), title="A: song")
    clips = [(track, segment) for segment in track.segments]

    assert clip_paths(clips, HERE, ".wav", genre_folders=True) == [
        HERE / "House - Deep" / "A- song 01m23.500s.wav",
        HERE / "no genre" / "A- song 00m00.000s.wav",
    ]
    assert clip_paths(clips, HERE, ".wav", genre_folders=False) == [
        HERE / "A- song 01m23.500s.wav",
        HERE / "A- song 00m00.000s.wav",
    ]


def test_two_tracks_of_one_title_and_two_segments_of_one_millisecond_do_not_collide() -> None:
    one = make_annotated((0, "a"), (1, "a"), title="Song", content_hash="1" * 64)
    two = make_annotated((0, "a"), title="Song", content_hash="2" * 64)
    clips = [(track, segment) for track in (one, two) for segment in track.segments]

    assert [path.name for path in clip_paths(clips, HERE, ".wav", genre_folders=True)] == [
        "Song 00m00.000s [11111111 0].wav",
        "Song 00m00.000s [11111111 1].wav",
        "Song 00m00.000s [22222222].wav",
    ]


@given(st.lists(annotated_tracks(), max_size=4))
@settings(max_examples=60, deadline=None)
def test_every_file_has_a_place_of_its_own(tracks: list) -> None:
    clips = [(track, segment) for track in tracks for segment in track.segments]
    for paths, wanted in (
        (clip_paths(clips, HERE, ".wav", genre_folders=True), len(clips)),
        (annotation_paths(tracks, HERE, ".txt"), len(tracks)),
    ):
        assert len({name_key(str(path)) for path in paths}) == wanted
        assert all(path.is_relative_to(HERE) for path in paths)
