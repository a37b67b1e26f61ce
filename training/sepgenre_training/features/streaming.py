"""The log mel spectrogram of a signal that comes in blocks, frame by frame that of the whole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sepgenre_training.features.mel import MelSpectrogram, log_mel
from sepgenre_training.features.settings import FeatureSettings

_FRAMES_AT_ONCE = 512


class MelStream:
    """Takes a signal block by block, and gives its frames as soon as their samples are there.

    Each stretch is computed by `log_mel` with so much of the signal before it that its frames
    see what they would see in the whole.

    Parameters
    ----------
    settings : FeatureSettings
        At whose rate the signal comes.
    """

    def __init__(self, settings: FeatureSettings) -> None:
        self._settings = settings
        # Twice as far as a frame reaches back: a whole frame.
        self._lead = -(-settings.n_fft // settings.hop_length)
        self._held = np.zeros(0, dtype=np.float32)
        self._held_from = 0
        self._next = 0

    def add(self, mono: npt.NDArray[np.float32]) -> MelSpectrogram:
        """Take the next samples [shape=(samples,)], and return the frames that are complete.

        Returns
        -------
        MelSpectrogram [shape=(n_mels, n_frames)]
            Often none: they are computed many at a time.
        """
        self._held = np.concatenate([self._held, mono])
        hop, reach = self._settings.hop_length, -(-self._settings.n_fft // 2)
        n_complete = max(0, (len(self._held) - reach) // hop + 1)
        if self._held_from + n_complete - self._next < _FRAMES_AT_ONCE:
            return self._none()
        return self._compute(n_complete)

    def finish(self) -> MelSpectrogram:
        """Return the frames that are left, [shape=(n_mels, n_frames)], after the last sample.

        All together are ``settings.n_frames(samples)``.
        """
        return self._compute(self._settings.n_frames(len(self._held)))

    def _compute(self, n_complete: int) -> MelSpectrogram:
        """Return the frames up to the `n_complete` first ones of what is held."""
        frames = log_mel(self._held, self._settings)[:, self._next - self._held_from : n_complete]
        self._next = self._held_from + n_complete
        dropped = max(0, self._next - self._lead - self._held_from)
        self._held = self._held[dropped * self._settings.hop_length :]
        self._held_from += dropped
        return frames

    def _none(self) -> MelSpectrogram:
        return np.zeros((self._settings.n_mels, 0), dtype=np.float32)
