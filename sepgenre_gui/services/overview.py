"""Overview: what a project holds, in numbers that fit one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.project.track_list import TrackState


@attrs.frozen(kw_only=True)
class GenreCount:
    """How many tracks and segments a genre has."""

    name: str
    color: str
    tracks: int
    segments: int


@attrs.frozen(kw_only=True)
class RunLine:
    """A run in one line."""

    name: str
    protocol: str
    separator: str
    trials: str
    state: str


@attrs.frozen(kw_only=True)
class ProjectOverview:
    """What a project holds.

    Attributes
    ----------
    suggested : int
        Segments that nobody has confirmed yet.
    states : Mapping[TrackState, int]
        How many tracks are in each state that occurs.
    """

    folder: Path
    tracks: int
    segments: int
    suggested: int
    genres: tuple[GenreCount, ...]
    runs: tuple[RunLine, ...]
    states: Mapping[TrackState, int] = attrs.field(factory=dict)


def describe_project(project: Project) -> ProjectOverview:
    """Return the overview of `project`."""
    tracks, segments = project.tracks.list(), project.segments.list()
    by_track = Counter(track.genre_id for track in tracks)
    by_segment = Counter(segment.genre_id for segment in segments)
    return ProjectOverview(
        folder=project.folder,
        tracks=len(tracks),
        segments=len(segments),
        suggested=sum(segment.origin is Origin.SUGGESTED for segment in segments),
        genres=tuple(
            GenreCount(
                name=genre.name,
                color=genre.color,
                tracks=by_track[genre.id],
                segments=by_segment[genre.id],
            )
            for genre in project.genres.list()
        ),
        runs=tuple(
            RunLine(
                name=run.name,
                protocol=run.protocol,
                separator=run.separator,
                trials=f"{len(project.runs.trial_indices(run.id))} of {run.trials_wanted}",
                state=run.state.value,
            )
            for run in project.runs.list()
        ),
        states=Counter(row.state for row in project.tracks.list_rows()),
    )
