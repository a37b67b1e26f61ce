"""Beats and bars: which lines a zoom has room for, and which bars it has room to number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_gui.screens.waveform.drawing.ticks import LABEL_GAP, MeasureText, Tick
from sepgenre_gui.screens.waveform.viewport import Viewport

_LEAST_PIXELS = 8.0


@attrs.frozen(kw_only=True, eq=False)
class BeatGrid:
    """The beats of a track.

    Attributes
    ----------
    beats, bars : ndarray [shape=(beats,)], [shape=(bars,)]
        Samples, int64, ascending: every beat, and those that begin a bar.
    """

    beats: npt.NDArray[np.int64]
    bars: npt.NDArray[np.int64]

    @classmethod
    def of(cls, beat_samples: Sequence[int], bar_indices: Sequence[int]) -> BeatGrid:
        """Return the grid of beats at `beat_samples`; `bar_indices` tell which begin a bar."""
        beats = np.asarray(beat_samples, np.int64)
        return cls(beats=beats, bars=beats[np.asarray(bar_indices, np.intp)])

    def ticks(self, viewport: Viewport, measure: MeasureText) -> list[Tick]:
        """Return the lines that are visible, from left to right; bars are major.

        Where lines would come too close, beats are left out, then all but every 2nd, 4th, 8th
        bar, and so on. Bars count from 1.
        """
        stride = self._stride(_LEAST_PIXELS, viewport)
        widest = measure("8" * len(str(len(self.bars))))
        labelled = max(stride, self._stride(widest + LABEL_GAP, viewport))
        ticks = [
            Tick(
                x=viewport.x_of(sample),
                is_major=True,
                label=str(number + 1) if number % labelled == 0 else "",
            )
            for number, sample in _within(self.bars, viewport)
            if number % stride == 0
        ]
        if _spacing(self.beats) / viewport.samples_per_pixel >= _LEAST_PIXELS:
            bars = {tick.x for tick in ticks}
            beats = (viewport.x_of(sample) for _, sample in _within(self.beats, viewport))
            ticks += [Tick(x=x) for x in beats if x not in bars]
        return sorted(ticks, key=lambda tick: tick.x)

    def _stride(self, pixels: float, viewport: Viewport) -> int:
        bar_pixels = _spacing(self.bars) / viewport.samples_per_pixel
        stride = 1
        while stride * bar_pixels < pixels and stride < len(self.bars):
            stride *= 2
        return stride


def _spacing(samples: npt.NDArray[np.int64]) -> float:
    return float(np.median(np.diff(samples))) if len(samples) > 1 else np.inf


def _within(samples: npt.NDArray[np.int64], viewport: Viewport) -> Iterator[tuple[int, int]]:
    begin, end = np.searchsorted(samples, [viewport.first_sample, viewport.last_sample])
    return zip(range(begin, end), samples[begin:end].tolist(), strict=True)
