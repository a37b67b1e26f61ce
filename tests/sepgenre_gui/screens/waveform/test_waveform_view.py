"""What the waveform shows: its samples at every zoom, marks, words, and nothing drawn twice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QImage, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.audio.peaks import TILE_SAMPLES
from sepgenre_gui.screens.waveform import DARK, LIGHT, SegmentMark, Viewport, WaveformView
from tests.sepgenre_gui.screens.waveform.conftest import (
    N_SAMPLES,
    RATE_HZ,
    REGION,
    Track,
    move,
)

Show = Callable[..., None]


def grab(view: WaveformView) -> QImage:
    """Return what is shown, without the frame of the keyboard's focus."""
    view.clearFocus()
    return view.grab().toImage()


def test_a_playhead_that_moves_draws_no_waveform(
    qtbot: QtBot, view: WaveformView, monkeypatch: pytest.MonkeyPatch
) -> None:
    QApplication.processEvents()
    drawn: list[int] = []
    original = view.render_scene

    def count(width: int, height: int, ratio: float):  # type: ignore[no-untyped-def]
        drawn.append(width)
        return original(width, height, ratio)

    monkeypatch.setattr(view, "render_scene", count)
    for step in range(30):
        view.set_playhead(10 * RATE_HZ + step * 735)
        view.repaint()
    view.set_region(20 * RATE_HZ, REGION)
    move(view, 300)
    QApplication.processEvents()
    assert drawn == []
    view.invalidate()
    qtbot.waitUntil(lambda: drawn == [1000])


def test_the_playhead_is_where_its_sample_is_and_leaves_no_trace(view: WaveformView) -> None:
    before = grab(view)
    for second in (5, 6, 30):
        view.set_playhead(second * RATE_HZ)
        QApplication.processEvents()
    image = grab(view)
    x = round(view.x_of(30 * RATE_HZ))
    column = {image.pixelColor(x + offset, 3).name() for offset in (-1, 0)}
    assert LIGHT.playhead in column
    view.set_playhead(None)
    QApplication.processEvents()
    assert grab(view) == before


def test_a_playhead_that_moves_is_painted_where_it_was_and_is(
    qtbot: QtBot, view: WaveformView
) -> None:
    view.set_playhead(30 * RATE_HZ)
    QApplication.processEvents()
    painted = watch_painting(view)
    view.set_playhead(31 * RATE_HZ)
    qtbot.waitUntil(lambda: bool(painted))
    before, after = (round(view.x_of(second * RATE_HZ)) for second in (30, 31))
    assert painted[0].left() <= before - 1
    assert painted[0].right() >= after + 1
    assert painted[0].width() < after - before + 12


def watch_painting(view: WaveformView) -> list[QRect]:
    """Return where the rectangles that are painted from now on are kept."""
    painted: list[QRect] = []
    original = view.paintEvent

    def watch(event: QPaintEvent) -> None:
        painted.append(event.rect())
        original(event)

    view.paintEvent = watch  # type: ignore[method-assign]
    return painted


def test_what_is_not_decoded_yet_is_told_apart(
    viewport: Viewport, show: Show, view: WaveformView
) -> None:
    view.set_peaks(None)
    assert grab(view).pixelColor(500, 20).name() == LIGHT.unread


def test_the_theme_changes_every_colour(view: WaveformView) -> None:
    view.set_theme(DARK)
    image = grab(view)
    colors = {image.pixelColor(x, y).name() for x in range(0, 1000, 7) for y in range(0, 300, 7)}
    assert DARK.ground in colors
    assert DARK.waveform in colors
    assert LIGHT.waveform not in colors
    assert LIGHT.ground not in colors


