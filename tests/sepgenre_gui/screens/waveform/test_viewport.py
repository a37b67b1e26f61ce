"""The viewport: always within the track, and what is held stays under the pointer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_gui.screens.waveform import Viewport
from sepgenre_gui.screens.waveform.viewport import MOST_PIXELS_PER_SAMPLE
from tests.sepgenre_gui.screens.waveform.conftest import Heard

STEPS = st.one_of(
    st.tuples(st.just("zoom"), st.floats(0.01, 100.0), st.floats(0.0, 1000.0)),
    st.tuples(st.just("pan"), st.floats(-5000.0, 5000.0)),
    st.tuples(st.just("set_width"), st.floats(1.0, 4000.0)),
    st.tuples(st.just("show_range"), st.floats(-1e6, 1e7), st.floats(-1e6, 1e7)),
    st.tuples(st.just("center_on"), st.floats(-1e6, 1e7)),
    st.tuples(st.just("start_at"), st.floats(-1e6, 1e7)),
    st.tuples(st.just("reveal"), st.floats(0.0, 1e6)),
    st.tuples(st.just("show_all")),
)


def shown(n_samples: int = 1_000_000, width: float = 1000.0) -> Viewport:
    viewport = Viewport()
    viewport.set_width(width)
    viewport.set_track(n_samples, 44_100)
    return viewport


@given(st.integers(1, 10**9), st.lists(STEPS, max_size=20))
@settings(max_examples=150, deadline=None)
def test_the_range_is_always_within_the_track(n_samples: int, steps: list[tuple]) -> None:
    viewport = shown(n_samples)
    for name, *arguments in steps:
        getattr(viewport, name)(*arguments)
        span = viewport.width * viewport.samples_per_pixel
        assert viewport.first_sample >= 0
        assert viewport.last_sample <= n_samples
        assert viewport.first_sample + span <= max(n_samples, span) * (1 + 1e-9) + 1e-6
        assert viewport.samples_per_pixel >= 1 / MOST_PIXELS_PER_SAMPLE


@given(st.floats(0.0, 1000.0), st.lists(st.floats(0.5, 2.0), min_size=1, max_size=8))
def test_a_zoom_keeps_the_sample_under_the_pointer(x: float, factors: list[float]) -> None:
    viewport = shown()
    viewport.show_range(400_000, 600_000)
    held = viewport.first_sample + x * viewport.samples_per_pixel
    for factor in factors:
        viewport.zoom(factor, x)
        # At its ends the track cannot move on under the pointer.
        if 0 < viewport.first_sample < viewport.n_samples - 1001 * viewport.samples_per_pixel:
            assert viewport.x_of(held) == pytest.approx(x, abs=1e-3)
        else:
            return


@given(st.floats(1.0, 1e6), st.floats(0.0, 1000.0))
def test_places_and_samples_are_each_others_inverse(factor: float, x: float) -> None:
    viewport = shown()
    viewport.zoom(factor, 333.0)
    sample = viewport.sample_at(x)
    assert 0 <= sample < viewport.n_samples
    assert viewport.x_of(sample) <= x + 1e-6
    assert viewport.x_of(sample + 1) >= min(x, viewport.x_of(viewport.n_samples)) - 1e-6


def test_places_beside_the_track_are_clamped() -> None:
    viewport = shown()
    assert viewport.sample_at(-50.0) == 0
    assert viewport.sample_at(5000.0) == 999_999


def test_what_was_fitted_stays_fitted() -> None:
    viewport = shown()
    viewport.set_width(500.0)
    assert viewport.fits
    assert viewport.last_sample == 1_000_000
    viewport.zoom(4.0)
    zoom = viewport.samples_per_pixel
    viewport.set_width(800.0)
    assert not viewport.fits
    assert viewport.samples_per_pixel == zoom


def test_a_range_fills_the_width() -> None:
    viewport = shown()
    viewport.show_range(250_000, 350_000)
    assert viewport.first_sample == pytest.approx(250_000)
    assert viewport.last_sample == pytest.approx(350_000)


def test_down_to_single_samples() -> None:
    viewport = shown()
    viewport.show_range(5000, 5001)
    assert viewport.samples_per_pixel == 1 / MOST_PIXELS_PER_SAMPLE
    assert viewport.sample_at(viewport.x_of(5000) + 1) == 5000


def test_revealing_turns_the_page_only_where_needed() -> None:
    viewport = shown()
    viewport.show_range(100_000, 200_000)
    viewport.reveal(150_000)
    assert viewport.first_sample == pytest.approx(100_000)
    viewport.reveal(200_500)
    assert viewport.x_of(200_500) == pytest.approx(50.0)


def test_the_visible_range_is_told_in_seconds() -> None:
    viewport, heard = shown(), Heard()
    viewport.visible_range_changed.connect(heard)
    viewport.show_range(44_100, 88_200)
    assert heard.made == [(pytest.approx(1.0), pytest.approx(2.0))]
