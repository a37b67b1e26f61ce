"""Edits of segments: add, move, label, confirm, remark, remove."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import RowChange
from sepgenre_gui.project.segment import Origin, Segment, clamp_start
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.edits.edit import Edit, counted, edit_of, quoted, write_edit
from sepgenre_training.errors import ProjectError


def add_segment(
    project: Project,
    track_id: int,
    start_sample: int,
    *,
    genre_id: int | None = None,
    origin: Origin = Origin.BY_HAND,
) -> Edit:
    """Add a segment that starts at `start_sample`, or as near as the track allows.

    Parameters
    ----------
    genre_id : int, optional
        Its genre; by default that of the track.

    Raises
    ------
    ProjectError
        Where the track has a segment already and the project allows one only, or one of this
        very window; where it is shorter than a segment.
    """
    with project.transaction():
        track = project.tracks.get(track_id)
        check_one_more(project, track)
        segment = project.segments.add(
            track,
            clamp_start(start_sample, track, project.segments.length_s),
            track.genre_id if genre_id is None else genre_id,
            origin,
        )
    text = f"Add segment of {quoted(track.title)}"
    return Edit(text=text, changes=(RowChange(after=segment),))


def check_one_more(project: Project, track: Track) -> None:
    """Raise where a person may not cut one more segment out of `track`.

    Raises
    ------
    ProjectError
        Where it has one already and the project allows one only.
    """
    there = project.segments.list(track.id)
    if there and not project.segments.several_allowed:
        raise ProjectError(
            f"{track.path} already has a segment (segment {there[0].id}), and this project "
            "allows one for each track.",
            remedy="Move or remove that segment, or allow several: "
            f"`sepgenre segments {project.folder} rules --several`.",
        )


def move_segment(
    project: Project, segment_id: int, start_sample: int, *, gesture: str = ""
) -> Edit | None:
    """Let the segment start at `start_sample`, or as near as its track allows.

    A suggestion, or a segment of a data set, is then one placed by hand. Moves of one segment
    that follow each other merge.

    Parameters
    ----------
    gesture : str
        Moves of different gestures do not merge; for instance a text for each drag.

    Raises
    ------
    ProjectError
        Where the track has another segment that starts there.
    """
    with project.transaction():
        before = project.segments.get(segment_id)
        track = project.tracks.get(before.track_id)
        start = clamp_start(start_sample, track, project.segments.length_s)
        if start == before.start_sample:
            return None
        project.segments.move(segment_id, start)
        after = project.segments.set_origin(segment_id, Origin.BY_HAND)
    return edit_of(
        f"Move segment of {quoted(track.title)}",
        [RowChange(before=before, after=after)],
        merges_as=f"move {segment_id} {gesture}",
    )


def place_suggestion(project: Project, track_id: int, start_sample: int) -> Edit | None:
    """Put a suggestion of the program in place: move the track's segment there, or add one.

    The segment is then a suggestion, which a person has yet to confirm; its genre and remark
    stay. Going through the suggestions of one track merges into one step.

    Raises
    ------
    ProjectError
        Where the track has several segments: which one to move, `move_segment` is told.
    """
    with project.transaction():
        track = project.tracks.get(track_id)
        there = project.segments.list(track_id)
        if len(there) > 1:
            raise ProjectError(
                f"{track.path} has {len(there)} segments, so a suggestion would replace any.",
                remedy="Choose one of them and move it, or remove the others.",
            )
        before = there[0] if there else None
        start = clamp_start(start_sample, track, project.segments.length_s)
        if before is None:
            after = project.segments.add(track, start, track.genre_id, Origin.SUGGESTED)
        else:
            project.segments.move(before.id, start)
            after = project.segments.set_origin(before.id, Origin.SUGGESTED)
    return edit_of(
        f"Suggest segment of {quoted(track.title)}",
        [RowChange(before=before, after=after)],
        merges_as=f"suggest {after.id}",
    )


def confirm_suggestions(project: Project, segment_ids: Iterable[int]) -> Edit | None:
    """Take suggestions as they are; segments that are none stay as they are."""
    with project.transaction():
        suggested = [
            segment
            for segment in _get_all(project, segment_ids)
            if segment.origin is Origin.SUGGESTED
        ]
        return write_edit(
            project,
            f"Confirm {what_of(project, suggested, 'suggestion')}",
            [
                RowChange(before=segment, after=attrs.evolve(segment, origin=Origin.BY_HAND))
                for segment in suggested
            ],
        )


def set_segment_genre(
    project: Project, segment_ids: Iterable[int], genre_id: int | None
) -> Edit | None:
    """Set or clear the genre of segments; a suggestion that is given one is confirmed."""
    with project.transaction():
        segments = _get_all(project, segment_ids)
        return write_edit(
            project,
            f"{label_text(project, genre_id)} {what_of(project, segments, 'segment')}",
            [label_change(segment, genre_id) for segment in segments],
        )


def label_change(segment: Segment, genre_id: int | None) -> RowChange:
    """Return what giving a segment this genre, or none, changes of it."""
    is_confirmed = genre_id is not None and segment.origin is Origin.SUGGESTED
    origin = Origin.BY_HAND if is_confirmed else segment.origin
    return RowChange(before=segment, after=attrs.evolve(segment, genre_id=genre_id, origin=origin))


def label_text(project: Project, genre_id: int | None) -> str:
    """Return how the menu's text begins for giving this genre, or none, to something.

    Raises
    ------
    ProjectError
        Where there is no such genre.
    """
    if genre_id is None:
        return "Clear genre of"
    return f"Set genre {quoted(project.genres.get(genre_id).name)} for"


def set_segment_note(project: Project, segment_id: int, note: str) -> Edit | None:
    """Set what the person remarks about the segment; changes of one remark merge."""
    with project.transaction():
        before = project.segments.get(segment_id)
        after = project.segments.set_note(segment_id, note)
    return edit_of(
        f"Remark on {what_of(project, [before], 'segment')}",
        [RowChange(before=before, after=after)],
        merges_as=f"note of segment {segment_id}",
    )


def remove_segments(project: Project, segment_ids: Iterable[int]) -> Edit:
    """Remove segments: all of them, or where one does not exist, none."""
    with project.transaction():
        removed = _get_all(project, segment_ids)
        text = f"Remove {what_of(project, removed, 'segment')}"
        edit = Edit(text=text, changes=tuple(RowChange(before=segment) for segment in removed))
        edit.apply(project)
    return edit


def _get_all(project: Project, segment_ids: Iterable[int]) -> list[Segment]:
    return [project.segments.get(identifier) for identifier in dict.fromkeys(segment_ids)]


def what_of(project: Project, segments: list[Segment], noun: str) -> str:
    """Return how a menu's text names segments, or what else of them `noun` says."""
    if len(segments) != 1:
        return counted(len(segments), noun)
    return f"{noun} of {quoted(project.tracks.get(segments[0].track_id).title)}"
