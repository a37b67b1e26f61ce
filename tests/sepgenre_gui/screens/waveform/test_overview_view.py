"""The overview: click, scrub, and the box around what is visible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.waveform import LIGHT, OverviewView, SegmentMark, Viewport
from tests.sepgenre_gui.screens.waveform.conftest import (
    N_SAMPLES,
    RATE_HZ,
    Heard,
    Track,
    drag,
    move,
    turn_wheel,
)


@pytest.fixture
def overview(viewport: Viewport, track: Track, show: Callable[..., None]) -> OverviewView:
    viewport.set_width(1000)
    viewport.set_track(N_SAMPLES, RATE_HZ)
    made = OverviewView(viewport)
    show(made, 600, 64)
    made.set_track(N_SAMPLES, RATE_HZ, 2)
    made.set_peaks(track.peaks)
    return made


def listen(widget: OverviewView, name: str) -> Heard:
    heard = Heard()
    getattr(widget, name).connect(heard)
    return heard


def test_it_shows_the_whole_track_whatever_is_visible(
    overview: OverviewView, viewport: Viewport
) -> None:
    viewport.show_range(10 * RATE_HZ, 20 * RATE_HZ)
    assert overview.x_of(0) == 0
    assert overview.x_of(N_SAMPLES) == pytest.approx(600)
    overview.resize(300, 64)
    QApplication.processEvents()
    assert overview.x_of(N_SAMPLES) == pytest.approx(300)
    assert overview.box().left() == pytest.approx(overview.x_of(10 * RATE_HZ))


def test_a_click_seeks_and_brings_the_place_into_view(
    qtbot: QtBot, overview: OverviewView, viewport: Viewport
) -> None:
    viewport.show_range(10 * RATE_HZ, 20 * RATE_HZ)
    sought = listen(overview, "seek_requested")
    qtbot.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(150, 40))
    assert viewport.first_sample == pytest.approx(10 * RATE_HZ)
    qtbot.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(400, 40))

    assert sought.made == [overview.sample_at(150), overview.sample_at(400)]
    assert viewport.x_of(overview.sample_at(400)) == pytest.approx(500, abs=1)


def test_a_drag_scrubs_as_far_as_the_track_goes(
    qtbot: QtBot, overview: OverviewView, viewport: Viewport
) -> None:
    scrubbed, ended = listen(overview, "scrub_moved"), listen(overview, "scrub_ended")
    sought = listen(overview, "seek_requested")
    drag(qtbot, overview, 100, 101, 200, 300, 900, y=40)
    assert scrubbed.made == [overview.sample_at(200), overview.sample_at(300), N_SAMPLES - 1]
    assert len(ended.made) == 1
    assert sought.made == []
    assert viewport.fits


def test_the_bar_of_the_box_moves_the_visible_range(
    qtbot: QtBot, overview: OverviewView, viewport: Viewport
) -> None:
    viewport.show_range(10 * RATE_HZ, 20 * RATE_HZ)
    x = round(overview.handle().center().x())
    drag(qtbot, overview, x, x + 50, x + 100, y=3)
    assert viewport.first_sample == pytest.approx(10 * RATE_HZ + 100 * N_SAMPLES / 600)
    drag(qtbot, overview, round(overview.handle().center().x()), 5000, y=3)
    assert viewport.last_sample == pytest.approx(N_SAMPLES)


def test_the_middle_button_moves_the_box_from_anywhere(
    qtbot: QtBot, overview: OverviewView, viewport: Viewport
) -> None:
    viewport.show_range(10 * RATE_HZ, 20 * RATE_HZ)
    drag(qtbot, overview, 500, 530, button=Qt.MouseButton.MiddleButton, y=40)
    assert viewport.first_sample == pytest.approx(10 * RATE_HZ + 30 * N_SAMPLES / 600)


def test_an_edge_of_the_box_resizes_the_visible_range(
    qtbot: QtBot, overview: OverviewView, viewport: Viewport
) -> None:
    viewport.show_range(10 * RATE_HZ, 20 * RATE_HZ)
    right = round(overview.box().right())
    drag(qtbot, overview, right, right + 100, y=40)
    assert viewport.first_sample == pytest.approx(10 * RATE_HZ, abs=2)
    assert viewport.last_sample == pytest.approx(overview.sample_at(right + 100), abs=2)
    left = round(overview.box().left())
    drag(qtbot, overview, left, left - 50, y=40)
    assert viewport.first_sample == pytest.approx(overview.sample_at(left - 50), abs=2)
    drag(qtbot, overview, round(overview.box().left()), 590, y=40)
    assert viewport.last_sample - viewport.first_sample >= 8 * N_SAMPLES / 600 - 2


def test_a_tiny_range_can_still_be_held(
    qtbot: QtBot, overview: OverviewView, viewport: Viewport
) -> None:
    viewport.show_range(0, 1000)
    assert overview.box().width() < 1
    assert overview.handle().width() >= 28
    assert overview.handle().left() >= 0
    x = round(overview.handle().center().x())
    drag(qtbot, overview, x, x + 60, y=3)
    assert viewport.first_sample == pytest.approx(60 * N_SAMPLES / 600, rel=0.01)
    viewport.show_range(N_SAMPLES - 1000, N_SAMPLES)
    assert overview.handle().right() <= 600


def test_cursors_tell_what_can_be_held(overview: OverviewView, viewport: Viewport) -> None:
    viewport.show_range(10 * RATE_HZ, 20 * RATE_HZ)
    box = overview.box()
    for x, y, shape in (
        (box.left(), 40, Qt.CursorShape.SizeHorCursor),
        (box.center().x(), 3, Qt.CursorShape.OpenHandCursor),
        (500.0, 40, Qt.CursorShape.ArrowCursor),
    ):
        move(overview, x, y=y)
        assert overview.cursor().shape() == shape


def test_the_wheel_zooms_the_visible_range_at_the_pointers_sample(
    overview: OverviewView, viewport: Viewport
) -> None:
    viewport.show_range(10 * RATE_HZ, 30 * RATE_HZ)
    x = overview.x_of(15 * RATE_HZ)
    held = viewport.x_of(overview.sample_at(x))
    turn_wheel(overview, x, up=2)
    assert viewport.samples_per_pixel == pytest.approx(20 * RATE_HZ / 1000 / 2)
    assert viewport.x_of(overview.sample_at(x)) == pytest.approx(held, abs=0.1)
    first, last = viewport.first_sample, viewport.last_sample
    turn_wheel(overview, 590, up=-1)
    middle = (viewport.first_sample + viewport.last_sample) / 2
    assert middle == pytest.approx((first + last) / 2)
    assert overview.x_of(N_SAMPLES) == pytest.approx(600)


def test_segments_are_seen_in_their_colours(overview: OverviewView) -> None:
    overview.set_segments(
        [
            SegmentMark(id=1, start_sample=30 * RATE_HZ, n_samples=10 * RATE_HZ, color="#e69f00"),
            SegmentMark(id=2, start_sample=50 * RATE_HZ, n_samples=1, color="#009e73"),
        ]
    )
    overview.set_region(5 * RATE_HZ, 10 * RATE_HZ, color="#cc79a7")
    overview.clearFocus()
    image = overview.grab().toImage()
    for second, color in ((35, "#e69f00"), (10, "#cc79a7")):
        assert image.pixelColor(round(overview.x_of(second * RATE_HZ)), 61).name() == color
    short = round(overview.x_of(50 * RATE_HZ)) + 1
    assert image.pixelColor(short, 61).name() == "#009e73"


def test_a_range_that_moves_draws_no_waveform(
    overview: OverviewView, viewport: Viewport, monkeypatch: pytest.MonkeyPatch
) -> None:
    overview.grab()
    drawn: list[int] = []
    original = overview.render_scene

    def count(width: int, height: int, ratio: float):  # type: ignore[no-untyped-def]
        drawn.append(width)
        return original(width, height, ratio)

    monkeypatch.setattr(overview, "render_scene", count)
    for second in range(20):
        viewport.show_range(second * RATE_HZ, (second + 10) * RATE_HZ)
        overview.repaint()
    assert drawn == []
    assert "00:19.000 to 00:29.000" in overview.accessibleDescription()


def test_what_lies_outside_the_visible_range_is_paler(
    overview: OverviewView, viewport: Viewport
) -> None:
    viewport.show_range(10 * RATE_HZ, 20 * RATE_HZ)
    overview.clearFocus()
    image = overview.grab().toImage()
    middle = 32
    inside = image.pixelColor(round(overview.x_of(15 * RATE_HZ)), middle)
    outside = image.pixelColor(round(overview.x_of(40 * RATE_HZ)), middle)
    assert inside.name() == LIGHT.waveform
    assert outside.lightness() > inside.lightness() + 30
