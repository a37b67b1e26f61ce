"""Separating a segment or a whole track into a file that can be heard while it grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import attrs
import numpy as np

from sepgenre_training.audio.files import printable
from sepgenre_training.audio.reading import Reader, open_reader
from sepgenre_training.cache import Cache, content_key, touch
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import SeparationError
from sepgenre_training.os_errors import explain_os_error
from sepgenre_training.separation.preview.growing_file import GrowingStems
from sepgenre_training.separation.preview.track_blocks import track_blocks
from sepgenre_training.separation.quality import QualityGates
from sepgenre_training.separation.stem_files import stems_are_cached
from sepgenre_training.separation.stems import Audio, Separator
from sepgenre_training.separation.task import (
    SeparationTask,
    loaded_separator,
    require_unchanged,
    stem_key,
    stems_path,
)
from sepgenre_training.separation.whole_track.encoding import require_room
from sepgenre_training.separation.whole_track.streaming import StreamingSeparator, stream_stems

MOST_IN_ONE_PIECE_S = 120.0
"""What is longer is streamed, under a key of its own; no segment of a project is."""

# Changes whenever the same track would be streamed to other stems.
_STREAMING_VERSION = "1"


@attrs.frozen(kw_only=True)
class StemsGrown:
    """`n_ready_samples` of `n_samples` of every stem can be read from the file at `path`.

    The first one tells of none, as soon as the file is there. The file is float WAV (RF64 beyond
    4 GB) of the final length, channels interleaved in the order of ``STEM_NAMES``; what is not
    yet written reads as zeros. It is renamed or vanishes when the task ends.
    """

    path: Path
    n_ready_samples: int
    n_samples: int


def is_streamed(task: SeparationTask) -> bool:
    """Return whether the task is too long to be separated in one piece."""
    return task.n_samples > MOST_IN_ONE_PIECE_S * task.sample_rate_hz


def growing_path(task: SeparationTask) -> Path:
    """Return where `separate_growing` puts the finished stems, whether or not they are there.

    For up to `MOST_IN_ONE_PIECE_S` it is ``stems_path(task)``: the stems that features are made
    of.
    """
    if not is_streamed(task):
        return stems_path(task)
    key = content_key(stems=stem_key(task), streamed=_STREAMING_VERSION)
    return Cache(root=task.cache_root).path("stems", key, ".wav")


def has_grown(task: SeparationTask) -> bool:
    """Return whether the stems of `separate_growing` are in the cache, whole."""
    return stems_are_cached(
        growing_path(task), n_samples=task.n_samples, sample_rate_hz=task.sample_rate_hz
    )


def separate_growing(task: SeparationTask) -> Path:
    """Separate a segment or a whole track, unless the cache holds its stems already.

    The stems grow in a file beside the finished one, of which `StemsGrown` events tell after each
    chunk. Up to `MOST_IN_ONE_PIECE_S` they are, to the bit, those of `separate_segment`; what is
    longer is streamed in memory that its length does not change. After an error or a cancel
    nothing stays.

    Returns
    -------
    Path
        ``growing_path(task)``.

    Raises
    ------
    AudioError
        Where the track cannot be read, ends too soon, or is no longer the file that was added.
    SeparationError
        Where the separator cannot run, refuses the track, or gives stems that cannot be used.
    SepgenreError
        Where the disk does not take the stems.
    CancelledError
        Where the person asked to stop.
    """
    path = growing_path(task)
    if has_grown(task):
        touch(path)
        return path
    require_unchanged(task)
    try:
        separator = loaded_separator(task.separator)
        with closing(open_reader(task.path, decoder=task.decoder)) as reader:
            _grow(task, separator, reader, path)
    except SeparationError as error:
        start_s = task.start_sample / task.sample_rate_hz
        # One that may be accepted stays such.
        raise type(error)(
            f"{printable(task.path)}: from {start_s:.2f} s: {error.message}", remedy=error.remedy
        ) from error
    except OSError as error:
        named = OSError(error.errno, error.strerror or str(error), str(error.filename or path))
        raise explain_os_error(named) from error
    return path


def _grow(task: SeparationTask, separator: Separator, reader: Reader, path: Path) -> None:
    gates = QualityGates(
        separator=task.separator,
        sample_rate=task.sample_rate_hz,
        accept_identical=task.accept_identical,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    require_room(path.parent, "wav", channels=reader.channels, n_samples=task.n_samples)
    with GrowingStems(
        path,
        n_samples=task.n_samples,
        channels=reader.channels,
        sample_rate_hz=task.sample_rate_hz,
    ) as growing:
        _report(task, growing)
        for mixture, stems in _separate(task, separator, track_blocks(task, reader=reader)):
            gates.add(mixture, stems)
            growing.write(stems)
            _report(task, growing)
        gates.require_passed()
        growing.finish()


def _separate(
    task: SeparationTask, separator: Separator, blocks: Iterator[Audio]
) -> Iterator[tuple[Audio, Mapping[str, Audio]]]:
    # One that streams by itself gives the same stems in chunks as in one piece.
    if is_streamed(task) or isinstance(separator, StreamingSeparator):
        yield from stream_stems(separator, blocks, task.sample_rate_hz)
        return
    mixture = np.concatenate(list(blocks), axis=1)
    check_cancelled()
    yield mixture, separator.separate(mixture, task.sample_rate_hz)


def _report(task: SeparationTask, growing: GrowingStems) -> None:
    report(
        StemsGrown(
            path=growing.path, n_ready_samples=growing.n_ready_samples, n_samples=task.n_samples
        )
    )