def test_tiles_are_asked_for_only_where_samples_matter(view: WaveformView, track: Track) -> None:
    asked: list[list[int]] = []

    def provide(indices):  # type: ignore[no-untyped-def]
        asked.append(list(indices))
        return track.provide(indices)

    view.set_samples_provider(provide)
    view.repaint()
    assert asked[-1] == []
    view.steered.show_range(10 * TILE_SAMPLES + 10, 10 * TILE_SAMPLES + 2000)
    view.repaint()
    assert asked[-1] == [10, 11, 9]
    view.steered.show_range(0, 2000)
    view.repaint()
    assert asked[-1] == [0, 1]
    view.steered.show_range(N_SAMPLES - 2000, N_SAMPLES)
    view.repaint()
    assert asked[-1] == [N_SAMPLES // TILE_SAMPLES, N_SAMPLES // TILE_SAMPLES - 1]


@pytest.mark.parametrize("span_s", [60.0, 7.3, 0.9, 0.05, 0.002])
def test_the_picture_shows_the_samples_at_every_zoom(
    view: WaveformView, track: Track, span_s: float
) -> None:
    start = 10 * RATE_HZ + 77
    view.steered.show_range(start, start + span_s * RATE_HZ)
    image = grab(view)
    zoom, first = view.steered.samples_per_pixel, view.steered.first_sample
    for x in range(30, 970, 47):
        around = track.samples[0, int(first + (x - 2) * zoom) : int(first + (x + 3) * zoom) + 2]
        within = track.samples[0, int(first + x * zoom) : int(first + (x + 1) * zoom) + 1]
        tops = [top_of_wave(image, column, 149) for column in (x - 1, x, x + 1)]
        # A bin may lie beside the column of its samples, by less than one column.
        assert tops[1] >= (1 - around.max()) * 75 - 3.0
        assert min(tops) <= (1 - within[:-1].max(initial=within[0])) * 75 + 2.5


def top_of_wave(image: QImage, x: int, rows: int) -> int:
    others = {LIGHT.ground, LIGHT.lane_line}
    return min(y for y in range(rows) if image.pixelColor(x, y).name() not in others)


def test_mixed_lanes_show_the_extremes_of_all_channels(
    viewport: Viewport, show: Show, track: Track
) -> None:
    view = WaveformView(viewport)
    show(view, 400, 200)
    view.set_track(N_SAMPLES, RATE_HZ, 2)
    view.set_peaks(track.peaks)
    view.set_mixed(True)
    assert view.is_mixed
    image = grab(view)
    columns = track.peaks.read_columns(0, 400, N_SAMPLES / 400)
    for x in range(20, 390, 31):
        top = top_of_wave(image, x, 200)
        assert top == pytest.approx((1 - columns.maxima[:, x].max()) * 100, abs=1.5)


def test_words_tell_what_the_picture_shows(view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    view.steered.show_range(15 * RATE_HZ, 35 * RATE_HZ)
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.text(QAccessible.Text.Name) == "Waveform"
    text = interface.text(QAccessible.Text.Description)
    assert text == ("00:15.000 to 00:35.000 of 01:00.003. Region starts at 00:20.000.")


def test_a_new_track_forgets_the_old_one(view: WaveformView) -> None:
    view.set_region(20 * RATE_HZ, REGION)
    view.set_playhead(5)
    view.set_segments([SegmentMark(id=1, start_sample=0, n_samples=10)])
    view.set_track(N_SAMPLES // 2, RATE_HZ, 1)
    assert view.region is None
    assert view.playhead is None
    assert view.segments == ()
    assert view.steered.fits
    assert np.isclose(view.steered.last_sample, N_SAMPLES // 2)


def test_marks_far_outside_a_deep_zoom_are_no_trouble(show: Show) -> None:
    view = WaveformView(Viewport())
    show(view)
    view.set_track(4 * 3600 * 192_000, 192_000, 2)
    view.set_region(3 * 3600 * 192_000, 10 * 192_000, label="Techno")
    view.set_segments([SegmentMark(id=1, start_sample=10**9, n_samples=10**6, label="House")])
    view.steered.show_range(0, 20)
    for sample in (0, 2 * 10**9, 4 * 3600 * 192_000 - 1, None):
        view.set_playhead(sample)
        view.repaint()


@pytest.mark.parametrize("size", [9.0, 30.0])
def test_the_pointers_readout_leaves_no_trace(
    qtbot: QtBot, view: WaveformView, size: float
) -> None:
    font = view.font()
    font.setPointSizeF(size)
    view.setFont(font)
    view.clearFocus()
    QApplication.processEvents()
    before = view.grab().toImage()
    painted = watch_painting(view)
    move(view, 400)
    qtbot.waitUntil(lambda: len(painted) == 1)
    changed = difference(before, view.grab().toImage())
    assert changed.width() > 50
    assert painted[0].adjusted(-1, 0, 1, 0).contains(changed)
    move(view, 800)
    qtbot.waitUntil(lambda: len(painted) == 3)  # the second was the grab
    assert painted[2].contains(changed)


def difference(one: QImage, other: QImage) -> QRect:
    """Return the rectangle of the pixels that differ."""
    differing = [
        (x, y)
        for x in range(one.width())
        for y in range(0, one.height(), 3)
        if one.pixel(x, y) != other.pixel(x, y)
    ]
    left, right = min(x for x, _ in differing), max(x for x, _ in differing)
    return QRect(left, 0, right - left + 1, one.height())


def test_the_beat_grid_lies_beneath_the_waveform(view: WaveformView) -> None:
    bare = grab(view)
    view.set_beats(range(0, N_SAMPLES, 5 * RATE_HZ), range(0, 12, 2))
    image = grab(view)
    for second, color in ((30, LIGHT.bar), (35, LIGHT.beat)):
        x = round(view.x_of(second * RATE_HZ))
        assert image.pixelColor(x, 10).name() == color
        waves = [y for y in range(300) if bare.pixelColor(x, y).name() == LIGHT.waveform]
        assert len(waves) > 10
        assert all(image.pixelColor(x, y).name() == LIGHT.waveform for y in waves)
    view.set_beats((), ())
    assert grab(view) == bare


def test_lanes_have_names_where_there_is_room(view: WaveformView) -> None:
    def darkest(bottom: int) -> int:
        """Return the lightness of the darkest pixel of a lane's lower left corner."""
        image = grab(view)
        corner = ((x, y) for x in range(4, 20) for y in range(bottom - 18, bottom - 4))
        return min(image.pixelColor(x, y).lightness() for x, y in corner)

    assert darkest(150) < 60
    assert darkest(300) < 60
    view.set_mixed(True)
    assert darkest(300) > 100
