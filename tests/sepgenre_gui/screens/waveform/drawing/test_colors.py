"""Colours that can be told apart and read, in both themes."""

from __future__ import annotations

import pytest

from sepgenre_gui.project.genre import PALETTE
from sepgenre_gui.screens.appearance.colors import contrast
from sepgenre_gui.screens.waveform import DARK, LIGHT, WaveformTheme
from sepgenre_gui.screens.waveform.drawing.colors import ink_on

# WCAG 2.1: 4.5 for text (1.4.3), 3 for what is no text (1.4.11).
TEXT, GRAPHICS = 4.5, 3.0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_what_matters_stands_out_from_the_ground(theme: WaveformTheme) -> None:
    for color in (theme.waveform, theme.playhead, theme.region, theme.visible_range, theme.focus):
        assert contrast(color, theme.ground) >= GRAPHICS
    for text in (theme.text, theme.text_muted):
        assert contrast(text, theme.ground) >= TEXT
        assert contrast(text, theme.label_ground) >= TEXT


@pytest.mark.parametrize("color", [*PALETTE, "#4a4fd4", "#8d91f7", "#000000", "#ffffff"])
def test_a_label_is_read_on_every_genres_colour(color: str) -> None:
    assert contrast(ink_on(color), color) >= TEXT
