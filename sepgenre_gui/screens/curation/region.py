"""Moving the segment at hand: by drag, by nudges, to beats, to suggestions."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from sepgenre_gui.project.segment import Origin, Segment, clamp_start
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.services.edits import (
    add_segment,
    confirm_suggestions,
    move_segment,
    next_candidate,
    nudge_start,
    place_suggestion,
    remove_segments,
    snap_start,
)
from sepgenre_training.errors import ProjectError

Samples = npt.NDArray[np.int64]

# A snap that carries the segment further than this would surprise.
_ZERO_REACH_S = 0.02


class Snap(enum.Enum):
    """What the start of a dragged segment is drawn to."""

    OFF = "off"
    BEAT = "beat"
    BAR = "bar"
    ZERO = "zero"


class Landmarks(Protocol):
    """What is known of the track at hand, as far as it has been looked for."""

    def beats(self) -> Samples:
        """Return the beats found so far, in samples."""
        ...

    def bars(self) -> Samples:
        """Return the first beats of the bars found so far, in samples."""
        ...

    def zero_crossings_near(self, sample: int) -> Samples:
        """Return where the wave crosses zero around `sample`."""
        ...


class Region(QObject):
    """Edits where the segment at hand stands.

    Signals
    -------
    told : str
        Something that the status bar says, such as why a nudge by a beat is not possible.
    """

    told = Signal(str)

    def __init__(
        self,
        session: CurationSession,
        landmarks: Landmarks,
        playhead: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.snap = Snap.OFF
        self._session = session
        self._landmarks = landmarks
        self._playhead = playhead
        self._gestures = itertools.count()
        self._gesture = ""

    def snapped(self, start_sample: int) -> int:
        """Return where a segment that is dragged to `start_sample` would stand."""
        track = self._track()
        if track is None:
            return start_sample
        length_s = self._session.project.segments.length_s
        if self.snap is Snap.ZERO:
            targets = self._landmarks.zero_crossings_near(start_sample)
            within: int | None = round(_ZERO_REACH_S * track.sample_rate_hz)
        else:
            targets = self._grid(self.snap)
            within = _half_step(targets)
        if self.snap is Snap.OFF or not targets.size:
            return clamp_start(start_sample, track, length_s)
        return snap_start(start_sample, targets, track, length_s, within_samples=within)

    def drag(self, start_sample: int, *, finished: bool) -> None:
        """Move the segment to where the person dragged it; one drag is one step to undo."""
        segment = self._session.segment
        if segment is None:
            return
        self._gesture = self._gesture or f"drag {next(self._gestures)}"
        gesture = self._gesture
        self._move(segment, self.snapped(start_sample), gesture)
        if finished:
            self._gesture = ""

    def nudge(self, by_s: float) -> None:
        """Move the segment by seconds, later or (negative) earlier."""
        track, segment = self._track(), self._session.segment
        if track is None or segment is None:
            self._say_nothing_to_move()
            return
        length_s = self._session.project.segments.length_s
        by_samples = round(by_s * track.sample_rate_hz)
        start = nudge_start(segment.start_sample, by_samples, track, length_s)
        self._move(segment, start, "nudge")

    def step(self, snap: Snap, direction: int) -> None:
        """Move the segment to the next beat or bar, or (direction -1) the one before."""
        track, segment = self._track(), self._session.segment
        if track is None or segment is None:
            self._say_nothing_to_move()
            return
        grid = self._grid(snap)
        spacing = _spacing(grid)
        if spacing is None:
            self.told.emit("No beat has been found here yet.")
            return
        # Beyond the beats found so far, the grid goes on evenly.
        start = segment.start_sample
        tolerance = spacing // 8
        later = grid[grid > start + tolerance] if direction > 0 else grid[grid < start - tolerance]
        if later.size:
            target = int(later[0] if direction > 0 else later[-1])
        else:
            target = start + direction * spacing
        if abs(target - start) > 2 * spacing:
            target = start + direction * spacing
        length_s = self._session.project.segments.length_s
        self._move(segment, clamp_start(target, track, length_s), "nudge")

    def start_here(self) -> None:
        """Let the segment start at the playhead; cut one there where the track has none."""
        segment = self._session.segment
        if segment is None:
            self.add_here()
        else:
            self._gesture = ""
            self._move(segment, self.snapped(self._playhead()), f"here {next(self._gestures)}")

    def add_here(self) -> None:
        """Cut one more segment, starting at the playhead."""
        track = self._track()
        if track is None:
            self.told.emit("Choose a track first.")
            return
        start = self.snapped(self._playhead())
        self._session.perform(lambda: add_segment(self._session.project, track.id, start))

    def remove(self) -> None:
        """Remove the segment at hand."""
        segment = self._session.segment
        if segment is None:
            self._say_nothing_to_move()
            return
        self._session.perform(lambda: remove_segments(self._session.project, [segment.id]))

    def confirm(self) -> bool:
        """Confirm the track's suggestions, or cut a segment where there is none; tell whether."""
        track = self._track()
        if track is None:
            return False
        if not self._session.segments:
            start = self.snapped(self._playhead())
            edit = self._session.perform(
                lambda: add_segment(self._session.project, track.id, start)
            )
            return edit is not None
        suggested = [s.id for s in self._session.segments if s.origin is Origin.SUGGESTED]
        if suggested:
            self._session.perform(lambda: confirm_suggestions(self._session.project, suggested))
        return True

    def place_next(self, starts: tuple[int, ...]) -> None:
        """Put the segment at the next of the suggested places."""
        track, segment = self._track(), self._session.segment
        if track is None:
            return
        start = next_candidate(starts, None if segment is None else segment.start_sample)
        if start is None:
            self.told.emit("No place could be suggested in this track.")
            return
        number = starts.index(start) + 1
        self._session.perform(lambda: place_suggestion(self._session.project, track.id, start))
        self.told.emit(f"Suggestion {number} of {len(starts)}.")

    def _move(self, segment: Segment, start_sample: int, gesture: str) -> None:
        self._session.perform(
            lambda: move_segment(self._session.project, segment.id, start_sample, gesture=gesture)
        )

    def _grid(self, snap: Snap) -> Samples:
        if snap is Snap.BEAT:
            return self._landmarks.beats()
        return self._landmarks.bars() if snap is Snap.BAR else np.empty(0, np.int64)

    def _track(self) -> Track | None:
        track = self._session.track
        if track is None:
            return None
        try:
            clamp_start(0, track, self._session.project.segments.length_s)
        except ProjectError as error:
            self.told.emit(f"{error.message} {error.remedy}")
            return None
        return track

    def _say_nothing_to_move(self) -> None:
        self.told.emit("There is no segment here. Press Return to cut one at the playhead.")


def _spacing(grid: Samples) -> int | None:
    return round(float(np.median(np.diff(grid)))) if grid.size > 1 else None


def _half_step(grid: Samples) -> int | None:
    # Where no beat has been looked for yet, the far ones found elsewhere must not attract.
    spacing = _spacing(grid)
    return None if spacing is None else spacing // 2 + 1
