"""Rows of the track table, made for tests."""

from __future__ import annotations

from typing import Any

from sepgenre_gui.project.track_list import TrackRow, TrackState


def make_row(identifier: int, title: str, **texts: Any) -> TrackRow:
    fields: dict[str, Any] = {
        "artist": None,
        "duration_s": 200.0,
        "genre_id": None,
        "genre_name": None,
        "genre_color": None,
        "state": TrackState.NO_SEGMENT,
        "n_segments": 0,
        "n_suggested": 0,
        "n_unlabelled": 0,
        "note": "",
        "skip_reason": None,
        "failure": None,
    }
    return TrackRow(id=identifier, title=title, **{**fields, **texts})
