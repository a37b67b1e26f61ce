"""Peaks against a brute-force reduction of the full decode, at every level and zoom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sepgenre_gui.audio.peaks import Columns, Peaks, PeaksTask, build_peaks
from sepgenre_gui.audio.peaks.layout import BASE_SAMPLES, FULL_SCALE, Layout
from sepgenre_training.separation.stems import Audio
from tests.sepgenre_gui.audio.peaks.conftest import decode

Make = Callable[..., Path]
TaskFor = Callable[[Path], PeaksTask]

STEP = 1 / FULL_SCALE


def built(task: PeaksTask) -> Peaks:
    build_peaks(task)
    peaks = Peaks.open_cached(task)
    assert peaks is not None
    return peaks


def expected(samples: Audio, first: int, count: int, zoom: float, bin_samples: int) -> Columns:
    """Reduce one column after another, by the rule that a bin belongs to one column."""
    minima, maxima = [], []
    for column in range(first, first + count):
        begin = int(np.floor(column * (zoom / bin_samples)))
        end = max(begin + 1, int(np.floor((column + 1) * (zoom / bin_samples))))
        part = samples[:, begin * bin_samples : end * bin_samples]
        minima.append(np.floor(part.min(axis=1) * FULL_SCALE) * STEP)
        maxima.append(np.ceil(part.max(axis=1) * FULL_SCALE) * STEP)
    return Columns(
        first=first,
        minima=np.stack(minima, axis=1).astype(np.float32),
        maxima=np.stack(maxima, axis=1).astype(np.float32),
    )


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.aiff", "a.ogg", "a.mp3"])
def test_each_level_equals_the_extremes_of_the_full_decode(
    write: Make, task_for: TaskFor, name: str
) -> None:
    path = write(name, duration_s=25.0)
    peaks, samples = built(task_for(path)), decode(path)
    layout = task_for(path).layout
    assert len(layout.level_bins) == 3
    for level, n_bins in enumerate(layout.level_bins):
        zoom = layout.bin_samples(level)
        columns = peaks.read_columns(0, n_bins + 5, zoom)
        reference = expected(samples, 0, n_bins, zoom, zoom)
        np.testing.assert_array_equal(columns.minima, reference.minima)
        np.testing.assert_array_equal(columns.maxima, reference.maxima)


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> tuple[Peaks, Audio]:
    import soundfile

    folder = tmp_path_factory.mktemp("noise")
    rng = np.random.default_rng(0)
    samples = (rng.standard_normal((2, 1_500_001)) * 0.2).astype(np.float32)
    samples[0] *= np.linspace(0, 1, samples.shape[1], dtype=np.float32)
    soundfile.write(folder / "noise.wav", samples.T, 44_100, subtype="FLOAT")
    task = PeaksTask(
        path=folder / "noise.wav",
        decoder="libsndfile",
        content_hash="noise",
        n_samples=samples.shape[1],
        sample_rate_hz=44_100,
        n_channels=2,
        cache_root=folder / "cache",
    )
    return built(task), samples


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(20.0, 40_000.0), st.floats(0.0, 1.0), st.integers(1, 90))
def test_any_zoom_equals_brute_force(
    noise: tuple[Peaks, Audio], zoom: float, place: float, count: int
) -> None:
    peaks, samples = noise
    total = int(np.ceil(samples.shape[1] / zoom))
    first = int(place * (total - 1))
    columns = peaks.read_columns(first, count, zoom)
    assert len(columns) == min(count, total - first)

    level = Layout(n_samples=samples.shape[1], n_channels=2).level_for(zoom)
    reference = expected(samples, first, len(columns), zoom, Layout.bin_samples(level))
    np.testing.assert_array_equal(columns.minima, reference.minima)
    np.testing.assert_array_equal(columns.maxima, reference.maxima)


@settings(max_examples=40, deadline=None)
@given(st.floats(256.0, 40_000.0), st.integers(0, 500))
def test_a_view_that_moves_keeps_its_columns(
    noise: tuple[Peaks, Audio], zoom: float, step: int
) -> None:
    peaks, _ = noise
    whole = peaks.read_columns(0, 600, zoom)
    moved = peaks.read_columns(min(step, len(whole) - 1), 100, zoom)
    begin = moved.first
    np.testing.assert_array_equal(moved.maxima, whole.maxima[:, begin : begin + len(moved)])


def test_each_peak_is_in_one_column_at_any_zoom(noise: tuple[Peaks, Audio]) -> None:
    peaks, samples = noise
    highest = np.ceil(samples.max(axis=1) * FULL_SCALE) * STEP
    for zoom in (256.0, 300.5, 1000.0, 1023.9, 7777.7, 33_333.3):
        maxima = peaks.read_columns(0, 10_000, zoom).maxima
        np.testing.assert_array_equal(maxima.max(axis=1), highest.astype(np.float32))
        assert ((maxima == maxima.max(axis=1, keepdims=True)).sum(axis=1) == 1).all()


def test_reads_about_as_many_values_as_there_are_pixels() -> None:
    layout = Layout(n_samples=2 * 3600 * 44_100, n_channels=2)
    for pixels in (600, 2000, 4000):
        for zoom in np.geomspace(BASE_SAMPLES, layout.n_samples / pixels, 40):
            values = zoom * pixels / layout.bin_samples(layout.level_for(zoom))
            assert values <= 4 * pixels


def test_rounding_never_hides_a_peak(write_samples: Make, task_for: TaskFor) -> None:
    samples = np.zeros((1, 4096), np.float32)
    samples[0, 300] = 1e-7
    samples[0, 600] = -1e-7
    samples[0, 900] = 1.25
    samples[0, 1200] = -1.0
    samples[0, 1500] = 7.0
    columns = built(task_for(write_samples(samples))).read_columns(0, 16, 256.0)

    assert columns.maxima[0, 1] == STEP
    assert columns.minima[0, 2] == -STEP
    assert columns.maxima[0, 3] == 1.25
    assert columns.minima[0, 4] == -1.0
    assert columns.maxima[0, 5] > 1.99
    assert (columns.maxima[0, 6:] == 0).all()
    assert (columns.minima[0, 6:] == 0).all()


@pytest.mark.parametrize("n_samples", [1, 255, 256, 257, 262_144, 262_145])
def test_tracks_of_any_length_are_whole(
    write_samples: Make, task_for: TaskFor, n_samples: int
) -> None:
    samples = np.linspace(-0.5, 0.5, n_samples, dtype=np.float32)[None]
    peaks = built(task_for(write_samples(samples)))
    columns = peaks.read_columns(0, 5000, 256.0)

    assert peaks.is_complete
    assert len(columns) == -(-n_samples // 256)
    assert columns.maxima.max() == np.float32(np.ceil(samples.max() * FULL_SCALE) * STEP)
    assert len(peaks.read_columns(5000, 10, 256.0)) == 0
    assert peaks.read_columns(-3, 4, 256.0).first == 0
