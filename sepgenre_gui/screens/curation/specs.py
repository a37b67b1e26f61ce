"""What a person can do on the curation screen: names, menus, keys."""

from __future__ import annotations

from sepgenre_gui.project.genre import KEYS
from sepgenre_gui.screens.actions.spec import ActionSpec

GENRE_MENU, TRACK_MENU, SEGMENT_MENU = "Genre", "Track", "Segment"
PLAYBACK_MENU, VIEW_MENU, FILE_MENU = "Playback", "View", "File"
SNAP_MENU = f"{SEGMENT_MENU}/Snap to"


def assign_id(key: int) -> str:
    """Return the action that gives the genre of `key` and goes on."""
    return f"genre.assign-{key}"


def label_id(key: int) -> str:
    """Return the action that gives the genre of `key` and stays."""
    return f"genre.label-{key}"


_FILE = (
    ActionSpec(
        id="file.import", text="&Import…", menu=FILE_MENU, keys=("Ctrl+I",), edits=True,
        tip="Add music: files, folders, data sets, or segments made elsewhere", section="exchange",
    ),
    ActionSpec(
        id="file.export", text="&Export segments…", menu=FILE_MENU, keys=("Ctrl+E",),
        tip="Write the segments as a table, as labels, or as audio files", section="exchange",
    ),
    ActionSpec(
        id="file.locate", text="&Find moved files…", menu=FILE_MENU, edits=True,
        tip="Look in a folder for the tracks whose files are gone", section="exchange",
    ),
)  # fmt: skip

_TRACK = (
    ActionSpec(
        id="track.next", text="&Next track that needs you", menu=TRACK_MENU, keys=("N",),
        tip="Go to the next track without a segment, a genre or your confirmation",
    ),
    ActionSpec(
        id="track.next-suggested", text="Next &suggestion", menu=TRACK_MENU, keys=("Shift+N",),
        tip="Go to the next track whose segment is only suggested",
    ),
    ActionSpec(
        id="track.below", text="Track &below", menu=TRACK_MENU, keys=("Ctrl+Down", "J"),
        tip="Go one track down in the table",
    ),
    ActionSpec(
        id="track.above", text="Track &above", menu=TRACK_MENU, keys=("Ctrl+Up", "K"),
        tip="Go one track up in the table",
    ),
    ActionSpec(
        id="track.filter", text="&Filter the tracks", menu=TRACK_MENU, keys=("Ctrl+F",),
        tip="Type a part of a title, an artist, a genre or a note",
    ),
    ActionSpec(
        id="track.note", text="&Write a note", menu=TRACK_MENU, keys=("T",), edits=True,
        section="edit", tip="Type a note about the track; Escape leads back",
    ),
    ActionSpec(
        id="track.skip", text="S&kip…", menu=TRACK_MENU, keys=("X",), edits=True, section="edit",
        tip="Leave the track out, and say why; again takes it in",
    ),
    ActionSpec(
        id="track.remove", text="&Remove from the project", menu=TRACK_MENU, keys=("Ctrl+Delete",),
        edits=True, section="edit", tip="Remove the selected tracks; their files stay",
    ),
    ActionSpec(
        id="track.locate", text="&Locate the file…", menu=TRACK_MENU, edits=True, section="edit",
        tip="Say where the track's file is now",
    ),
)  # fmt: skip

_SEGMENT = (
    ActionSpec(
        id="segment.confirm", text="&Keep, and go on", menu=SEGMENT_MENU,
        keys=("Return", "Enter"), edits=True,
        tip="Confirm the segment, or cut one at the playhead, and go to the next track",
    ),
    ActionSpec(
        id="segment.suggest", text="&Suggest", menu=SEGMENT_MENU, keys=("S",), edits=True,
        tip="Put the segment at the best place found; again at the next best",
    ),
    ActionSpec(
        id="segment.here", text="Start at the &playhead", menu=SEGMENT_MENU, keys=("I",),
        edits=True, tip="Move the segment so that it starts where the playhead is",
    ),
    ActionSpec(
        id="segment.add", text="&Add another", menu=SEGMENT_MENU, keys=("A", "Insert"), edits=True,
        tip="Cut one more segment out of the track, at the playhead",
    ),
    ActionSpec(
        id="segment.next", text="Next s&egment of the track", menu=SEGMENT_MENU, keys=("E",),
        tip="Take the next of several segments in hand",
    ),
    ActionSpec(
        id="segment.remove", text="&Remove", menu=SEGMENT_MENU, keys=("Delete",), edits=True,
        tip="Remove the segment",
    ),
    *(
        ActionSpec(
            id=f"segment.{name}-{direction}", text=f"{amount} {direction}",
            menu=f"{SEGMENT_MENU}/Nudge", keys=(f"{modifier}{arrow}",), edits=True,
            tip=f"Move the segment {amount} {direction}", section=name,
        )
        for name, amount, modifier in (
            ("coarse", "100 ms", ""), ("fine", "10 ms", "Shift+"),
            ("beat", "One beat", "Ctrl+"), ("bar", "One bar", "Ctrl+Shift+"),
        )
        for direction, arrow in (("earlier", "Left"), ("later", "Right"))
    ),
    ActionSpec(
        id="segment.snap", text="Snap to the &next kind", menu=SNAP_MENU, keys=("B",),
        tip="Go on from off to beats, bars and zero crossings", section="cycle",
    ),
    *(
        ActionSpec(
            id=f"segment.snap-{name}", text=text, menu=SNAP_MENU, checkable=True, choice="snap",
            section="kind", tip=tip,
        )
        for name, text, tip in (
            ("off", "&Nothing", "The segment starts where you put it"),
            ("beat", "&Beats", "The segment starts on a beat"),
            ("bar", "B&ars", "The segment starts on the first beat of a bar"),
            ("zero", "&Zero crossings", "The segment starts where the wave crosses zero"),
        )
    ),
    ActionSpec(
        id="segment.rules", text="&Length and number…", menu=SEGMENT_MENU, edits=True,
        section="rules", tip="Change how long segments are, and whether a track may have several",
    ),
)  # fmt: skip

