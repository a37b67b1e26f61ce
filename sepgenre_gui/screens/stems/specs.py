"""What a person can do on the stems screen: names, menus, keys."""

from __future__ import annotations

from sepgenre_gui.screens.actions.spec import ActionSpec

LANE_NAMES = ("drums", "bass", "other", "vocals", "mixture")
"""The lanes from top to bottom; their numbers count from 1."""

STEMS_MENU, PLAYBACK_MENU, VIEW_MENU = "Stems", "Playback", "View"
LANE_MENU, HEAR_MENU = f"{STEMS_MENU}/Lanes", "Playback/Hear"


def mute_id(number: int) -> str:
    """Return the action that mutes the lane of a number, counted from 1."""
    return f"mixer.mute-{number}"


def solo_id(number: int) -> str:
    """Return the action that solos a lane."""
    return f"mixer.solo-{number}"


def select_id(number: int) -> str:
    """Return the action that selects a lane."""
    return f"mixer.select-{number}"


_STEMS = (
    ActionSpec(
        id="stems.hear", text="&Separate and hear", menu=STEMS_MENU, keys=("Return", "Enter"),
        repeats=False, tip="Separate what is at hand, where that is not done yet, and play it",
    ),
    ActionSpec(
        id="stems.next", text="&Next in the list", menu=STEMS_MENU, keys=("J",), section="go",
        tip="Take the segment or track below in hand",
    ),
    ActionSpec(
        id="stems.previous", text="&Previous in the list", menu=STEMS_MENU, keys=("K",),
        section="go", tip="Take the segment or track above in hand",
    ),
    ActionSpec(
        id="stems.filter", text="&Filter the list", menu=STEMS_MENU, keys=("Ctrl+F",),
        section="go", tip="Type a part of a title or a genre; Escape clears it",
    ),
    ActionSpec(
        id="stems.cancel", text="&Cancel separating", menu=STEMS_MENU, keys=("Shift+Esc",),
        section="work", tip="Stop separating what is at hand",
    ),
    ActionSpec(
        id="stems.models", text="&Models…", menu=STEMS_MENU, keys=("Ctrl+Shift+M",),
        section="work", tip="Install, verify or remove what separators need",
    ),
    ActionSpec(
        id="stems.export", text="&Export…", menu=STEMS_MENU, keys=("Ctrl+E",), section="export",
        tip="Write the mix as it is heard, or stems of the selected segments, to files",
    ),
    ActionSpec(
        id="stems.copy", text="C&opy the lane as a file", menu=STEMS_MENU, keys=("Ctrl+C",),
        section="export", tip="Put the selected lane on the clipboard, to be pasted as a file",
    ),
)  # fmt: skip

_LANES = (
    *(
        ActionSpec(
            id=select_id(number), text=f"Select lane {number}, {name}",
            menu=LANE_MENU, keys=(str(number),), section="select", repeats=False,
            tip=f"Let the keys of lanes mean the lane of {name}",
        )
        for number, name in enumerate(LANE_NAMES, start=1)
    ),
    *(
        ActionSpec(
            id=f"mixer.{verb}-{number}", text=f"{verb.capitalize()} lane {number}, {name}",
            menu=LANE_MENU, keys=(f"{letter}, {number}",), section=verb, repeats=False, tip=tip,
        )
        for verb, letter, tip in (
            ("mute", "M", "Silence the lane, or let it be heard again"),
            ("solo", "S", "Hear the lane alone, or with the others again"),
        )
        for number, name in enumerate(LANE_NAMES, start=1)
    ),
    ActionSpec(
        id="mixer.mute", text="&Mute the selected lane", menu=LANE_MENU, keys=("Ctrl+M",),
        section="selected", repeats=False, tip="Silence it, or let it be heard again",
    ),
    ActionSpec(
        id="mixer.solo", text="&Solo the selected lane", menu=LANE_MENU, keys=("Ctrl+S",),
        section="selected", repeats=False, tip="Hear it alone, or with the others again",
    ),
    ActionSpec(
        id="mixer.lane-louder", text="Lane &louder", menu=LANE_MENU, keys=("Ctrl+Up",),
        section="selected", tip="Raise the selected lane by 1 dB",
    ),
    ActionSpec(
        id="mixer.lane-quieter", text="Lane &quieter", menu=LANE_MENU, keys=("Ctrl+Down",),
        section="selected", tip="Lower the selected lane by 1 dB",
    ),
    ActionSpec(
        id="mixer.lane-zero", text="Lane at &0 dB", menu=LANE_MENU, keys=("Ctrl+0",),
        section="selected", tip="Leave the samples of the selected lane as they are",
    ),
    ActionSpec(
        id="mixer.reset", text="&Reset the mixer", menu=LANE_MENU, keys=("Backspace",),
        section="reset", tip="Unmute all stems, solo none, all at 0 dB",
    ),
)  # fmt: skip

