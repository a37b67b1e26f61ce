"""Splits: disjoint, complete, without leakage, the same for the same seed."""

from __future__ import annotations

import re
from collections import Counter

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig, SplitConfig
from sepgenre_training.experiment.splits import (
    LabelledSegment,
    count_missing,
    draw_split,
    draw_splits,
    group_key,
    trial_seed,
)


def songs(
    per_genre: int = 11,
    *,
    genres: int = 6,
    segments_per_song: int = 1,
    songs_per_artist: int | None = None,
) -> list[LabelledSegment]:
    found: list[LabelledSegment] = []
    for label in range(genres):
        for number in range(per_genre):
            song = label * per_genre + number
            artist = f"{label}-{number // songs_per_artist}" if songs_per_artist else None
            for _ in range(segments_per_song):
                identifier = 1000 + len(found)
                found.append(
                    LabelledSegment(segment_id=identifier, song_id=song, artist=artist, label=label)
                )
    return found


def config(protocol: str = "paper", **split: object) -> ExperimentConfig:
    return ExperimentConfig(protocol=protocol, split=SplitConfig(**split))


def test_66_songs_split_into_52_and_14() -> None:
    split = draw_split(songs(), config(), seed=1)

    assert (len(split.train), len(split.test), split.validation) == (52, 14, ())


def test_sound_protocol_carves_validation_from_the_training_side() -> None:
    paper = draw_split(songs(), config(), seed=1)
    sound = draw_split(songs(), config("sound"), seed=1)

    assert sound.test == paper.test
    assert set(sound.train) | set(sound.validation) == set(paper.train)
    assert len(sound.validation) == 11


def test_stratified_sides_hold_every_genre() -> None:
    found = songs()
    labels = {segment.segment_id: segment.label for segment in found}
    for seed in range(20):
        split = draw_split(found, config(stratified=True), seed)
        counts = Counter(labels[identifier] for identifier in split.test)
        assert set(counts) == set(range(6))
        assert max(counts.values()) - min(counts.values()) <= 1


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**31 - 1),
    protocol=st.sampled_from(["paper", "sound"]),
    group=st.sampled_from(["artist", "song", "none"]),
    stratified=st.booleans(),
    segments_per_song=st.integers(1, 3),
)
def test_sides_are_disjoint_complete_and_do_not_leak(
    seed: int, protocol: str, group: str, stratified: bool, segments_per_song: int
) -> None:
    found = songs(segments_per_song=segments_per_song, songs_per_artist=2)
    chosen = config(protocol, group=group, stratified=stratified)

    split = draw_split(found, chosen, seed)

    sides = [set(split.train), set(split.validation), set(split.test)]
    assert sum(map(len, sides)) == len(found)
    assert set.union(*sides) == {segment.segment_id for segment in found}
    by_id = {segment.segment_id: segment for segment in found}
    keys = [{group_key(by_id[identifier], group) for identifier in side} for side in sides]
    assert not keys[0] & keys[2]
    assert not keys[0] & keys[1]
    assert not keys[1] & keys[2]
    assert draw_split(list(reversed(found)), chosen, seed) == split


def test_artist_names_are_compared_without_case() -> None:
    one = LabelledSegment(segment_id=1, song_id=1, artist=" Unit 07", label=0)

    assert group_key(one, "artist") == group_key(
        attrs.evolve(one, song_id=2, artist="UNIT 07"), "artist"
    )
    assert group_key(one, "song") != group_key(attrs.evolve(one, song_id=2), "song")


def test_unknown_artists_count_for_themselves() -> None:
    one = LabelledSegment(segment_id=1, song_id=1, artist=None, label=0)
    other = attrs.evolve(one, segment_id=2, song_id=2, artist="  ")

    assert group_key(one, "artist") != group_key(other, "artist")


def test_one_artist_for_a_whole_genre_is_refused_with_the_way_out() -> None:
    found = songs(songs_per_artist=11)

    with pytest.raises(ExperimentError, match=re.escape('split.group = "song"')):
        draw_splits(found, config(group="artist"))
    assert len(draw_splits(found, config(group="song"))) == 50


def test_one_genre_is_no_experiment() -> None:
    with pytest.raises(ExperimentError, match="needs two"):
        draw_splits(songs(genres=1), config())


def test_too_few_songs_for_every_genre_in_the_test_side() -> None:
    with pytest.raises(ExperimentError, match="stratified = false"):
        draw_splits(songs(per_genre=2, genres=6), config())


def test_a_trial_that_would_train_on_one_genre_is_refused_before_any_is_run() -> None:
    # Of four songs of two genres, every third draw takes both songs of a genre away.
    found = songs(per_genre=2, genres=2)
    unstratified = config(test_fraction=0.5, stratified=False)
    labels = {segment.segment_id: segment.label for segment in found}
    n_genres = [
        len({labels[i] for i in draw_split(found, unstratified, trial_seed(unstratified, t)).train})
        for t in range(50)
    ]
    first = n_genres.index(1)

    assert first > 0
    assert len(draw_splits(found, attrs.evolve(unstratified, trials=first))) == first
    with pytest.raises(ExperimentError, match=f"Trial {first} would train") as caught:
        draw_splits(found, unstratified)
    assert "split.stratified = true" in caught.value.remedy
    assert len(draw_splits(found, config(test_fraction=0.5, stratified=True))) == 50


def test_sides_that_stratifying_leaves_without_a_genre_are_counted() -> None:
    small = [attrs.evolve(each, label=5) for each in songs(per_genre=2, genres=1)]
    large = [
        attrs.evolve(each, segment_id=each.segment_id + 100, song_id=each.song_id + 100)
        for each in songs(per_genre=12, genres=5)
    ]
    splits = draw_splits([*small, *large], config())

    by_hand = sum(not {1000, 1001} & set(split.test) for split in splits)
    assert count_missing([*small, *large], splits, "test") == {5: by_hand}
    assert by_hand > 25
    assert count_missing([*small, *large], splits, "train") == {}
    assert count_missing(songs(), draw_splits(songs(), config()), "test") == {}


def test_trials_have_their_own_seeds() -> None:
    seeds = [trial_seed(ExperimentConfig(), index) for index in range(200)]

    assert len(set(seeds)) == 200
    assert seeds[3] == trial_seed(ExperimentConfig(trials=7, epochs=2), 3)