_GENRE = (
    *(
        ActionSpec(
            id=assign_id(key), text=f"Genre of key {key}, and go on", menu=GENRE_MENU,
            keys=(str(key),), edits=True, section="assign", repeats=False,
            tip="Give the track this genre and go to the next that needs one",
        )
        for key in KEYS
    ),
    *(
        ActionSpec(
            id=label_id(key), text=f"Genre of key {key}", menu=f"{GENRE_MENU}/Give, and stay",
            keys=(f"Alt+{key}",), edits=True, repeats=False,
            tip="Give the selected tracks this genre",
        )
        for key in KEYS
    ),
    ActionSpec(
        id="genre.clear", text="&Take the genre away", menu=GENRE_MENU, keys=("Backspace",),
        edits=True, section="clear", tip="Leave the selected tracks without a genre",
    ),
    ActionSpec(
        id="genre.add", text="&Add genre…", menu=GENRE_MENU, keys=("Ctrl+G",), edits=True,
        section="edit", tip="Make a new genre; it gets the next free key",
    ),
    *(
        ActionSpec(
            id=f"genre.{name}", text=text, menu=GENRE_MENU, keys=keys, edits=True, section="edit",
            tip=tip,
        )
        for name, text, keys, tip in (
            ("rename", "&Rename", ("F2",), "Type another name for the selected genre"),
            ("recolor", "Change &colour…", (), "Show the selected genre in another colour"),
            ("key", "Change &key…", (), "Give the selected genre another digit, or none"),
            ("merge", "&Merge into another…", (), "Give what the selected genre has to another"),
            ("delete", "&Delete…", (), "Delete the selected genre; you say what its segments get"),
        )
    ),
)  # fmt: skip

_PLAYBACK = (
    ActionSpec(
        id="playback.region", text="&Play or stop the segment", menu=PLAYBACK_MENU,
        keys=("Space",), icon="play", repeats=False, tip="Hear the segment",
    ),
    ActionSpec(
        id="playback.here", text="Play from the pla&yhead", menu=PLAYBACK_MENU,
        keys=("Shift+Space",), repeats=False, tip="Hear the track from the playhead on",
    ),
    ActionSpec(
        id="playback.pointer", text="Play from the &mouse pointer", menu=PLAYBACK_MENU,
        keys=("H",), repeats=False, tip="Hear the track from where the mouse is on the waveform",
    ),
    ActionSpec(
        id="playback.pre-roll", text="Play with p&re-roll", menu=PLAYBACK_MENU,
        keys=("Ctrl+Space",), repeats=False, tip="Hear two seconds before the segment, then it",
    ),
    ActionSpec(
        id="playback.pause", text="P&ause or resume", menu=PLAYBACK_MENU, keys=("P",),
        icon="pause", repeats=False, tip="Hold the playback; again goes on from there",
    ),
    ActionSpec(
        id="playback.stop", text="&Stop", menu=PLAYBACK_MENU, keys=("Esc",), icon="stop",
        tip="End the playback",
    ),
    ActionSpec(
        id="playback.loop", text="&Loop the segment", menu=PLAYBACK_MENU, keys=("L",),
        checkable=True, icon="loop", repeats=False, tip="Repeat the segment without a gap",
        section="options",
    ),
    ActionSpec(
        id="playback.louder", text="Lo&uder", menu=PLAYBACK_MENU, keys=("]",), section="options",
        tip="Raise the volume by 2 dB",
    ),
    ActionSpec(
        id="playback.quieter", text="&Quieter", menu=PLAYBACK_MENU, keys=("[",), section="options",
        tip="Lower the volume by 2 dB",
    ),
)  # fmt: skip

_VIEW = (
    ActionSpec(
        id="view.zoom-in", text="Zoom &in", menu=VIEW_MENU, keys=("+", "="), section="zoom",
        tip="Show less of the track, larger",
    ),
    ActionSpec(
        id="view.zoom-out", text="Zoom &out", menu=VIEW_MENU, keys=("-",), section="zoom",
        tip="Show more of the track",
    ),
    ActionSpec(
        id="view.zoom-segment", text="Zoom to the &segment", menu=VIEW_MENU, keys=("Z",),
        section="zoom", tip="Show the segment and what surrounds it",
    ),
    ActionSpec(
        id="view.zoom-fit", text="&Whole track", menu=VIEW_MENU, keys=("0",), section="zoom",
        tip="Show the track from its beginning to its end",
    ),
    ActionSpec(
        id="view.spectrogram", text="S&pectrogram", menu=VIEW_MENU, keys=("W",), checkable=True,
        section="show", repeats=False, tip="Show the mel spectrogram below the waveform",
    ),
    ActionSpec(
        id="view.mixed", text="&Mix the channels", menu=VIEW_MENU, keys=("M",), checkable=True,
        section="show", repeats=False, tip="Show one waveform instead of one for each channel",
    ),
    ActionSpec(
        id="view.bars", text="Count in &bars", menu=VIEW_MENU, keys=("R",), checkable=True,
        section="show", repeats=False, tip="Write bars instead of minutes on the ruler",
    ),
)  # fmt: skip

CURATION_SPECS = (*_FILE, *_TRACK, *_SEGMENT, *_GENRE, *_PLAYBACK, *_VIEW)
