"""Edits of curation: each does one step at once and returns what undoes it."""

from sepgenre_gui.services.edits.edit import Edit, additions
from sepgenre_gui.services.edits.genres import (
    add_genre,
    delete_genre,
    merge_genres,
    recolor_genre,
    rename_genre,
    set_genre_key,
)
from sepgenre_gui.services.edits.kept import keep_labels, kept_labels
from sepgenre_gui.services.edits.region import (
    nudge_start,
    snap_start,
    start_sample_at,
    zero_crossings,
)
from sepgenre_gui.services.edits.rules import (
    LengthPreview,
    allow_several_segments,
    change_segment_length,
    preview_segment_length,
)
from sepgenre_gui.services.edits.segments import (
    add_segment,
    confirm_suggestions,
    move_segment,
    place_suggestion,
    remove_segments,
    set_segment_genre,
    set_segment_note,
)
from sepgenre_gui.services.edits.tracks import (
    assign_genre,
    remove_tracks,
    set_track_note,
    set_track_texts,
    skip_tracks,
    unskip_tracks,
)
from sepgenre_gui.services.edits.worklist import Wanting, is_wanting, next_candidate, next_track

__all__ = [
    "Edit", "LengthPreview", "Wanting", "add_genre", "add_segment", "additions",
    "allow_several_segments", "assign_genre", "change_segment_length", "confirm_suggestions",
    "delete_genre", "is_wanting", "keep_labels", "kept_labels", "merge_genres", "move_segment",
    "next_candidate", "next_track", "nudge_start", "place_suggestion", "preview_segment_length",
    "recolor_genre", "remove_segments", "remove_tracks", "rename_genre", "set_genre_key",
    "set_segment_genre", "set_segment_note", "set_track_note", "set_track_texts", "skip_tracks",
    "snap_start", "start_sample_at", "unskip_tracks", "zero_crossings",
]  # fmt: skip
