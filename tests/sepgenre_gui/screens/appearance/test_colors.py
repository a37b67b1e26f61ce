"""Contrast: text and outlines of both themes can be read."""

from __future__ import annotations

import attrs
import pytest

from sepgenre_gui.screens.appearance.colors import DARK, LIGHT, Colors, contrast

SURFACES = ("window", "surface", "raised", "hover", "accent_soft")
TEXT_ON = [
    *((text, surface) for text in ("text", "muted") for surface in SURFACES),
    *(("accent_text", surface) for surface in SURFACES),
    *(("danger", surface) for surface in ("window", "surface", "raised")),
    ("text", "pressed"),
    ("muted", "pressed"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_pressed"),
    ("on_danger_soft", "danger_soft"),
    ("on_warning_soft", "warning_soft"),
]
MARKS_ON = [
    *((mark, surface) for mark in ("outline", "accent") for surface in SURFACES[:3]),
    ("danger", "danger_soft"),
    ("warning", "warning_soft"),
    ("success", "surface"),
    ("waveform", "plot"),
    ("cursor", "plot"),
]


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_text_reaches_wcag_aa(colors: Colors) -> None:
    values = attrs.asdict(colors)
    poor = {
        (text, surface): round(contrast(values[text], values[surface]), 2)
        for text, surface in TEXT_ON
        if contrast(values[text], values[surface]) < 4.5
    }

    assert poor == {}


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_outlines_and_marks_reach_wcag_aa(colors: Colors) -> None:
    values = attrs.asdict(colors)
    poor = {
        (mark, surface): round(contrast(values[mark], values[surface]), 2)
        for mark, surface in MARKS_ON
        if contrast(values[mark], values[surface]) < 3.0
    }

    assert poor == {}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        # The grey that is known for falling just short of 4.5 on white.
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)
