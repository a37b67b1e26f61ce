"""Edits of a project's rules: how long its segments are, and whether a track may have several."""

from __future__ import annotations

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import RowChange
from sepgenre_gui.project.segment import (
    LENGTH_LIMITS_S,
    LENGTH_SETTING,
    SEVERAL_SETTING,
    Segment,
    segment_length_samples,
)
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.edits.edit import Edit, counted, edit_of, write_setting
from sepgenre_training.errors import ProjectError


@attrs.frozen(kw_only=True)
class LengthPreview:
    """What another length of the segments would do to those that are there.

    Every segment gets the new length from where it starts, so all stems and features are
    computed anew; runs keep their results.

    Attributes
    ----------
    length_s : float
        The new length, in seconds.
    kept : tuple of RowChange
        The segments that stay, as they are and as they become.
    moved : int
        How many of them start earlier, because they would reach beyond the end of their track.
    too_long : tuple of Segment
        Would be longer than their whole track, and are removed.
    coinciding : tuple of Segment
        Would be the same window as an earlier segment of their track, and are removed.
    """

    length_s: float
    kept: tuple[RowChange, ...]
    moved: int
    too_long: tuple[Segment, ...]
    coinciding: tuple[Segment, ...]

    @property
    def removed(self) -> tuple[Segment, ...]:
        """Return the segments that cannot stay."""
        return (*self.too_long, *self.coinciding)

    def describe(self) -> str:
        """Return in a sentence what happens to the segments."""
        parts = [f"{counted(len(self.kept), 'segment')} of {self.length_s:g} s"]
        if self.moved:
            parts.append(f"{self.moved} made to start earlier, to end with the track")
        if self.too_long:
            parts.append(f"{len(self.too_long)} removed, the track being shorter")
        if self.coinciding:
            parts.append(f"{len(self.coinciding)} removed, being the same as another")
        return "; ".join(parts) + "."


def preview_segment_length(project: Project, length_s: float) -> LengthPreview:
    """Return what `change_segment_length` would do; changes nothing.

    Raises
    ------
    ProjectError
        Where the length is not from 1 to 120 s.
    """
    shortest, longest = LENGTH_LIMITS_S
    if not shortest <= length_s <= longest:
        raise ProjectError(
            f"Segments of {length_s:g} s are not possible.",
            remedy=f"Choose a length from {shortest:g} to {longest:g} s.",
        )
    tracks = {track.id: track for track in project.tracks.list()}
    kept: list[RowChange] = []
    too_long: list[Segment] = []
    coinciding: list[Segment] = []
    taken: set[tuple[int, int]] = set()
    moved = 0
    for segment in project.segments.list():
        resized = _resize(segment, tracks[segment.track_id], length_s)
        if resized is None:
            too_long.append(segment)
        elif (window := (resized.track_id, resized.start_sample)) in taken:
            coinciding.append(segment)
        else:
            taken.add(window)
            kept.append(RowChange(before=segment, after=resized))
            moved += resized.start_sample != segment.start_sample
    return LengthPreview(
        length_s=float(length_s),
        kept=tuple(kept),
        moved=moved,
        too_long=tuple(too_long),
        coinciding=tuple(coinciding),
    )


def change_segment_length(
    project: Project, length_s: float, *, remove_unfit: bool = False
) -> Edit | None:
    """Change the length of all segments of the project, those to come included.

    Parameters
    ----------
    length_s : float
        The new length, 1 to 120 s.
    remove_unfit : bool
        Whether segments that cannot have this length are removed; see `LengthPreview`.

    Raises
    ------
    ProjectError
        Where the length is out of range, or segments would have to be removed and that was not
        asked for.
    """
    with project.transaction():
        preview = preview_segment_length(project, length_s)
        if preview.removed and not remove_unfit:
            first = project.tracks.get(preview.removed[0].track_id)
            raise ProjectError(
                f"Not every segment can last {length_s:g} s: {preview.describe()} The first to "
                f"be removed is in {first.path}.",
                remedy="Choose another length, or agree that those segments are removed (by "
                "`sepgenre segments`: --remove-unfit).",
            )
        if preview.length_s == project.segments.length_s:
            return None
        removals = [RowChange(before=segment) for segment in preview.removed]
        setting = write_setting(project, LENGTH_SETTING, preview.length_s)
        project.write_changes([*removals, *preview.kept])
    text = f"Change segment length to {length_s:g} s"
    return edit_of(text, [setting, *removals, *preview.kept])


def allow_several_segments(project: Project, *, allowed: bool) -> Edit | None:
    """Say whether a person may cut several segments out of a track; those there are stay."""
    with project.transaction():
        if project.segments.several_allowed == allowed:
            return None
        setting = write_setting(project, SEVERAL_SETTING, allowed)
    text = "Allow several segments per track" if allowed else "Allow one segment per track"
    return edit_of(text, [setting])


def _resize(segment: Segment, track: Track, length_s: float) -> Segment | None:
    n_samples = segment_length_samples(track.sample_rate_hz, length_s)
    last = track.n_samples - n_samples
    if last < 0:
        return None
    return attrs.evolve(segment, start_sample=min(segment.start_sample, last), n_samples=n_samples)
