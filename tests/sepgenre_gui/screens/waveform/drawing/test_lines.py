"""Lines at whole pixels: in their colour, from where they begin, and none beside the picture."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from sepgenre_gui.screens.waveform.drawing.lines import lighten_columns, paint_lines
from sepgenre_gui.screens.waveform.drawing.ticks import Tick

GROUND, INK = "#204060", "#e0c010"


def picture() -> QImage:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    return image


def columns_in(image: QImage, y: int, color: str) -> list[int]:
    return [x for x in range(20) if image.pixelColor(x, y).name() == color]


def test_lines_are_painted_from_their_top_to_the_bottom() -> None:
    image = picture()
    paint_lines(image, [3, 9, 19, 25, -1], 2, 4, INK)
    assert columns_in(image, 3, INK) == []
    for y in (4, 9):
        # The second column of the last one lies beside the picture, and the first one's before it.
        assert columns_in(image, y, INK) == [0, 3, 4, 9, 10, 19]
        assert len(columns_in(image, y, GROUND)) == 14


def test_no_lines_change_nothing() -> None:
    image = picture()
    paint_lines(image, [], 1, 0, INK)
    assert image == picture()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_beats_are_lighter_and_bars_lighter_still(ratio: float) -> None:
    image = picture()
    image.setDevicePixelRatio(ratio)
    lighten_columns(image, [Tick(x=2.0), Tick(x=5.0, is_major=True), Tick(x=99.0)])
    beat, bar = round(2 * ratio), round(5 * ratio)
    changed = [x for x in range(20) if image.pixelColor(x, 5).name() != GROUND]
    assert changed == [beat, bar]
    lightness = [image.pixelColor(x, 5).lightnessF() for x in (0, beat, bar)]
    assert lightness == sorted(lightness)
