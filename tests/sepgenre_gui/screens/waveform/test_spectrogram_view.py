"""The spectrogram: tiles where they belong, others in their place meanwhile, a readable axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyqtgraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.audio.frequency_scales import ScaleName
from sepgenre_gui.audio.spectrogram_tiles import (
    SpectrogramKey,
    SpectrogramTile,
    hop_samples,
    level_for,
    tile_columns,
)
from sepgenre_gui.screens.waveform import SpectrogramView, Viewport
from tests.sepgenre_gui.screens.waveform.conftest import (
    N_SAMPLES,
    RATE_HZ,
    REGION,
    Heard,
    drag,
)

Show = Callable[..., None]


def paint_tile(key: SpectrogramKey) -> SpectrogramTile:
    """Make a tile whose columns tell their place: bright where the second is odd."""
    columns = tile_columns(key.level)
    hop = hop_samples(key.level)
    seconds = (key.first_sample + (np.arange(columns) + 0.5) * hop) / RATE_HZ
    row = np.where(seconds.astype(int) % 2, 255, 0).astype(np.uint8)
    return SpectrogramTile(key=key, levels=np.repeat(row[None], 128, axis=0))


class Provider:
    """Gives the tiles of some levels, and keeps what was asked."""

    def __init__(self, *levels: int) -> None:
        self.levels = set(levels)
        self.asked: list[Sequence[SpectrogramKey]] = []

    def __call__(self, keys: Sequence[SpectrogramKey]) -> Mapping[SpectrogramKey, SpectrogramTile]:
        self.asked.append(list(keys))
        return {key: paint_tile(key) for key in keys if key.level in self.levels}


@pytest.fixture
def view(viewport: Viewport, show: Show) -> SpectrogramView:
    viewport.set_width(1000)
    viewport.set_track(N_SAMPLES, RATE_HZ)
    made = SpectrogramView(viewport)
    show(made, 1000, 200)
    made.set_track(N_SAMPLES, RATE_HZ, 2)
    return made


def brightness(view: SpectrogramView, second: float) -> float:
    view.clearFocus()
    color = view.grab().toImage().pixelColor(round(view.x_of(second * RATE_HZ)), 100)
    return color.lightnessF()


@pytest.mark.parametrize("span_s", [59.0, 8.0, 2.5])
def test_tiles_lie_where_their_samples_are(
    view: SpectrogramView, viewport: Viewport, span_s: float
) -> None:
    view.set_tiles_provider(Provider(*range(7)))
    viewport.show_range(0.2 * RATE_HZ, (0.2 + span_s) * RATE_HZ)
    for second in np.arange(0.5, span_s, 1.0):
        bright = brightness(view, second) > 0.5
        assert bright == bool(int(second) % 2)
    edge = viewport.x_of(2 * RATE_HZ)
    image = view.grab().toImage()
    reach = 2 + 2 * hop_samples(level_for(viewport.samples_per_pixel)) / viewport.samples_per_pixel
    assert image.pixelColor(round(edge - reach), 100).lightnessF() > 0.5
    assert image.pixelColor(round(edge + reach), 100).lightnessF() < 0.5


def test_tiles_of_another_zoom_stand_in(view: SpectrogramView, viewport: Viewport) -> None:
    provider = Provider(level_for(N_SAMPLES / 1000))
    view.set_tiles_provider(provider)
    view.repaint()
    provider.levels.clear()
    viewport.show_range(30 * RATE_HZ, 34 * RATE_HZ)
    assert brightness(view, 31.5) > 0.5
    assert brightness(view, 32.5) < 0.5


def test_a_level_is_asked_that_has_about_the_pixels(
    view: SpectrogramView, viewport: Viewport
) -> None:
    provider = Provider()
    view.set_tiles_provider(provider)
    view.set_scale("log")
    viewport.show_range(30 * RATE_HZ, 31 * RATE_HZ)
    view.repaint()
    keys = provider.asked[-1]
    assert {key.scale for key in keys} == {"log"}
    assert {hop_samples(key.level) for key in keys} == {64}
    tile = 64 * tile_columns(0)
    shown = range(30 * RATE_HZ // tile, 31 * RATE_HZ // tile + 1)
    assert [key.index for key in keys] == [*shown, shown.stop, shown.start - 1]
    viewport.show_all()
    view.repaint()
    assert sum(tile_columns(key.level) for key in provider.asked[-1]) < 4000


def test_a_new_track_forgets_the_tiles(view: SpectrogramView) -> None:
    view.set_tiles_provider(Provider(*range(7)))
    assert brightness(view, 31.5) > 0.5
    view.set_track(N_SAMPLES, RATE_HZ, 2)
    assert brightness(view, 31.5) < 0.1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(["mel", "log"]),
    st.integers(60, 900),
    st.sampled_from([8000, 22_050, 44_100, 192_000]),
)
def test_the_axis_is_readable_at_any_height(
    view: SpectrogramView, viewport: Viewport, scale: ScaleName, height: int, rate_hz: int
) -> None:
    viewport.set_track(N_SAMPLES, rate_hz)
    view.resize(1000, height)
    view.set_scale(scale)
    labels = view.frequency_labels()
    inside = QRectF(view.rect())
    assert len(labels) >= 2
    for number, label in enumerate(labels):
        assert inside.contains(label.area)
        assert label.frequency_hz < rate_hz / 2
        assert view.frequency_at(label.y) == pytest.approx(label.frequency_hz, rel=1e-3)
        assert not any(label.area.intersects(other.area) for other in labels[:number])


def test_high_frequencies_are_above_low_ones(view: SpectrogramView) -> None:
    assert view.y_of(10_000) < view.y_of(1000) < view.y_of(100)
    assert "kHz" in view.readout(QPointF(100, 5))
    assert view.readout(QPointF(500, 195)).startswith("00:30")


def test_it_is_drawn_in_a_perceptual_map(view: SpectrogramView) -> None:
    view.set_tiles_provider(Provider(*range(7)))
    view.clearFocus()
    image = view.grab().toImage()
    brightest = pyqtgraph.colormap.get("magma").map(1.0, mode="qcolor")
    odd = QColor(image.pixelColor(round(view.x_of(31.5 * RATE_HZ)), 100))
    assert abs(odd.red() - brightest.red()) < 3
    assert abs(odd.blue() - brightest.blue()) < 3


def test_the_beat_grid_lightens_columns(view: SpectrogramView, viewport: Viewport) -> None:
    viewport.show_range(0, 10 * RATE_HZ)
    beats = np.arange(0, N_SAMPLES, RATE_HZ // 2)
    view.set_beats(beats, range(0, len(beats), 4))
    view.clearFocus()
    image = view.grab().toImage()
    bar, beat, between = (
        image.pixelColor(round(viewport.x_of(second * RATE_HZ)), 100).lightness()
        for second in (4.0, 4.5, 4.75)
    )
    assert bar > beat > between


def test_a_region_is_dragged_here_too(qtbot: QtBot, view: SpectrogramView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    moved = Heard()
    view.region_moved.connect(moved)
    drag(qtbot, view, 400, 500)
    assert moved.made[-1][1] is True
    assert view.region is not None
    assert view.region.start_sample > 25 * RATE_HZ
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)


def test_a_hidden_spectrogram_wants_nothing(view: SpectrogramView, viewport: Viewport) -> None:
    provider = Provider()
    view.set_tiles_provider(provider)
    view.repaint()
    assert provider.asked[-1]
    view.hide()
    assert provider.asked[-1] == []
    n_asked = len(provider.asked)
    viewport.show_range(0, RATE_HZ)
    QApplication.processEvents()
    assert len(provider.asked) == n_asked
