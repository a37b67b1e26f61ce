"""What the window asks the queue for: every kind of job by name, with its arguments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sepgenre_gui.jobs.queue import JobRequest, Priority
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.jobs.words import count

if TYPE_CHECKING:
    from sepgenre_training.experiment.config import ExperimentConfig

PREVIEW, SEPARATE, FEATURES, ANALYSE = "preview", "separate", "features", "analyse"
EXPERIMENT = "experiment"
EXPORT_STEMS, EXPORT_MIX = "export-stems", "export-mix"
EXPORT_SEGMENTS = "export-segments"
INSTALL, VERIFY, REMOVE = "install", "verify", "remove"


def preview_request(
    track: Track, segment: Segment | None, separator: str, *, accept_identical: bool = False
) -> JobRequest:
    """Return the request for stems that a person waits to hear; None: of the whole track.

    The job reports `StemsGrown`; once it is done, the stems are in the cache.
    """
    what = "the whole track" if segment is None else _at(track, segment)
    return JobRequest(
        kind=PREVIEW,
        title=f"Stems of {track.title}, {what}, by {separator}",
        arguments={
            "track": track.id,
            "segment": None if segment is None else segment.id,
            "separator": separator,
            "accept_identical": accept_identical,
        },
        priority=Priority.URGENT,
    )


def separate_request(
    n_segments: int, separator: str, *, accept_identical: bool = False
) -> JobRequest:
    """Return the request for the stems of every segment of the project."""
    return JobRequest(
        kind=SEPARATE,
        title=f"Separate {count(n_segments, 'segment')} by {separator}",
        arguments={"separator": separator, "accept_identical": accept_identical},
    )


def features_request(separator: str) -> JobRequest:
    """Return the request for the tensors of the labelled segments, by stems of `separator`."""
    return JobRequest(
        kind=FEATURES,
        title=f"Features of the labelled segments, by {separator}",
        arguments={"separator": separator},
    )


def analyse_request(track_ids: Sequence[int]) -> JobRequest:
    """Return the request for the waveforms of tracks, so that they open at once."""
    return JobRequest(
        kind=ANALYSE,
        title=f"Waveforms of {count(len(track_ids), 'track')}",
        arguments={"tracks": list(track_ids)},
        priority=Priority.BACKGROUND,
    )


def experiment_request(
    config: ExperimentConfig,
    separator: str,
    *,
    new: bool = False,
    run_name: str = "",
    run_id: int | None = None,
) -> JobRequest:
    """Return the request for a run: stems and features that are missing first, then its trials.

    The configuration goes along complete, so that it survives a restart. The job reports
    `RunStarted` as soon as the run exists, then `EpochFinished` and `TrialFinished`.

    Parameters
    ----------
    new : bool
        Begin a new run even where an equal one exists.
    run_name : str
        What the list of runs calls it; by default the configuration's name and a number.
    run_id : int, optional
        The run to go on with; the job fails where the data or the versions are others by now.
    """
    # Light as this module is, the window's first paint need not wait for TOML.
    from sepgenre_training.experiment.configuration_file import format_config

    return JobRequest(
        kind=EXPERIMENT,
        title=f"Experiment {run_name or config.name}, {count(config.trials, 'trial')}, "
        f"by {separator}",
        arguments={
            "toml": format_config(config),
            "separator": separator,
            "new": new,
            "name": run_name,
            "run": run_id,
        },
    )


def export_stems_request(
    segment_ids: Sequence[int],
    *,
    lanes: Sequence[str],
    stem_format: str,
    sample_rate_hz: int | None,
    bit_depth: str | int | None,
    folder: Path,
    separator: str,
    overwrite: bool = False,
) -> JobRequest:
    """Return the request for files of stems of many segments; see `services.stems`."""
    return JobRequest(
        kind=EXPORT_STEMS,
        title=f"Export stems of {count(len(segment_ids), 'segment')} to {folder.name}",
        arguments={
            "segments": list(segment_ids),
            "lanes": list(lanes),
            "format": stem_format,
            "sample_rate_hz": sample_rate_hz,
            "bit_depth": bit_depth,
            "folder": str(folder),
            "separator": separator,
            "overwrite": overwrite,
        },
    )


def export_mix_request(
    track: Track,
    segment: Segment | None,
    separators: Sequence[str],
    gains: Mapping[str, float],
    path: Path,
    *,
    stem_format: str,
    sample_rate_hz: int | None,
    bit_depth: str | int | None,
    overwrite: bool = False,
) -> JobRequest:
    """Return the request for one file of the mix as it is heard; see `services.stems`."""
    return JobRequest(
        kind=EXPORT_MIX,
        title=f"Export the mix of {track.title} to {path.name}",
        arguments={
            "track": track.id,
            "segment": None if segment is None else segment.id,
            "separators": list(separators),
            "gains": dict(gains),
            "path": str(path),
            "format": stem_format,
            "sample_rate_hz": sample_rate_hz,
            "bit_depth": bit_depth,
            "overwrite": overwrite,
        },
    )


def export_segments_request(
    to: str,
    folder: Path,
    *,
    track_ids: Collection[int] | None = None,
    genre_id: int | None = None,
    audio_format: str = "wav",
    rate_hz: int | None = None,
    genre_folders: bool = True,
    replace: Collection[Path] | None = None,
) -> JobRequest:
    """Return the request for segments as a table, as labels, or as sound files.

    The arguments are those of `services.exchange.exporting.ExportPlanTask`. Files of other content
    that are there already stay as they are; given `replace`, these files of the export alone are
    written, in place of what is there. A person waits for it in a dialog.
    """
    what = "sound files" if to == "audio" else to
    title = f"Export segments as {what} to {folder.name}"
    if replace is not None:
        title = f"Replace {count(len(replace), 'file')} in {folder.name}"
    return JobRequest(
        kind=EXPORT_SEGMENTS,
        title=title,
        arguments={
            "to": to,
            "folder": str(folder),
            "tracks": None if track_ids is None else sorted(track_ids),
            "genre": genre_id,
            "audio_format": audio_format,
            "rate_hz": rate_hz,
            "genre_folders": genre_folders,
            "replace": None if replace is None else sorted(str(path) for path in replace),
        },
        priority=Priority.URGENT,
    )


def install_request(name: str, source: Path | None = None) -> JobRequest:
    """Return the request to install a separator: by download, or from what the person has."""
    return JobRequest(
        kind=INSTALL,
        title=f"Install {name}" + ("" if source is None else f" from {source.name}"),
        arguments={"name": name, "source": None if source is None else str(source)},
    )


def verify_request(name: str) -> JobRequest:
    """Return the request to look anew at all that a separator needs."""
    return JobRequest(kind=VERIFY, title=f"Verify {name}", arguments={"name": name})


def remove_request(name: str) -> JobRequest:
    """Return the request to remove what was installed for a separator."""
    return JobRequest(kind=REMOVE, title=f"Remove {name}", arguments={"name": name})


def _at(track: Track, segment: Segment) -> str:
    minutes, seconds = divmod(segment.start_sample / track.sample_rate_hz, 60.0)
    return f"{int(minutes)}:{seconds:04.1f}"
