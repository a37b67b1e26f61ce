"""Waveform peaks: the pyramid that a worker builds while it decodes, and the samples below it."""

from sepgenre_gui.audio.peaks.building import PeaksGrown, build_peaks
from sepgenre_gui.audio.peaks.columns import Columns
from sepgenre_gui.audio.peaks.pyramid import Peaks
from sepgenre_gui.audio.peaks.samples import (
    TILE_SAMPLES,
    SamplesTask,
    SampleTile,
    read_sample_columns,
    read_sample_runs,
    read_samples,
)
from sepgenre_gui.audio.peaks.task import PeaksTask

__all__ = [
    "TILE_SAMPLES",
    "Columns",
    "Peaks",
    "PeaksGrown",
    "PeaksTask",
    "SampleTile",
    "SamplesTask",
    "build_peaks",
    "read_sample_columns",
    "read_sample_runs",
    "read_samples",
]
