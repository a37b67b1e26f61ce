"""The colours of the waveform widgets, taken from those of the application's themes."""

from __future__ import annotations

import attrs

from sepgenre_gui.screens.appearance import colors as appearance


@attrs.frozen(kw_only=True)
class WaveformTheme:
    """Colours, each ``#rrggbb``, and the colour map of spectrograms.

    Attributes
    ----------
    ground, unread : str
        Behind the waveform, and where the track is not decoded yet.
    lane_line : str
        The zero line of a lane, and what parts two lanes.
    waveform : str
        The waveform.
    beat, bar : str
        The beat grid.
    text, text_muted, label_ground : str
        Labels, less important labels, and what lies behind labels on a picture.
    region : str
        The chosen region, where it has no genre.
    playhead : str
        Where it plays.
    visible_range : str
        The box of the overview.
    focus : str
        The frame of the widget that has the keyboard.
    color_map : str
        Of spectrograms: a perceptually uniform one by pyqtgraph's name.
    """

    ground: str
    unread: str
    lane_line: str
    waveform: str
    beat: str
    bar: str
    text: str
    text_muted: str
    label_ground: str
    region: str
    playhead: str
    visible_range: str
    focus: str
    color_map: str = "magma"

    @classmethod
    def of(cls, colors: appearance.Colors) -> WaveformTheme:
        """Return the colours that go with the application's."""
        return cls(
            ground=colors.plot,
            unread=colors.hover,
            lane_line=_between(colors.plot, colors.outline),
            waveform=colors.waveform,
            beat=colors.grid,
            bar=colors.outline,
            text=colors.text,
            text_muted=colors.muted,
            label_ground=colors.plot,
            region=colors.selection,
            playhead=colors.cursor,
            visible_range=colors.text,
            focus=colors.accent,
        )


def ink_on(color: str) -> str:
    """Return black or white, whichever has more contrast with `color`: 4.5 at least."""
    return max("#000000", "#ffffff", key=lambda ink: appearance.contrast(ink, color))


def _between(one: str, other: str) -> str:
    channels = ((int(one[at : at + 2], 16) + int(other[at : at + 2], 16)) // 2 for at in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


LIGHT = WaveformTheme.of(appearance.LIGHT)
DARK = WaveformTheme.of(appearance.DARK)
