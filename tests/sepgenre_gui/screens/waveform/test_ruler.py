"""The ruler: labels that never overlap and are never cut, in time or in bars, at any zoom."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.waveform import RulerUnit, TimeRuler, Viewport
from tests.sepgenre_gui.screens.waveform.conftest import Heard, drag

RATE_HZ = 44_100
N_SAMPLES = 2 * 3600 * RATE_HZ


@pytest.fixture
def ruler(viewport: Viewport, show: Callable[..., None]) -> TimeRuler:
    viewport.set_width(1000)
    viewport.set_track(N_SAMPLES, RATE_HZ)
    made = TimeRuler(viewport)
    show(made, 1000, made.height())
    return made


@pytest.fixture
def font() -> Iterator[None]:
    """Give the application's font back."""
    before = QApplication.font()
    yield
    QApplication.setFont(before)


def spans(ruler: TimeRuler) -> list[tuple[float, float]]:
    metrics = QFontMetricsF(ruler.small_font())
    return [
        (tick.x + 4, tick.x + 4 + metrics.horizontalAdvance(tick.label))
        for tick in ruler.ticks()
        if tick.label
    ]


def assert_readable(ruler: TimeRuler) -> None:
    placed = spans(ruler)
    for (_, end), (begin, _) in itertools.pairwise(placed):
        assert begin >= end + 2
    assert all(end <= ruler.width() for _, end in placed)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    span=st.floats(20.0, float(N_SAMPLES)),
    place=st.floats(0.0, 1.0),
    size=st.sampled_from([7.0, 10.0, 14.0, 22.0]),
)
def test_labels_never_overlap_or_are_cut(
    ruler: TimeRuler, viewport: Viewport, span: float, place: float, size: float
) -> None:
    chosen = QFont(ruler.font())
    chosen.setPointSizeF(size)
    ruler.setFont(chosen)
    start = place * (N_SAMPLES - span)
    viewport.show_range(start, start + span)
    ruler.invalidate()
    assert_readable(ruler)
    ticks = ruler.ticks()
    assert [tick.x for tick in ticks] == sorted(tick.x for tick in ticks)
    assert len(ticks) <= ruler.width() / 5
    if size <= 10.0:
        assert len(spans(ruler)) >= 3


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    span_s=st.floats(0.5, 7200.0),
    place=st.floats(0.0, 1.0),
    tempo=st.floats(40.0, 240.0),
    seed=st.integers(0, 5),
)
def test_bars_never_overlap(
    ruler: TimeRuler, viewport: Viewport, span_s: float, place: float, tempo: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    gaps = RATE_HZ * 60 / tempo * rng.uniform(0.4, 1.6, int(7200 * tempo / 60))
    beats = np.cumsum(gaps).astype(np.int64)
    ruler.set_beats(beats[beats < N_SAMPLES], range(0, (beats < N_SAMPLES).sum(), 4))
    ruler.set_unit(RulerUnit.BARS)
    start = place * (N_SAMPLES - span_s * RATE_HZ)
    viewport.show_range(start, start + span_s * RATE_HZ)
    assert_readable(ruler)
    assert len(ruler.ticks()) <= ruler.width() / 2


def test_labels_are_minutes_and_seconds(ruler: TimeRuler, viewport: Viewport) -> None:
    viewport.show_range(60 * RATE_HZ, 70 * RATE_HZ)
    labels = [tick.label for tick in ruler.ticks() if tick.label]
    assert labels[:2] == ["01:00", "01:01"]
    viewport.show_range(60 * RATE_HZ, 60.01 * RATE_HZ)
    assert "01:00.003" in [tick.label for tick in ruler.ticks()]
    viewport.show_range(3600 * RATE_HZ, 3610 * RATE_HZ)
    assert "1:00:00" in [tick.label for tick in ruler.ticks()]


def test_a_label_stands_at_its_time(ruler: TimeRuler, viewport: Viewport) -> None:
    viewport.show_range(100.25 * RATE_HZ, 130.5 * RATE_HZ)
    for tick in ruler.ticks():
        if tick.label:
            minutes, seconds = tick.label.split(":")
            sample = (int(minutes) * 60 + float(seconds)) * RATE_HZ
            assert tick.x == pytest.approx(viewport.x_of(sample), abs=0.01)


def test_bars_count_from_one(ruler: TimeRuler, viewport: Viewport) -> None:
    beats = np.arange(1000) * RATE_HZ // 2 + 100
    ruler.set_beats(beats, range(2, 1000, 4))
    ruler.set_unit(RulerUnit.BARS)
    viewport.show_range(0, 10 * RATE_HZ)
    bars = [tick for tick in ruler.ticks() if tick.is_major]
    assert [tick.label for tick in bars[:3]] == ["1", "2", "3"]
    assert bars[0].x == pytest.approx(viewport.x_of(beats[2]))
    assert len([tick for tick in ruler.ticks() if not tick.is_major]) >= 14
    viewport.show_all()
    shown = [int(tick.label) for tick in ruler.ticks() if tick.label]
    assert all((number - 1) % (shown[1] - shown[0]) == 0 for number in shown)


def test_bars_without_a_grid_are_times(ruler: TimeRuler) -> None:
    ruler.set_unit(RulerUnit.BARS)
    ruler.set_beats((), ())
    assert ruler.ticks()[0].label == "00:00"
    assert ruler.unit is RulerUnit.BARS


def test_a_drag_pans_and_a_click_seeks(qtbot: QtBot, ruler: TimeRuler, viewport: Viewport) -> None:
    viewport.show_range(100 * RATE_HZ, 200 * RATE_HZ)
    sought = Heard()
    ruler.seek_requested.connect(sought)
    held = viewport.sample_at(600)
    drag(qtbot, ruler, 600, 598, 500, 400, y=8)
    assert viewport.x_of(held) == pytest.approx(400, abs=1)
    assert sought.made == []
    qtbot.mouseClick(ruler, Qt.MouseButton.LeftButton, pos=QPoint(300, 8))
    assert sought.made == [viewport.sample_at(300)]


def test_words_tell_the_labels(ruler: TimeRuler, viewport: Viewport) -> None:
    viewport.show_range(60 * RATE_HZ, 65 * RATE_HZ)
    assert ruler.accessibleName() == "Time ruler"
    assert ruler.accessibleDescription().startswith("In time: 01:00")


@pytest.mark.usefixtures("font")
def test_labels_fit_the_height_of_a_large_font(
    viewport: Viewport, show: Callable[..., None]
) -> None:
    large = QFont(QApplication.font())
    large.setPointSizeF(24.0)
    QApplication.setFont(large)
    ruler = TimeRuler(viewport)
    show(ruler, 800, ruler.height())
    assert ruler.height() > QFontMetricsF(ruler.small_font()).height()
