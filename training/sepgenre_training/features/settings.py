"""What a mel spectrogram is computed with: the paper's 128 bands by 458 frames."""

from __future__ import annotations

import attrs
from attrs import validators

from sepgenre_training.errors import ConfigurationError


@attrs.frozen(kw_only=True)
class FeatureSettings:
    """Settings of the mel spectrogram.

    The defaults turn 10.000 s at 22,050 Hz (220,500 samples) into 458 frames: hop 482 is the
    only hop for which 1 + floor(220500 / hop) = 458, the width that the paper reports.

    Attributes
    ----------
    sample_rate_hz : int
        Rate to which every stem is resampled, in Hz.
    n_fft, hop_length : int
        Window and step of the centred STFT, in samples.
    n_mels : int
        Number of mel bands, from 0 Hz to half the sampling rate.
    floor_db : float
        Power below this level (dB re full scale) is raised to it, so that digital silence and
        a faint tail look alike.
    """

    sample_rate_hz: int = attrs.field(default=22_050, validator=validators.ge(1000))
    n_fft: int = attrs.field(default=2048, validator=validators.ge(64))
    hop_length: int = attrs.field(default=482, validator=validators.ge(1))
    n_mels: int = attrs.field(default=128, validator=validators.ge(8))
    floor_db: float = attrs.field(default=-80.0, validator=validators.lt(0.0))

    def __attrs_post_init__(self) -> None:
        if self.hop_length > self.n_fft:
            raise ConfigurationError(
                f"features.hop_length is {self.hop_length}, longer than n_fft ({self.n_fft}).",
                remedy="Choose a hop of at most n_fft, or samples between frames are not seen.",
            )

    def n_frames(self, n_samples: int) -> int:
        """Return the number of frames of a centred STFT of `n_samples` samples."""
        return 1 + n_samples // self.hop_length
