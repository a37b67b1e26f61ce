"""What is separated, read in blocks: the track's own samples, and the stems beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import soundfile

from sepgenre_training.audio.files import printable
from sepgenre_training.audio.reading import Reader, open_reader
from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import AudioError, SeparationError
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.task import SeparationTask

BLOCK_SAMPLES = 65_536
"""Samples of each channel that are read at once."""


def track_blocks(
    task: SeparationTask,
    *,
    reader: Reader | None = None,
    start_sample: int = 0,
    n_samples: int | None = None,
) -> Iterator[Audio]:
    """Yield the samples of the track's window in blocks.

    Parameters
    ----------
    task : SeparationTask
        Tells the track and the window in it.
    reader : Reader, optional
        The open track; by default it is opened here.
    start_sample, n_samples : int
        The part of the window, in samples from its start; by default all of it.

    Yields
    ------
    Audio [shape=(channels, BLOCK_SAMPLES)]
        The last one may be shorter.

    Raises
    ------
    AudioError
        Where the track cannot be read, or ends before the window does.
    CancelledError
        Where the person asked to stop; noticed before each block.
    """
    if reader is None:
        with closing(open_reader(task.path, decoder=task.decoder)) as opened:
            yield from track_blocks(
                task, reader=opened, start_sample=start_sample, n_samples=n_samples
            )
        return
    stop = task.n_samples if n_samples is None else start_sample + n_samples
    for start, n_wanted in _spans(start_sample, stop):
        check_cancelled()
        block = reader.read(task.start_sample + start, n_wanted)
        if block.shape[1] < n_wanted:
            end_s = (task.start_sample + stop) / task.sample_rate_hz
            raise AudioError(
                f"{printable(task.path)}: ends before {end_s:.2f} s, to where its samples are "
                "wanted.",
                remedy="Move the segment, or locate the original file if this one was replaced.",
            )
        yield block


def stem_blocks(path: Path, *, start_sample: int = 0, n_samples: int) -> Iterator[Audio]:
    """Yield the samples of all stems in blocks, as far as they are there.

    Parameters
    ----------
    path : Path
        A stems file, finished or growing.
    start_sample, n_samples : int
        The part of it.

    Yields
    ------
    Audio [shape=(stems, channels, BLOCK_SAMPLES)]
        In the order of ``STEM_NAMES``; the last one may be shorter.

    Raises
    ------
    SeparationError
        Where the file is missing, damaged, or too short.
    CancelledError
        Where the person asked to stop; noticed before each block.
    """
    try:
        with soundfile.SoundFile(path) as file:
            if file.channels % len(STEM_NAMES):
                raise _unusable(path, f"it has {file.channels} channels")
            file.seek(start_sample)
            for _, n_wanted in _spans(start_sample, start_sample + n_samples):
                check_cancelled()
                frames = file.read(n_wanted, dtype="float32", always_2d=True)
                if len(frames) < n_wanted:
                    raise _unusable(path, "it is too short")
                channels = np.ascontiguousarray(frames.T)
                yield channels.reshape(len(STEM_NAMES), -1, n_wanted)
    except (OSError, soundfile.SoundFileError) as error:
        words = str(getattr(error, "error_string", error)).rstrip(".")
        raise _unusable(path, words) from error


def _spans(start: int, stop: int) -> Iterator[tuple[int, int]]:
    for first in range(start, stop, BLOCK_SAMPLES):
        yield first, min(BLOCK_SAMPLES, stop - first)


def _unusable(path: Path, reason: str) -> SeparationError:
    return SeparationError(
        f"The stems in {printable(path)} cannot be used: {reason}.",
        remedy="Separate it again; the damaged file is replaced.",
    )