_PLAYBACK = (
    ActionSpec(
        id="mixer.play", text="&Play or stop", menu=PLAYBACK_MENU, keys=("Space",), icon="play",
        repeats=False, tip="Hear the stems; what is not separated yet is separated first",
    ),
    ActionSpec(
        id="mixer.play-here", text="Play from the pla&yhead", menu=PLAYBACK_MENU,
        keys=("Shift+Space",), repeats=False, tip="Hear the stems from the playhead on",
    ),
    ActionSpec(
        id="mixer.pause", text="P&ause or resume", menu=PLAYBACK_MENU, keys=("P",), icon="pause",
        repeats=False, tip="Hold the playback; again goes on from there",
    ),
    ActionSpec(
        id="mixer.stop", text="&Stop", menu=PLAYBACK_MENU, keys=("Esc",), icon="stop",
        tip="End the playback",
    ),
    ActionSpec(
        id="mixer.loop", text="&Loop", menu=PLAYBACK_MENU, keys=("L",), checkable=True,
        icon="loop", repeats=False, tip="Repeat it without a gap", section="options",
    ),
    ActionSpec(
        id="mixer.louder", text="Lo&uder", menu=PLAYBACK_MENU, keys=("]",), section="options",
        tip="Raise the volume of all by 2 dB",
    ),
    ActionSpec(
        id="mixer.quieter", text="&Quieter", menu=PLAYBACK_MENU, keys=("[",), section="options",
        tip="Lower the volume of all by 2 dB",
    ),
    ActionSpec(
        id="mixer.ab", text="&Mixture or sum of stems", menu=HEAR_MENU, keys=("A",),
        repeats=False, tip="Hear the mixture; again, the sum of the stems, without a jump",
    ),
    ActionSpec(
        id="mixer.without-vocals", text="&Without vocals", menu=HEAR_MENU, keys=("V",),
        checkable=True, repeats=False,
        tip="Hear drums, bass and other: what the baseline without vocals hears",
    ),
    ActionSpec(
        id="mixer.back", text="As the &mixer says", menu=HEAR_MENU, keys=("B",), repeats=False,
        tip="Hear what mute, solo and volume say",
    ),
    ActionSpec(
        id="mixer.compare", text="The other &separator", menu=HEAR_MENU, keys=("C",),
        repeats=False, tip="Of two separators that are compared, hear the other one's stems",
    ),
)  # fmt: skip

_VIEW = (
    ActionSpec(
        id="stems.zoom-in", text="Zoom &in", menu=VIEW_MENU, keys=("+", "="), section="zoom",
        tip="Show less, larger",
    ),
    ActionSpec(
        id="stems.zoom-out", text="Zoom &out", menu=VIEW_MENU, keys=("-",), section="zoom",
        tip="Show more",
    ),
    ActionSpec(
        id="stems.zoom-fit", text="Show &all", menu=VIEW_MENU, keys=("0",), section="zoom",
        tip="Show it from its beginning to its end",
    ),
    ActionSpec(
        id="stems.spectrogram", text="S&pectrograms", menu=VIEW_MENU, keys=("W",),
        checkable=True, section="show", repeats=False,
        tip="Show the mel spectrograms that the networks see, in place of the waveforms",
    ),
)  # fmt: skip

STEMS_SPECS = (*_STEMS, *_LANES, *_PLAYBACK, *_VIEW)
