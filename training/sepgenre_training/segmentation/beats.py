"""The beats of one stretch of a track, as a task that any worker process can run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt
from attrs import validators

from sepgenre_training.audio.info import DecoderName
from sepgenre_training.audio.reading import read_window
from sepgenre_training.audio.resampling import resample, to_mono

if TYPE_CHECKING:
    from sepgenre_training.segmentation.bars import Bars

STRETCH_S = 30.0
"""Length over which dance music keeps its tempo, and a grid is fitted, in seconds."""


@attrs.frozen(kw_only=True)
class BeatTask:
    """One stretch of a track whose beats are looked for.

    Attributes
    ----------
    path : Path
        The track.
    decoder : {"libsndfile", "ffmpeg"} or None
        What it was examined with.
    sample_rate_hz : int
        The track's own rate.
    start_sample, n_samples : int
        The stretch; some 10 s to `STRETCH_S`.
    """

    path: Path
    decoder: DecoderName | None = None
    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    start_sample: int = attrs.field(validator=validators.ge(0))
    n_samples: int = attrs.field(validator=validators.ge(1))


@attrs.frozen(kw_only=True, eq=False)
class BeatGrid:
    """The beats of a stretch.

    Attributes
    ----------
    beats : ndarray [shape=(beats,)], int64
        In samples of the track, ascending.
    bars : ndarray [shape=(bars,)], int64
        Those of `beats` that start a bar, in samples of the track.
    tempo_bpm : float
        Beats per minute; half or double the felt tempo at times.
    """

    beats: npt.NDArray[np.int64]
    bars: npt.NDArray[np.int64]
    tempo_bpm: float


def find_beats(task: BeatTask) -> BeatGrid | None:
    """Find the beats of the stretch; None where there is no beat.

    Raises
    ------
    AudioError
        Where the track cannot be read, or ends before the stretch does.
    """
    # The window makes tasks, and must not load scipy for that.
    from sepgenre_training.segmentation.bars import BAR_RATE_HZ, find_bars

    audio = read_window(
        task.path, start_sample=task.start_sample, n_samples=task.n_samples, decoder=task.decoder
    )
    bars = find_bars(resample(to_mono(audio), task.sample_rate_hz, BAR_RATE_HZ))
    return None if bars is None else _lay_out(bars, task)


def _lay_out(bars: Bars, task: BeatTask) -> BeatGrid:
    from sepgenre_training.segmentation.bars import BEATS_PER_BAR

    period_s = 60.0 / bars.tempo_bpm
    end_s = task.n_samples / task.sample_rate_hz
    first_s = float(bars.starts_s[0])
    before = int(first_s // period_s)
    times_s = np.arange(first_s - before * period_s, end_s, period_s)
    beats = task.start_sample + np.round(times_s * task.sample_rate_hz).astype(np.int64)
    return BeatGrid(
        beats=beats, bars=beats[before % BEATS_PER_BAR :: BEATS_PER_BAR], tempo_bpm=bars.tempo_bpm
    )
