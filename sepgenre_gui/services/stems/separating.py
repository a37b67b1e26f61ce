"""What is separated for the stems screen: a segment, or a whole track."""

from __future__ import annotations

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_training.separation.task import SeparationTask


def stems_task(
    project: Project,
    track: Track,
    segment: Segment | None,
    separator: str,
    *,
    accept_identical: bool = False,
) -> SeparationTask:
    """Return what `preview.growing.separate_growing` is to separate.

    Parameters
    ----------
    segment : Segment or None
        A segment of `track`, for which the stems are those of its features; None for all of it.
    separator : str
        Name of the separator.
    accept_identical : bool
        Let pass a stem that is nearly the mixture, where a person said so.
    """
    return SeparationTask(
        path=track.path,
        decoder=track.decoder,
        content_hash=track.content_hash,
        start_sample=0 if segment is None else segment.start_sample,
        n_samples=track.n_samples if segment is None else segment.n_samples,
        sample_rate_hz=track.sample_rate_hz,
        separator=separator,
        cache_root=project.cache.root,
        accept_identical=accept_identical,
    )
