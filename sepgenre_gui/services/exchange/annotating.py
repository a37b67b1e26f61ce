"""Import of segments, as far as a worker does it: which line belongs to which track."""

from __future__ import annotations

from pathlib import Path

import attrs

from sepgenre_gui.services.exchange.rehearsal import Reporting, SerialPool, rehearsal
from sepgenre_gui.services.import_segments import SegmentImport, import_segments


@attrs.frozen(kw_only=True)
class SegmentsTask:
    """Files of segments, and the track of all of them where a person says it."""

    project_folder: Path
    files: tuple[Path, ...]
    track_id: int | None = None


def match_segments(task: SegmentsTask) -> SegmentImport:
    """Find out which segments `task` brings to which tracks; nothing is stored.

    Returns
    -------
    SegmentImport
        As if they were stored; its `edit`, applied, stores them.

    Raises
    ------
    ProjectError
        Where there is no track `track_id`, or the project cannot be read.
    """
    with rehearsal(task.project_folder) as copy:
        return import_segments(
            copy, task.files, track_id=task.track_id, pool=SerialPool(), on_event=Reporting()
        )
