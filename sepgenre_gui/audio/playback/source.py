"""What is played: one audio file, described as it was examined."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import attrs
from attrs import validators

from sepgenre_training.audio import DecoderName


class Source(Protocol):
    """What transport and playhead know of what is played; a value."""

    @property
    def sample_rate_hz(self) -> int:
        """The rate that positions are counted at."""
        ...

    @property
    def n_samples(self) -> int:
        """The length."""
        ...

    def clamp(self, sample: int) -> int:
        """Return the position within [0, n_samples] that is nearest to `sample`."""
        ...


@attrs.frozen(kw_only=True)
class PlaybackSource:
    """An audio file to play.

    Attributes
    ----------
    path : Path
        The file.
    decoder : {"libsndfile", "ffmpeg"} or None
        What it was examined with: sample positions hold for that decoder alone.
    sample_rate_hz, n_samples, n_channels : int
        As examined. A file that differs from it by now is refused when it is played.
    """

    path: Path
    decoder: DecoderName | None
    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    n_samples: int = attrs.field(validator=validators.ge(1))
    n_channels: int = attrs.field(validator=validators.ge(1))

    @property
    def duration_s(self) -> float:
        """Return the length in seconds."""
        return self.n_samples / self.sample_rate_hz

    def clamp(self, sample: int) -> int:
        """Return the position within [0, n_samples] that is nearest to `sample`."""
        return min(max(sample, 0), self.n_samples)
