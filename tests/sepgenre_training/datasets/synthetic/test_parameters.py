"""Recipes differ, yet overlap; the knob runs from the recipes to one common pool."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_training.datasets.synthetic.genres import OVERLAP, RECIPES, recipe_named, widen
from sepgenre_training.datasets.synthetic.naming import ARTISTS
from sepgenre_training.datasets.synthetic.parameters import (
    Range,
    Weights,
    among,
    between,
    draw_parameters,
    drawn_fields,
)
from sepgenre_training.errors import ConfigurationError


def _differing(first: object, second: object) -> int:
    return sum(getattr(first, name) != getattr(second, name) for name in drawn_fields())


def test_there_are_six_genres_with_six_to_eight_artists_of_their_own() -> None:
    assert len({recipe.name for recipe in RECIPES}) == 6
    assert [recipe.name for recipe in RECIPES] == list(ARTISTS)
    everyone = [artist for artists in ARTISTS.values() for artist in artists]
    assert len(everyone) == len(set(everyone))
    assert all(6 <= len(artists) <= 8 for artists in ARTISTS.values())


def test_any_two_recipes_differ_in_most_of_what_they_draw() -> None:
    for first, second in combinations(RECIPES, 2):
        assert _differing(first, second) > len(drawn_fields()) / 2


def test_every_genre_shares_tempi_with_another() -> None:
    spread = [widen(recipe).tempo_bpm for recipe in RECIPES]
    for tempo in spread:
        others = [other for other in spread if other is not tempo]
        assert any(tempo.low < other.high and other.low < tempo.high for other in others)


def test_voice_and_levels_tell_nothing_about_the_genre() -> None:
    for name in ("vocals_level_db", "vocal_density", "vocal_pitch_hz", "pad_level_db"):
        assert len({getattr(recipe, name) for recipe in RECIPES}) == 1


def test_overlap_0_keeps_every_recipe() -> None:
    for recipe in RECIPES:
        kept = widen(recipe, overlap=0.0)
        for name in drawn_fields():
            own = getattr(recipe, name)
            if isinstance(own, Weights):
                chances = getattr(kept, name).of
                assert {key: share for key, share in chances.items() if share > 0} == dict(own.of)
            else:
                assert getattr(kept, name) == own


def test_overlap_1_makes_all_genres_alike() -> None:
    first, *others = (widen(recipe, overlap=1.0) for recipe in RECIPES)
    for other in others:
        for name in drawn_fields():
            expected, actual = getattr(first, name), getattr(other, name)
            if isinstance(expected, Weights):
                assert dict(actual.of) == pytest.approx(dict(expected.of))
            else:
                assert (actual.low, actual.high) == pytest.approx((expected.low, expected.high))


def test_the_knob_spreads_ranges_beyond_their_recipe() -> None:
    recipe = recipe_named("Techno")
    spread = widen(recipe)
    assert 0.0 < OVERLAP < 1.0
    assert spread.tempo_bpm.low < recipe.tempo_bpm.low
    assert spread.tempo_bpm.high > recipe.tempo_bpm.high
    assert spread.kick_pattern.of["broken"] > 0.0


@given(seed=st.integers(0, 2**32), overlap=st.floats(0.0, 1.0))
def test_what_is_drawn_lies_in_its_range(seed: int, overlap: float) -> None:
    recipe = widen(RECIPES[seed % len(RECIPES)], overlap=overlap)
    parameters = draw_parameters(recipe, np.random.default_rng(seed))
    for name in drawn_fields():
        source, value = getattr(recipe, name), getattr(parameters, name)
        if isinstance(source, Range):
            # The tempo is rounded to half beats per minute.
            slack = 0.25 if name == "tempo_bpm" else 1e-9
            assert source.low - slack <= value <= source.high + slack
        else:
            assert source.of[value] > 0.0


def test_bad_ranges_weights_and_genres_are_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"runs from 2\.0 to 1\.0"):
        between(2.0, 1.0)
    with pytest.raises(ConfigurationError, match="no probabilities"):
        among(four=0.5, broken=0.4)
    with pytest.raises(ConfigurationError, match="Choose from Deep House"):
        recipe_named("Polka")
