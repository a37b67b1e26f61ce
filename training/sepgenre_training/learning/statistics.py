"""Statistics of a segment's stems: what they sound like, and the rhythm that they keep."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.experiment.reference import predict_by_regression
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.tensors import FEATURE_CHANNELS, SegmentFeatures, read_features
from sepgenre_training.networks.names import STEM_CHANNELS

Float64 = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]

STEM_STATISTICS = "logistic regression on timbre and rhythm of the stems"

BANDS = 32
"""Mel bands into which those of the features are averaged: neighbours tell nearly the same."""

LAGS_S = (0.2, 2.0)
"""Shortest and longest lag of the rhythm: from a quaver at 150 beats a minute to a bar at 120."""

N_LAGS = 60
"""Lags in equal ratios, 4 % apart: about as finely as two genres differ in tempo."""

_REMEMBERED = 4_096
"""Segments whose statistics a process keeps, of 5 KB each."""

_CHANNELS = (*STEM_CHANNELS, "full_mix")
_LEAST_DEVIATIONS = (0.1, 0.1, 0.01)
"""Of each kind of statistics, in dB and in correlation: less than this tells songs apart by chance,
as in bands where nearly all stems are silent."""
_SMALLEST_POWER = 1e-9


@attrs.frozen(kw_only=True, eq=False)
class StemStatistics:
    """Statistics of n segments, a row each.

    Attributes
    ----------
    mix : ndarray [shape=(n, 3 * bands)], float64
        Timbre of the full mix: mean, deviation and mean absolute difference over time of each of
        at most `BANDS` bands, in dB.
    stems : ndarray [shape=(n, 9 * bands)], float64
        The same of bass, drums and other.
    rhythm : ndarray [shape=(n, 4 * N_LAGS)], float64
        Autocorrelation of the onset strength of bass, drums, other and the full mix.
    """

    mix: Float64
    stems: Float64
    rhythm: Float64

    @property
    def blocks(self) -> tuple[Float64, Float64, Float64]:
        """Return the three kinds of statistics."""
        return self.mix, self.stems, self.rhythm

    def of(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> StemStatistics:
        """Return the statistics of some of the segments."""
        chosen = np.asarray(rows, np.int64)
        mix, stems, rhythm = (block[chosen] for block in self.blocks)
        return StemStatistics(mix=mix, stems=stems, rhythm=rhythm)


def read_statistics(paths: Sequence[Path]) -> StemStatistics:
    """Return the statistics of segments, each a file of `extract_segment_features`.

    Raises
    ------
    DatasetError
        Where features cannot be read.
    CancelledError
        Where the person has asked the worker to stop.
    """
    rows = []
    for path in paths:
        check_cancelled()
        rows.append(_statistics_of(path))
    mix, stems, rhythm = (np.stack(block) for block in zip(*rows, strict=True))
    return StemStatistics(mix=mix, stems=stems, rhythm=rhythm)


@lru_cache(maxsize=_REMEMBERED)
def _statistics_of(path: Path) -> tuple[Float64, Float64, Float64]:
    # Each fold asks for those of nearly all segments. The name of a file is the key of its content.
    return segment_statistics(read_features(path), FeatureSettings())


def segment_statistics(
    features: SegmentFeatures, settings: FeatureSettings
) -> tuple[Float64, Float64, Float64]:
    """Return the rows of one segment in `StemStatistics`: mix, stems, rhythm.

    Parameters
    ----------
    features : SegmentFeatures [shape=(5, n_mels, n_frames)]
        Levels in dB.
    settings : FeatureSettings
        What they were computed with.
    """
    levels = [features[FEATURE_CHANNELS.index(name)].astype(np.float64) for name in _CHANNELS]
    timbres = [_timbre(each) for each in levels]
    frame_rate_hz = settings.sample_rate_hz / settings.hop_length
    rhythm = np.concatenate([_rhythm(each, frame_rate_hz) for each in levels])
    return timbres[-1], np.concatenate(timbres[:-1]), rhythm


def place(train: StemStatistics, *others: StemStatistics) -> tuple[Float64, ...]:
    """Return `train` and `others` as points [shape=(n, d)] between which likeness is distance.

    Each number gets mean 0 and deviation 1 over `train`, and each kind of statistics counts alike,
    however many numbers it has.
    """
    return tuple(
        np.concatenate(
            [
                (block - known.mean(axis=0))
                / np.maximum(known.std(axis=0), least)
                / np.sqrt(known.shape[1])
                for known, block, least in zip(
                    train.blocks, each.blocks, _LEAST_DEVIATIONS, strict=True
                )
            ],
            axis=1,
        )
        for each in (train, *others)
    )


def predict_by_statistics(
    train: StemStatistics, labels: Labels, test: StemStatistics, n_classes: int
) -> Float64:
    """Return the probabilities that a logistic regression gives `test` [shape=(n, n_classes)].

    Parameters
    ----------
    labels : ndarray [shape=(n_train,)]
        Classes of `train`; a class that it lacks gets probability 0.
    """
    known, asked = place(train, test)
    return predict_by_regression(known, labels, asked, n_classes)


def _timbre(levels: Float64) -> Float64:
    parts = np.array_split(levels, min(BANDS, len(levels)))
    bands = np.stack([part.mean(axis=0) for part in parts])
    change = np.abs(np.diff(bands, axis=1)).mean(axis=1)
    return np.concatenate([bands.mean(axis=1), bands.std(axis=1), change])


def _rhythm(levels: Float64, frame_rate_hz: float) -> Float64:
    """Return how alike the onsets are to themselves at each lag, 1 where fully [shape=(N_LAGS,)].

    The onset strength is the mean rise over the mel bands; its autocorrelation is that of the
    tempogram (Grosche, Mueller and Kurth, *Cyclic Tempogram*, ICASSP 2010), of the whole segment.
    """
    onsets = np.maximum(np.diff(levels, axis=1), 0.0).mean(axis=0)
    onsets -= onsets.mean()
    # Twice as long, so that the end is not compared with the beginning.
    power = np.abs(np.fft.rfft(onsets, 2 * len(onsets))) ** 2
    correlation = np.fft.irfft(power)[: len(onsets)]
    lags = np.geomspace(*LAGS_S, N_LAGS) * frame_rate_hz
    relative = correlation / max(float(correlation[0]), _SMALLEST_POWER)
    return np.interp(lags, np.arange(len(onsets)), relative, right=0.0)
