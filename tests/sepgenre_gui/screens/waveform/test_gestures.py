"""The waveform under real mouse, wheel and key events."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.waveform import SegmentMark, Viewport, WaveformView
from tests.sepgenre_gui.screens.waveform.conftest import (
    N_SAMPLES,
    RATE_HZ,
    REGION,
    Heard,
    drag,
    move,
    turn_wheel,
)

Show = Callable[..., None]


def listen(view: WaveformView, name: str) -> Heard:
    heard = Heard()
    getattr(view, name).connect(heard)
    return heard


def test_a_region_is_dragged_as_a_whole(qtbot: QtBot, view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    moved = listen(view, "region_moved")
    sought = listen(view, "seek_requested")
    per_pixel = view.steered.samples_per_pixel
    grabbed = round(view.x_of(25 * RATE_HZ))
    drag(qtbot, view, grabbed, grabbed + 50, grabbed + 100)

    expected = 20 * RATE_HZ + 100 * per_pixel
    assert view.region is not None
    assert view.region.start_sample == pytest.approx(expected, abs=2)
    assert view.region.n_samples == REGION
    assert [finished for _, finished in moved.made] == [False, False, True]
    assert moved.made[-1][0] == view.region.start_sample
    assert sought.made == []


@pytest.mark.parametrize(("to", "start"), [(-4000.0, 0), (5000.0, N_SAMPLES - REGION)])
def test_a_dragged_region_is_clamped_at_both_ends(
    qtbot: QtBot, view: WaveformView, to: float, start: int
) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    moved = listen(view, "region_moved")
    grabbed = round(view.x_of(25 * RATE_HZ))
    drag(qtbot, view, grabbed, (grabbed + to) / 2, to)

    assert view.region is not None
    assert view.region.start_sample == start
    assert moved.made[-1] == (start, True)
    assert all(0 <= sample <= N_SAMPLES - REGION for sample, _ in moved.made)


def test_setting_a_region_clamps_it(view: WaveformView) -> None:
    view.set_region(N_SAMPLES, REGION)
    assert view.region is not None
    assert view.region.start_sample == N_SAMPLES - REGION
    view.set_region(None)
    assert view.region is None


def test_a_region_goes_on_past_the_edge_of_the_view(qtbot: QtBot, view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    view.steered.show_range(18 * RATE_HZ, 32 * RATE_HZ)
    drag(qtbot, view, 500, 700, 1150, release=False)
    qtbot.waitUntil(
        lambda: view.region is not None and view.region.start_sample == N_SAMPLES - REGION,
        timeout=5000,
    )
    assert view.steered.last_sample > 50 * RATE_HZ
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(1150, 60))


def test_a_region_snaps_where_it_is_told_to(qtbot: QtBot, view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    view.set_snap(lambda start: round(start / RATE_HZ) * RATE_HZ)
    grabbed = round(view.x_of(25 * RATE_HZ))
    drag(qtbot, view, grabbed, grabbed + 40, grabbed + 77)
    assert view.region is not None
    assert view.region.start_sample == round(20 + 77 * 60 / 1000) * RATE_HZ


def test_escape_puts_a_dragged_region_back(qtbot: QtBot, view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    moved = listen(view, "region_moved")
    grabbed = round(view.x_of(25 * RATE_HZ))
    drag(qtbot, view, grabbed, grabbed + 100, release=False)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    move(view, grabbed + 200, button=Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(round(grabbed + 200), 60))

    assert view.region is not None
    assert view.region.start_sample == 20 * RATE_HZ
    assert moved.made[-1] == (20 * RATE_HZ, True)


def test_a_region_that_is_fixed_is_not_dragged(qtbot: QtBot, view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION, False)
    moved = listen(view, "region_moved")
    drag(qtbot, view, view.x_of(25 * RATE_HZ), 600)
    assert moved.made == []


def test_the_cursor_tells_what_can_be_dragged(view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    move(view, view.x_of(25 * RATE_HZ))
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    move(view, view.x_of(40 * RATE_HZ))
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_short_region_is_still_hit(qtbot: QtBot, show: Show) -> None:
    view = WaveformView(Viewport())
    show(view)
    view.set_track(2 * 3600 * RATE_HZ, RATE_HZ, 2)
    view.set_region(3600 * RATE_HZ, REGION)
    middle = view.x_of(3605 * RATE_HZ)
    drag(qtbot, view, round(middle) + 5, 600, 700)
    assert view.region is not None
    assert view.region.start_sample > 4900 * RATE_HZ


def test_a_click_seeks(qtbot: QtBot, view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    sought = listen(view, "seek_requested")
    for x in (0, 400, 900, 999):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(x, 60))
    assert sought.made == [view.sample_at(x) for x in (0, 400, 900, 999)]
    assert view.region.start_sample == 20 * RATE_HZ


@pytest.mark.parametrize(
    "modifier", [Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier]
)
def test_a_drag_with_a_modifier_scrubs(
    qtbot: QtBot, view: WaveformView, modifier: Qt.KeyboardModifier
) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    scrubbed, ended = listen(view, "scrub_moved"), listen(view, "scrub_ended")
    drag(qtbot, view, 380, 400, 450, 2000, modifiers=modifier)
    assert scrubbed.made == [view.sample_at(x) for x in (380, 400, 450, 2000)]
    assert scrubbed.made[-1] == N_SAMPLES - 1
    assert len(ended.made) == 1
    assert view.region.start_sample == 20 * RATE_HZ


def hover(view: WaveformView, x: float, modifiers: Qt.KeyboardModifier) -> None:
    place, none = QPointF(x, 40.0), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, modifiers)
    QApplication.sendEvent(view, event)


def test_the_pointer_scrubs_without_a_button_while_alt_is_held(
    qtbot: QtBot, view: WaveformView
) -> None:
    alt, none = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
    scrubbed, ended = listen(view, "scrub_moved"), listen(view, "scrub_ended")

    for x, modifiers in ((100, none), (200, alt), (202, alt)):
        hover(view, x, modifiers)
    # A hand that trembles while a key is pressed makes no sound.
    assert (scrubbed.made, ended.made) == ([], [])
    for x in (210, 260, 300):
        hover(view, x, alt)
    assert scrubbed.made == [view.sample_at(x) for x in (210, 260, 300)]
    hover(view, 310, none)
    assert len(scrubbed.made) == 3
    assert len(ended.made) == 1
    assert view.region is None

    for x in (400, 450):
        hover(view, x, alt)
    # The key, which no one here holds, is seen to be let go though nothing moves.
    qtbot.waitUntil(lambda: len(ended.made) == 2, timeout=2000)


@pytest.mark.parametrize("button", [Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton])
def test_a_drag_beside_the_region_pans(
    qtbot: QtBot, view: WaveformView, button: Qt.MouseButton
) -> None:
    view.steered.show_range(20 * RATE_HZ, 30 * RATE_HZ)
    held = view.sample_at(600)
    sought = listen(view, "seek_requested")
    drag(qtbot, view, 600, 500, 400, button=button)
    assert view.x_of(held) == pytest.approx(400, abs=1)
    assert sought.made == []


@pytest.mark.parametrize("x", [0.0, 250.0, 730.0, 999.0])
def test_the_wheel_zooms_at_the_pointer(view: WaveformView, x: float) -> None:
    view.steered.show_range(20 * RATE_HZ, 30 * RATE_HZ)
    held = view.steered.first_sample + x * view.steered.samples_per_pixel
    before = view.steered.samples_per_pixel
    for _ in range(4):
        turn_wheel(view, x, up=1)
    assert view.steered.samples_per_pixel == pytest.approx(before / 4)
    assert view.x_of(held) == pytest.approx(x, abs=0.01)
    turn_wheel(view, x, up=-4)
    assert view.steered.samples_per_pixel == pytest.approx(before)


def test_shift_or_a_horizontal_wheel_pans(view: WaveformView) -> None:
    view.steered.show_range(20 * RATE_HZ, 30 * RATE_HZ)
    zoom, first = view.steered.samples_per_pixel, view.steered.first_sample
    turn_wheel(view, 500, right=1)
    after_right = view.steered.first_sample
    assert after_right > first
    turn_wheel(view, 500, up=1, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert view.steered.first_sample == pytest.approx(first)
    assert view.steered.samples_per_pixel == zoom


def test_a_pinch_zooms(view: WaveformView) -> None:
    before = view.steered.samples_per_pixel
    position = QPointF(300, 60)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        position,
        position,
        QPointF(view.mapToGlobal(position)),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(view, event)
    assert view.steered.samples_per_pixel == pytest.approx(before / 1.25)


def test_keys_of_the_window_zoom_and_pan(view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    view.zoom_to_region()
    assert 0 < view.x_of(20 * RATE_HZ) < view.x_of(30 * RATE_HZ) < view.width()
    zoom, first = view.steered.samples_per_pixel, view.steered.first_sample
    view.set_playhead(21 * RATE_HZ)
    x = view.x_of(21 * RATE_HZ)
    view.zoom_in()
    assert view.steered.samples_per_pixel == pytest.approx(zoom / 2)
    assert view.x_of(21 * RATE_HZ) == pytest.approx(x)
    view.zoom_out()
    view.pan(0.5)
    assert view.steered.first_sample == pytest.approx(first + 500 * zoom)
    view.zoom_to_fit()
    assert view.steered.fits


def test_a_double_click_activates_another_segment(qtbot: QtBot, view: WaveformView) -> None:
    view.set_segments(
        [
            SegmentMark(id=7, start_sample=5 * RATE_HZ, n_samples=REGION, label="Techno"),
            SegmentMark(id=9, start_sample=40 * RATE_HZ, n_samples=REGION, label="House"),
        ]
    )
    activated = listen(view, "segment_activated")
    for second in (45, 30, 6):
        x = round(view.x_of(second * RATE_HZ))
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(x, 60))
    assert activated.made == [9, 7]


def test_the_pointers_sample_is_told(qtbot: QtBot, view: WaveformView) -> None:
    pointed = listen(view, "pointer_moved")
    move(view, 200)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert pointed.made == [view.sample_at(200), -1]
