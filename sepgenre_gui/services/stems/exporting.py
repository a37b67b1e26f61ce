"""What is exported from the stems screen: the mix as heard, or stems of many segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.stems.separating import stems_task
from sepgenre_training.datasets.walking import absolute
from sepgenre_training.errors import ProjectError
from sepgenre_training.exchange.naming import HASH_DIGITS, distinct_names
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE, lane_key
from sepgenre_training.separation.preview.mixdown_task import MixdownTask, export_name
from sepgenre_training.separation.preview.sample_format import BitDepth
from sepgenre_training.separation.preview.stems_export import StemsExportTask
from sepgenre_training.separation.stems import STEM_NAMES
from sepgenre_training.separation.task import SeparationTask
from sepgenre_training.separation.whole_track.encoding import StemFormat

WITHOUT_VOCALS = "without vocals"

EXPORTED_LANES = (MIXTURE_LANE, *STEM_NAMES, WITHOUT_VOCALS)
"""What a batch can write of each segment."""


def export_mix_task(
    track: Track,
    separations: Sequence[SeparationTask],
    gains: Mapping[str, float],
    path: Path,
    *,
    stem_format: StemFormat,
    sample_rate_hz: int | None = None,
    bit_depth: BitDepth | None = None,
    overwrite: bool = False,
) -> MixdownTask:
    """Return the task that writes the lanes as they are heard to `path`.

    Parameters
    ----------
    separations : sequence of SeparationTask
        As of `stems_task`, at least one, all of one window of `track`.
    gains : Mapping[str, float]
        As of `mixer.lane_gains`: linear, by the key of the lane.
    sample_rate_hz, bit_depth : optional
        By default the track's rate, and the format's depth (float, 24 bits for flac).
    overwrite : bool
        Whether a file at `path` is replaced.
    """
    return MixdownTask(
        gains=gains,
        separations=tuple(separations),
        path=absolute(path),
        format=stem_format,
        bit_depth=bit_depth,
        sample_rate_hz=sample_rate_hz,
        overwrite=overwrite,
        title=track.title,
    )


def export_stems_tasks(
    project: Project,
    segment_ids: Sequence[int],
    *,
    lanes: Sequence[str],
    stem_format: StemFormat,
    sample_rate_hz: int | None = None,
    bit_depth: BitDepth | None = None,
    folder: Path,
    separator: str,
    overwrite: bool = False,
) -> list[StemsExportTask]:
    """Return a task for each segment, which `preview.stems_export.export_stems` does.

    Segments without stems are separated by it first.

    Parameters
    ----------
    segment_ids : sequence of int
        The segments.
    lanes : sequence of str
        Some of `EXPORTED_LANES`: a file for each.
    sample_rate_hz, bit_depth : optional
        By default each track's rate, and the format's depth (float, 24 bits for flac).
    folder : Path
        Gets the files, such as ``Title - 0m32.500 - drums.wav``; of two that would have one name,
        the beginning of the track's content hash follows it.

    Raises
    ------
    ProjectError
        Where there is no segment of an identifier, or nothing to write.
    """
    if not segment_ids or not lanes:
        raise ProjectError(
            "Nothing was chosen to be exported.", remedy="Choose segments, and stems of them."
        )
    chosen = _tracked(project, segment_ids)
    names = iter(export_names(chosen, lanes, stem_format))
    tasks = []
    for track, segment in chosen:
        separation = stems_task(project, track, segment, separator)
        mixdowns = tuple(
            export_mix_task(
                track,
                [separation],
                lane_gains_of(lane, separator),
                absolute(folder) / next(names),
                stem_format=stem_format,
                sample_rate_hz=sample_rate_hz,
                bit_depth=bit_depth,
                overwrite=overwrite,
            )
            for lane in lanes
        )
        tasks.append(StemsExportTask(mixdowns=mixdowns))
    return tasks


def export_names(
    windows: Sequence[tuple[Track, Segment | None]], whats: Sequence[str], stem_format: StemFormat
) -> list[str]:
    """Return the names of the files of each of `whats`, window by window; no two are equal.

    Of those that would be, the beginning of the track's content hash follows the name.

    Parameters
    ----------
    windows : sequence of (Track, Segment or None)
        None stands for the whole track.
    whats : sequence of str
        What is heard: lanes, ``mix``.
    """
    choices = [_possible_names(*window, what) for window in windows for what in whats]
    return [f"{name}.{stem_format}" for name in distinct_names(choices)]


def lane_gains_of(lane: str, separator: str) -> dict[str, float]:
    """Return the gains by which one of `EXPORTED_LANES` is heard alone."""
    if lane == MIXTURE_LANE:
        return {MIXTURE_LANE: 1.0}
    is_bare = lane == WITHOUT_VOCALS
    stems = [stem for stem in STEM_NAMES if stem != "vocals"] if is_bare else [lane]
    return {lane_key(separator, stem): 1.0 for stem in stems}


def _tracked(project: Project, segment_ids: Sequence[int]) -> list[tuple[Track, Segment]]:
    tracks = {track.id: track for track in project.tracks.list()}
    segments = [project.segments.get(identifier) for identifier in segment_ids]
    return [(tracks[segment.track_id], segment) for segment in segments]


def _possible_names(track: Track, segment: Segment | None, what: str) -> list[str]:
    short = track.content_hash[:HASH_DIGITS]
    start_sample = None if segment is None else segment.start_sample
    # Two segments of one track may start within one millisecond.
    marks = ("", f" [{short}]", f" [{short} {start_sample or 0}]")
    return [
        export_name(
            track.title,
            f"{what}{mark}",
            start_sample=start_sample,
            sample_rate_hz=track.sample_rate_hz,
        )
        for mark in marks
    ]
