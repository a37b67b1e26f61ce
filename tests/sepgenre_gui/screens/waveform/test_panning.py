"""Panning: the picture is the same as if it were drawn anew, and little of it is."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence

import attrs
import pytest
from PySide6.QtWidgets import QApplication

from sepgenre_gui.audio.peaks import Columns, Peaks, SampleTile
from sepgenre_gui.audio.spectrogram_tiles import (
    SpectrogramKey,
    SpectrogramTask,
    SpectrogramTile,
    compute_tile,
)
from sepgenre_gui.screens.waveform import LIGHT, Viewport, WaveformView
from sepgenre_gui.screens.waveform.drawing.pixels.scrolling import ScrolledPixels
from sepgenre_gui.screens.waveform.drawing.spectrogram_image import (
    SpectrogramImage,
    SpectrogramProvider,
)
from sepgenre_gui.screens.waveform.drawing.wave_image import DrawnPeaks, WaveImage
from tests.sepgenre_gui.screens.waveform.conftest import N_SAMPLES, RATE_HZ, Track

ProvideSamples = Callable[[Sequence[int]], Mapping[int, SampleTile]]

SIZE = (1000, 300, 1.0)
# From both ends of the track, by little and by much, there and back, and beyond the ends.
PANS = (7.0, 7.4, -3.3, 250.0, -990.0, 2000.0, 0.2, -40.0, 1e7, -13.0, -1e7, 21.0)
SPANS_S = (60.0, 40.0, 5.0, 0.8, 0.06, 0.006)


@pytest.fixture
def provide_samples(track: Track) -> ProvideSamples:
    """Give the same tile each time, as a store does."""
    read = functools.lru_cache(lambda index: track.provide([index])[index])
    return lambda indices: {index: read(index) for index in indices}


@pytest.fixture
def provide_tiles(track: Track) -> SpectrogramProvider:
    """Give the same tile each time, as a store does."""

    @functools.lru_cache
    def compute(key: SpectrogramKey) -> SpectrogramTile:
        return compute_tile(
            SpectrogramTask(
                path=track.task.path,
                decoder=track.task.decoder,
                n_samples=N_SAMPLES,
                sample_rate_hz=RATE_HZ,
                key=key,
            )
        )

    return lambda keys: {key: compute(key) for key in keys}


@pytest.fixture
def wave(track: Track, provide_samples: ProvideSamples) -> WaveImage:
    return WaveImage(
        peaks=track.peaks,
        provide_samples=provide_samples,
        is_mixed=False,
        n_channels=2,
        theme=LIGHT,
    )


def show(viewport: Viewport, start_s: float, span_s: float) -> None:
    viewport.set_width(1000)
    viewport.set_track(N_SAMPLES, RATE_HZ)
    viewport.show_range(start_s * RATE_HZ, (start_s + span_s) * RATE_HZ)


@pytest.mark.parametrize("ratio", [1.0, 1.5])
@pytest.mark.parametrize("span_s", SPANS_S)
def test_a_panned_waveform_is_as_if_drawn_anew(
    viewport: Viewport, wave: WaveImage, span_s: float, ratio: float
) -> None:
    show(viewport, 20, span_s)
    size = (round(1000 * ratio), 300, ratio)
    pixels = ScrolledPixels()
    for pan in PANS:
        viewport.pan(pan)
        panned = wave.render(viewport, size, pixels=pixels)
        assert panned == wave.render(viewport, size), f"after {pan}, at {viewport.first_sample}"


@pytest.mark.parametrize("ratio", [1.0, 1.5])
@pytest.mark.parametrize("span_s", SPANS_S)
def test_a_panned_spectrogram_is_as_if_drawn_anew(
    viewport: Viewport, provide_tiles: SpectrogramProvider, span_s: float, ratio: float
) -> None:
    show(viewport, 20, span_s)
    size = (round(1000 * ratio), 300, ratio)
    image = SpectrogramImage()
    for pan in PANS:
        viewport.pan(pan)
        panned = image.render(viewport, provide_tiles, "mel", LIGHT, size)
        anew = SpectrogramImage().render(viewport, provide_tiles, "mel", LIGHT, size)
        assert panned == anew, f"after {pan}, at {viewport.first_sample}"


def test_a_waveform_is_drawn_anew_with_tiles_that_have_come(
    viewport: Viewport, wave: WaveImage, provide_samples: ProvideSamples
) -> None:
    show(viewport, 20, 0.5)
    at_hand: set[int] = set()
    waiting = attrs.evolve(
        wave,
        provide_samples=lambda indices: provide_samples(
            [index for index in indices if index in at_hand]
        ),
    )
    pixels = ScrolledPixels()
    assert waiting.render(viewport, SIZE, pixels=pixels) != wave.render(viewport, SIZE)
    at_hand.update(range(100))
    assert waiting.render(viewport, SIZE, pixels=pixels) == wave.render(viewport, SIZE)


def test_a_spectrogram_is_drawn_anew_with_tiles_that_have_come(
    viewport: Viewport, provide_tiles: SpectrogramProvider
) -> None:
    show(viewport, 20, 5)
    image = SpectrogramImage()
    before = image.render(viewport, lambda _: {}, "mel", LIGHT, SIZE)
    after = image.render(viewport, provide_tiles, "mel", LIGHT, SIZE)
    assert after != before
    assert after == SpectrogramImage().render(viewport, provide_tiles, "mel", LIGHT, SIZE)


def test_a_waveform_in_one_lane_is_another_picture(viewport: Viewport, wave: WaveImage) -> None:
    show(viewport, 20, 5)
    pixels = ScrolledPixels()
    apart = wave.render(viewport, SIZE, pixels=pixels)
    mixed = attrs.evolve(wave, is_mixed=True).render(viewport, SIZE, pixels=pixels)
    assert mixed != apart
    assert wave.render(viewport, SIZE, pixels=pixels) == apart


def test_a_waveform_that_grows_is_drawn_anew(viewport: Viewport, wave: WaveImage) -> None:
    show(viewport, 20, 40)
    assert wave.peaks is not None
    growing = GrowingPeaks(wave.peaks)
    pixels = ScrolledPixels()
    drawn = attrs.evolve(wave, peaks=growing)
    assert drawn.render(viewport, SIZE, pixels=pixels) != wave.render(viewport, SIZE)
    growing.is_complete = True
    assert drawn.render(viewport, SIZE, pixels=pixels) == wave.render(viewport, SIZE)


class GrowingPeaks:
    """Peaks of which only the first hundred columns are there until all are."""

    def __init__(self, peaks: DrawnPeaks) -> None:
        self._peaks = peaks
        self.is_complete = False

    def read_columns(self, first: int, n_columns: int, samples_per_column: float) -> Columns:
        some = n_columns if self.is_complete else min(n_columns, 100)
        return self._peaks.read_columns(first, some, samples_per_column)


def test_a_pan_reads_only_the_columns_that_come_into_view(
    view: WaveformView, viewport: Viewport, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewport.show_range(10 * RATE_HZ, 50 * RATE_HZ)
    QApplication.processEvents()
    n_read: list[int] = []
    original = Peaks.read_columns

    def count(peaks: Peaks, first: int, n_columns: int, samples_per_column: float):  # type: ignore[no-untyped-def]
        n_read.append(n_columns)
        return original(peaks, first, n_columns, samples_per_column)

    monkeypatch.setattr(Peaks, "read_columns", count)
    viewport.pan(7.0)
    view.repaint()
    assert n_read
    assert max(n_read) < 40
    viewport.zoom(1.1)
    view.repaint()
    assert max(n_read) >= 1000
