"""How loud each frequency band of a track is over time, in two cells a second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import numpy as np
import numpy.typing as npt
from scipy import fft

from sepgenre_training.audio.resampling import to_mono
from sepgenre_training.separation.stems import Audio

BAND_EDGES_HZ = (20.0, 120.0, 400.0, 2000.0, 6000.0, 16000.0)
"""Kick and bass, bass and low chords, voice and leads, presence, cymbals."""

CELL_S = 0.5
"""Length of the cells that a track is divided into, in seconds: about one beat."""

_FRAMES_PER_CELL = 5
FLOOR_DB = -100.0


@attrs.frozen(kw_only=True, eq=False)
class Activity:
    """Levels of a track.

    Attributes
    ----------
    band_db : ndarray [shape=(bands, cells)], float32
        Mean power in each of the bands between `BAND_EDGES_HZ`, in dB, at least `FLOOR_DB`.
    cell_samples : int
        Length of a cell, in samples of the track.
    """

    band_db: npt.NDArray[np.float32]
    cell_samples: int

    @property
    def n_cells(self) -> int:
        """Number of whole cells."""
        return int(self.band_db.shape[1])

    def loudness_db(self) -> npt.NDArray[np.float32]:
        """Return the level of all bands together, [shape=(cells,)]."""
        power = np.power(10.0, self.band_db / 10.0).sum(axis=0)
        return np.asarray(10.0 * np.log10(power), dtype=np.float32)


def measure_activity(blocks: Iterable[Audio], sample_rate: int) -> Activity:
    """Measure a track that arrives in blocks, of which only one is held at a time.

    Parameters
    ----------
    blocks : Iterable[Audio [shape=(channels, samples)]]
        The track in order, cut anywhere.
    sample_rate : int
        In Hz.

    Returns
    -------
    Activity
        Of all whole cells; what remains at the end is left out.
    """
    frame_samples = max(round(CELL_S * sample_rate) // _FRAMES_PER_CELL, 1)
    cell_samples = frame_samples * _FRAMES_PER_CELL
    window = np.hanning(frame_samples).astype(np.float32)
    # Of a sine at full scale, the power in its band is then -3 dB.
    scale = 2.0 / (frame_samples * float(np.sum(window**2)))
    edges = np.searchsorted(fft.rfftfreq(frame_samples, 1.0 / sample_rate), BAND_EDGES_HZ)
    levels = [np.zeros((len(BAND_EDGES_HZ) - 1, 0), dtype=np.float32)]
    for mono in _in_cells(blocks, cell_samples):
        frames = mono.reshape(-1, frame_samples) * window
        power = np.abs(fft.rfft(frames, axis=1)) ** 2 * scale
        total = np.concatenate([np.zeros((len(power), 1)), np.cumsum(power, axis=1)], axis=1)
        in_bands = np.maximum(np.diff(total[:, edges], axis=1), 0.0)
        per_cell = in_bands.reshape(-1, _FRAMES_PER_CELL, in_bands.shape[1]).mean(axis=1)
        level_db = 10.0 * np.log10(np.maximum(per_cell, 10.0 ** (FLOOR_DB / 10.0)))
        levels.append(level_db.T.astype(np.float32))
    return Activity(band_db=np.concatenate(levels, axis=1), cell_samples=cell_samples)


def _in_cells(blocks: Iterable[Audio], cell_samples: int) -> Iterator[npt.NDArray[np.float32]]:
    rest = np.zeros(0, dtype=np.float32)
    for block in blocks:
        mono = np.concatenate([rest, to_mono(block)])
        whole = len(mono) // cell_samples * cell_samples
        rest = mono[whole:]
        if whole:
            yield mono[:whole]
