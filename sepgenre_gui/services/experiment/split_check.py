"""Whether the data can be split as a configuration wants it, told before anything is computed."""

from __future__ import annotations

from pathlib import Path

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.experiment.participants import participants
from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.splits import LabelledSegment, draw_splits


@attrs.frozen(kw_only=True)
class SplitCheckTask:
    """What `check_splits` needs to know; picklable, since scikit-learn is a worker's matter."""

    project_folder: Path
    config: ExperimentConfig


def check_splits(task: SplitCheckTask) -> str:
    """Return why the splits of a run cannot be drawn, with what to do; empty where they can.

    Segments that will turn out not to be separable are taken to take part.
    """
    with Project.open(task.project_folder, read_only=True) as project:
        taking_part = participants(project, task.config.genres)
    labels = sorted({segment.genre_id for _, segment in taking_part if segment.genre_id})
    segments = [
        LabelledSegment(
            segment_id=segment.id,
            song_id=track.id,
            artist=track.artist,
            label=labels.index(segment.genre_id),
        )
        for track, segment in taking_part
        if segment.genre_id is not None
    ]
    try:
        draw_splits(segments, task.config)
    except ExperimentError as error:
        return f"{error.message} {error.remedy}".strip()
    return ""
