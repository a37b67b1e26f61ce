"""Whole-track separation: one file for each stem of one track, in a folder of the person's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs

from sepgenre_training.audio.files import printable, require_audio_file
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import SeparationError
from sepgenre_training.experiment.events import Event
from sepgenre_training.separation.registry import describe_separator, separators
from sepgenre_training.separation.whole_track.encoding import StemFormat
from sepgenre_training.separation.whole_track.files import (
    place,
    require_free,
    stem_targets,
    unfinished_folder,
)
from sepgenre_training.separation.whole_track.task import (
    SEPARATION_STAGE,
    SeparatedTrack,
    TrackTask,
    separate_track,
)


def require_separator(name: str | None) -> str:
    """Return `name`, which a person must have given: no separator is chosen silently.

    Raises
    ------
    SeparationError
        Where it is missing, or there is none of that name; lists those there are.
    """
    if name is None:
        known = ", ".join(descriptor.name for descriptor in separators())
        raise SeparationError(
            "No separator has been chosen.",
            remedy=f"Say which: --separator NAME (known: {known}), or name a project to use its.",
        )
    return describe_separator(name).name


def separate_whole_track(
    track: Path,
    folder: Path,
    *,
    separator: str,
    stem_format: StemFormat,
    accept_identical: bool = False,
    overwrite: bool = False,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> SeparatedTrack:
    """Separate `track` into one file for each stem in `folder`: all four appear, or none.

    Parameters
    ----------
    track : Path
        An audio file that any decoder here knows.
    folder : Path
        Gets ``<track's name> - bass.wav`` and so on; made where it is missing.
    separator : str
        Name of the separator.
    stem_format : {"wav", "flac", "ogg"}
        Format of the stems.
    accept_identical : bool
        Let pass a stem that is nearly the track itself.
    overwrite : bool
        Replace stems that are there.
    pool : WorkerPool
        Where it is separated; an interruption stops its workers.
    on_event : callable
        Receives the progress.

    Raises
    ------
    SepgenreError
        Where the separator cannot run, the track cannot be used, a stem's name is taken, the
        stems cannot be used, or the disk does not take them.
    OSError
        Where `folder` cannot be made or written.
    """
    describe_separator(separator).check()
    require_audio_file(track)
    targets = stem_targets(track, folder, stem_format)
    with unfinished_folder(folder) as unfinished:
        require_free(targets, overwrite=overwrite)
        task = TrackTask(
            path=track.absolute(),
            separator=separator,
            folder=unfinished.absolute(),
            stem_format=stem_format,
            accept_identical=accept_identical,
        )
        # A worker takes seconds to load a network; the bar shows that something goes on.
        on_event(Progressed(stage=SEPARATION_STAGE, done=0, total=1, item=printable(track.name)))
        separated = _run(task, pool, on_event)
        place(separated.files, targets, overwrite=overwrite)
    return attrs.evolve(separated, files=targets)


def _run(task: TrackTask, pool: WorkerPool, on_event: Callable[[Event], None]) -> SeparatedTrack:
    try:
        (outcome,) = pool.run(separate_track, [task], on_event=on_event)
    except BaseException:
        # Nobody may write any more when the unfinished files are removed.
        pool.stop()
        raise
    if outcome.error is not None:
        raise outcome.error
    assert outcome.value is not None
    return outcome.value
