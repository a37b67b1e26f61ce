"""Near-duplicate segments: the same music twice, shifted or encoded anew, found by its features.

Two stages. A coarse grid of 32 bands tells for every pair of segments whether their levels move
alike at some shift; many songs of one genre do. Of each segment the most alike are compared in
full: level details, each relative to its neighbourhood in band and time, which are as good as
independent in different recordings however alike the genre and the beat.

Measured on 66 electronic songs: two segments of one recording that overlap by half or more, or are
encoded as MP3, have a similarity of 0.87 or more, those of different songs of 0.15 or less; the one
pair between is a song and its remake.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import DatasetError
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.tensors import FEATURE_CHANNELS

Float32 = npt.NDArray[np.float32]

SIMILARITY_THRESHOLD = 0.6
"""Far from both: see the figures at the head."""

_FULL_MIX = FEATURE_CHANNELS.index("full_mix")
_BANDS, _FRAMES_EACH = 32, 4
_COARSE_THRESHOLD = 0.5
_CANDIDATES_EACH = 8
# Levels so far below the loudest are what a codec leaves of silence.
_RANGE_DB = 60.0
_NEIGHBOURHOOD = (9, 9)
_FAINT_DETAIL_DB = 2.0
_ROWS_AT_ONCE = 8
_DETAILS_KEPT = 512


@attrs.frozen(kw_only=True)
class SimilarPair:
    """Two segments that are nearly the same music.

    Attributes
    ----------
    first, second : int
        Their places among the segments given, the smaller one first.
    similarity : float
        Correlation of their level details at the best shift, at most 1.
    lag_s : float
        By how much the second begins later in the music than the first, in seconds.
    """

    first: int
    second: int
    similarity: float
    lag_s: float


def near_duplicates(
    segments: Sequence[Path] | Float32,
    *,
    settings: FeatureSettings | None = None,
    threshold: float = SIMILARITY_THRESHOLD,
) -> tuple[SimilarPair, ...]:
    """Return the pairs of segments that are nearly the same music, the most alike first.

    Of each segment the eight most alike are looked at, so that of a large group of equal ones
    not every pair is told, but every segment is.

    Parameters
    ----------
    segments : sequence of Path, or ndarray [shape=(n, n_mels, n_frames, 1)], float32
        Feature files (`features.task.features_path`), of which the full mix is read; or the
        tensor of the full mix. Levels in dB.
    settings : FeatureSettings or None
        What they were computed with; None: the defaults. Tells how long a frame is.
    threshold : float
        The least similarity.

    Raises
    ------
    DatasetError
        Where a file cannot be read, or the segments have different shapes.
    CancelledError
        Where the person has asked the worker to stop.
    """
    settings = settings or FeatureSettings()
    frame_s = settings.hop_length / settings.sample_rate_hz
    read = _reader(segments)
    details = functools.lru_cache(maxsize=_DETAILS_KEPT)(lambda index: _details(read(index)))
    pairs = []
    for first, second in _candidates(_coarse_grid(read, len(segments))):
        check_cancelled()
        similarity, lag = _best_shift(details(first), details(second))
        if similarity >= threshold:
            pairs.append(
                SimilarPair(first=first, second=second, similarity=similarity, lag_s=lag * frame_s)
            )
    return tuple(sorted(pairs, key=lambda pair: (-pair.similarity, pair.first, pair.second)))


def _reader(segments: Sequence[Path] | Float32) -> Callable[[int], Float32]:
    """Return what reads the levels [shape=(n_mels, n_frames)] of the segment at a place."""
    if isinstance(segments, np.ndarray):
        tensor = segments
        return lambda index: np.asarray(tensor[index, ..., 0], dtype=np.float32)
    paths = segments

    def read(index: int) -> Float32:
        try:
            features = np.load(paths[index], mmap_mode="r", allow_pickle=False)
            return np.array(features[_FULL_MIX], dtype=np.float32)
        except (OSError, ValueError, EOFError, IndexError) as error:
            raise DatasetError(
                f"{paths[index]}: the features cannot be read ({error}).",
                remedy="Extract the features again.",
            ) from error

    return read


def _coarse_grid(read: Callable[[int], Float32], n_segments: int) -> Float32:
    """Return levels [shape=(n, bands, frames)] in dB, less what all segments have in common."""
    rows: list[Float32] = []
    for index in range(n_segments):
        check_cancelled()
        levels = _raised(read(index))
        bands, frames = min(_BANDS, levels.shape[0]), levels.shape[1] // _FRAMES_EACH
        levels = levels[: levels.shape[0] // bands * bands, : frames * _FRAMES_EACH]
        grid = levels.reshape(bands, -1, frames, _FRAMES_EACH).mean(axis=(1, 3))
        if rows and grid.shape != rows[0].shape:
            raise DatasetError(
                "The segments have features of different shapes.",
                remedy="Extract the features of all segments again with the same settings.",
            )
        rows.append(grid)
    if not rows:
        return np.zeros((0, 1, 1), np.float32)
    grids = np.stack(rows)
    # Else the fall of the spectrum from bass to treble would make all music alike.
    grids -= grids.mean(axis=(0, 2), keepdims=True)
    grids -= grids.mean(axis=(1, 2), keepdims=True)
    return grids


def _raised(levels: Float32) -> Float32:
    return np.asarray(np.maximum(levels, levels.max() - _RANGE_DB), dtype=np.float32)


def _candidates(grids: Float32) -> Iterator[tuple[int, int]]:
    """Yield the pairs to be compared in full, each once."""
    # [shape=(frequencies, n, bands)]
    spectra: npt.NDArray[np.complex64] = np.ascontiguousarray(
        np.fft.rfft(grids, _transform_length(grids.shape[2])).transpose(2, 0, 1),
        dtype=np.complex64,
    )
    found = set()
    for start in range(0, len(grids), _ROWS_AT_ONCE):
        check_cancelled()
        block = _coarse_similarity(grids, spectra, slice(start, start + _ROWS_AT_ONCE))
        for first, row in enumerate(block, start=start):
            row[first] = -1.0
            for second in np.argsort(-row, kind="stable")[:_CANDIDATES_EACH]:
                if row[second] >= _COARSE_THRESHOLD:
                    found.add((min(first, int(second)), max(first, int(second))))
    yield from sorted(found)


def _coarse_similarity(grids: Float32, spectra: npt.NDArray[np.complex64], rows: slice) -> Float32:
    """Return the best correlation over all shifts [shape=(rows, n)] of `rows` with all others."""
    n_frames = grids.shape[2]
    # Summed over the bands, one matrix product for each frequency.
    products = np.matmul(spectra[:, rows].conj(), spectra.transpose(0, 2, 1))
    shifted = np.fft.irfft(products, _transform_length(n_frames), axis=0)
    return np.asarray(_normalised(shifted, grids[rows], grids).max(axis=0), dtype=np.float32)


def _best_shift(first: Float32, second: Float32) -> tuple[float, int]:
    """Return the best correlation and by how many frames `second` then begins later.

    Parameters
    ----------
    first, second : ndarray [shape=(bands, frames)]
    """
    length = _transform_length(first.shape[1])
    products = (np.fft.rfft(first, length).conj() * np.fft.rfft(second, length)).sum(axis=0)
    shifted = np.fft.irfft(products, length)[:, np.newaxis, np.newaxis]
    correlations = _normalised(shifted, first[np.newaxis], second[np.newaxis])[:, 0, 0]
    best = int(correlations.argmax())
    return float(correlations[best]), -int(_lags(first.shape[1])[best])


def _lags(n_frames: int) -> npt.NDArray[np.int64]:
    """Return the shifts that leave half of the frames in common, in frames."""
    return np.arange(-(n_frames // 2), n_frames // 2 + 1)


def _transform_length(n_frames: int) -> int:
    """Return a power of two at which no shift of `_lags` meets its own end."""
    return 1 << (n_frames + n_frames // 2).bit_length()


def _normalised(
    products: npt.NDArray[np.floating], first: Float32, second: Float32
) -> npt.NDArray[np.float64]:
    """Return correlations over the frames in common [shape=(lags, n_first, n_second)].

    Parameters
    ----------
    products : ndarray [shape=(transform length, n_first, n_second)]
        Sums over bands and frames of first[t] second[t + lag], negative lags at the end.
    first, second : ndarray [shape=(n, bands, frames)]
    """
    n_frames = first.shape[2]
    lags = _lags(n_frames)
    start, end = np.maximum(0, -lags), np.minimum(n_frames, n_frames - lags)
    energies = _energies(first, start, end)[:, :, np.newaxis]
    energies = energies * _energies(second, start + lags, end + lags)[:, np.newaxis, :]
    # What has no detail, such as silence, is like nothing.
    scale = np.sqrt(np.where(energies > 1e-6, energies, np.inf))
    return np.asarray(products[lags] / scale, dtype=np.float64)


def _energies(
    grids: Float32, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the energy between two frames, for each lag [shape=(lags, n)]."""
    sums = np.zeros((grids.shape[2] + 1, len(grids)))
    np.cumsum(np.einsum("nbt,nbt->tn", grids, grids), axis=0, out=sums[1:])
    return np.asarray(sums[end] - sums[start])


def _details(levels: Float32) -> Float32:
    """Return levels relative to the mean and deviation of their neighbourhood."""
    from scipy.ndimage import uniform_filter  # A second to import.

    raised = _raised(levels)
    detail = raised - uniform_filter(raised, _NEIGHBOURHOOD, mode="nearest")
    energy = uniform_filter(np.square(detail), _NEIGHBOURHOOD, mode="nearest")
    # The filter's running sums may end a trifle below zero.
    scale = np.sqrt(np.maximum(energy, 0.0) + _FAINT_DETAIL_DB**2)
    return np.asarray(detail / scale, dtype=np.float32)
