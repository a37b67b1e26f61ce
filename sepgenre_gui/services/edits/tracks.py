"""Edits of tracks: label, skip, remark, correct their texts, remove."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import RowChange
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track, TrackTexts
from sepgenre_gui.services.edits.edit import Edit, counted, edit_of, quoted, write_edit
from sepgenre_gui.services.edits.segments import label_change, label_text


def assign_genre(project: Project, track_ids: Iterable[int], genre_id: int | None) -> Edit | None:
    """Give tracks a genre, or none, with all their segments: what one key does.

    Suggestions that are given a genre are confirmed, and a track that was skipped no longer is.
    For one segment of several, see `set_segment_genre`.
    """
    with project.transaction():
        tracks = _get_all(project, track_ids)
        changes: list[RowChange] = []
        for track in tracks:
            skip_reason = track.skip_reason if genre_id is None else None
            labelled = attrs.evolve(track, genre_id=genre_id, skip_reason=skip_reason)
            changes.append(RowChange(before=track, after=labelled))
            segments = project.segments.list(track.id)
            changes.extend(label_change(segment, genre_id) for segment in segments)
        return write_edit(project, f"{label_text(project, genre_id)} {_what(tracks)}", changes)


def skip_tracks(project: Project, track_ids: Iterable[int], reason: str) -> Edit | None:
    """Leave tracks out, for `reason`; their genres and segments stay as they are.

    Raises
    ------
    ProjectError
        Where the reason is empty, or a track does not exist; then none is skipped.
    """
    with project.transaction():
        before = _get_all(project, track_ids)
        after = [project.tracks.skip(track.id, reason) for track in before]
    return edit_of(f"Skip {_what(before)}", _changes(before, after))


def unskip_tracks(project: Project, track_ids: Iterable[int]) -> Edit | None:
    """Take tracks in again; those that were not skipped stay as they are."""
    with project.transaction():
        before = _get_all(project, track_ids)
        after = [project.tracks.unskip(track.id) for track in before]
    return edit_of(f"Take in {_what(before)}", _changes(before, after))


def set_track_note(project: Project, track_id: int, note: str) -> Edit | None:
    """Set what the person remarks about the track; changes of one remark merge."""
    with project.transaction():
        before = project.tracks.get(track_id)
        after = project.tracks.update(track_id, note=note)
    return edit_of(
        f"Remark on {quoted(before.title)}",
        [RowChange(before=before, after=after)],
        merges_as=f"note of track {track_id}",
    )


def set_track_texts(project: Project, track_id: int, **texts: Unpack[TrackTexts]) -> Edit | None:
    """Correct the title, artist or album; those not given stay as they are."""
    with project.transaction():
        before = project.tracks.get(track_id)
        after = project.tracks.update(track_id, **texts)
    changes = [RowChange(before=before, after=after)]
    return edit_of(f"Correct {', '.join(texts)} of {quoted(before.title)}", changes)


def remove_tracks(project: Project, track_ids: Iterable[int]) -> Edit:
    """Remove tracks with their segments: all of them, or where one does not exist, none.

    The audio files are not touched, and runs that used the segments keep their results.
    """
    with project.transaction():
        tracks = _get_all(project, track_ids)
        segments = [each for track in tracks for each in project.segments.list(track.id)]
        # Segments first: they go with their track unasked, and come back after it.
        removed: list[Segment | Track] = [*segments, *tracks]
        changes = tuple(RowChange(before=row) for row in removed)
        edit = Edit(text=f"Remove {_what(tracks)}", changes=changes)
        edit.apply(project)
    return edit


def _get_all(project: Project, track_ids: Iterable[int]) -> list[Track]:
    return [project.tracks.get(identifier) for identifier in dict.fromkeys(track_ids)]


def _changes(before: Iterable[Track], after: Iterable[Track]) -> list[RowChange]:
    return [RowChange(before=old, after=new) for old, new in zip(before, after, strict=True)]


def _what(tracks: list[Track]) -> str:
    return quoted(tracks[0].title) if len(tracks) == 1 else counted(len(tracks), "track")
