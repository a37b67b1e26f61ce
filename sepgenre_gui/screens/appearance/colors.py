"""The colours of the light and the dark theme, by what they are for."""

from __future__ import annotations

import attrs

_LINEAR_BELOW = 0.04045


@attrs.frozen(kw_only=True)
class Colors:
    """The colours of one theme, each ``#rrggbb``.

    Text reaches a contrast of 4.5 on every surface named with it, what outlines a control 3
    (WCAG 2.1, 1.4.3 and 1.4.11).

    Attributes
    ----------
    is_dark : bool
        Whether light text stands on dark surfaces.
    window, surface, raised, hover, pressed : str
        Surfaces: behind everything, of pages and fields, of cards and menus, under the mouse,
        and while pressed.
    text, muted, disabled : str
        Text on any of these surfaces; `disabled` is exempt from the contrast.
    hairline, outline : str
        Lines that only divide, and lines that show where a control is.
    accent, accent_hover, accent_pressed, on_accent, accent_soft, accent_text : str
        The one accent: as a filled surface in three states, text on it, a faint tint of it as a
        surface, and text in it.
    danger, on_danger_soft, danger_soft, warning, on_warning_soft, warning_soft, success : str
        What went wrong, what to beware of, what went well: a mark, text on the tint, the tint.
    plot, grid, waveform, waveform_muted, cursor, selection : str
        Plots: their ground, lines of measure, the waveform (and outside the chosen part), the
        playback cursor, and the chosen part.
    """

    is_dark: bool
    window: str
    surface: str
    raised: str
    hover: str
    pressed: str
    text: str
    muted: str
    disabled: str
    hairline: str
    outline: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    accent_text: str
    danger: str
    on_danger_soft: str
    danger_soft: str
    warning: str
    on_warning_soft: str
    warning_soft: str
    success: str
    plot: str
    grid: str
    waveform: str
    waveform_muted: str
    cursor: str
    selection: str


LIGHT = Colors(
    is_dark=False,
    window="#f4f5f7",
    surface="#ffffff",
    raised="#ffffff",
    hover="#eceef2",
    pressed="#e0e3e9",
    text="#1b1f27",
    muted="#545d6c",
    disabled="#9aa2b1",
    hairline="#dde1e8",
    outline="#838b9a",
    accent="#4a4fd4",
    accent_hover="#3f43bf",
    accent_pressed="#3538a6",
    on_accent="#ffffff",
    accent_soft="#e9eafb",
    accent_text="#4145c4",
    danger="#c0271c",
    on_danger_soft="#7c1a13",
    danger_soft="#fdeceb",
    warning="#9a6200",
    on_warning_soft="#5f3d00",
    warning_soft="#fdf3dc",
    success="#1b7a3d",
    plot="#ffffff",
    grid="#dde1e8",
    waveform="#4a4fd4",
    waveform_muted="#9a9de0",
    cursor="#c0271c",
    selection="#4a4fd4",
)

DARK = Colors(
    is_dark=True,
    window="#15171c",
    surface="#1c1f26",
    raised="#23272f",
    hover="#2b303a",
    pressed="#343a46",
    text="#e7e9ee",
    muted="#a3abb9",
    disabled="#666e7d",
    hairline="#30353f",
    outline="#77808f",
    accent="#8d91f7",
    accent_hover="#a1a4fa",
    accent_pressed="#7b80ea",
    on_accent="#111320",
    accent_soft="#2a2d4e",
    accent_text="#a9acff",
    danger="#ff7b70",
    on_danger_soft="#ffd3cf",
    danger_soft="#43201f",
    warning="#f0b545",
    on_warning_soft="#ffe3ac",
    warning_soft="#3b2f15",
    success="#5fd08a",
    plot="#15171c",
    grid="#30353f",
    waveform="#8d91f7",
    waveform_muted="#4d5084",
    cursor="#ff7b70",
    selection="#8d91f7",
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    # The sRGB transfer curve (IEC 61966-2-1).
    return channel / 12.92 if channel <= _LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4
