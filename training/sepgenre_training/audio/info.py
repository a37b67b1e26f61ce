"""What is known of an audio file once it was decoded: values only."""

from __future__ import annotations

from typing import Literal

import attrs
from attrs import validators

DecoderName = Literal["libsndfile", "ffmpeg"]


@attrs.frozen(kw_only=True)
class AudioInfo:
    """A decoded file's properties.

    Attributes
    ----------
    sample_rate_hz, channels : int
        As stored in the file; nothing is resampled or mixed down.
    n_samples : int
        Samples per channel that decode. Headers may promise other lengths; this one is counted.
    decoder : {"libsndfile", "ffmpeg"}
        What decoded it. Sample positions hold for this decoder alone, so pass it on to
        `read_window`.
    decoder_version : str
        The decoder's version.
    title, artist, album : str or None
        From the file's tags; None where absent or blank.
    declared_n_samples : int or None
        What the file announces, where that differs from `n_samples`.
    """

    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    channels: int = attrs.field(validator=validators.ge(1))
    n_samples: int = attrs.field(validator=validators.ge(0))
    decoder: DecoderName = attrs.field(validator=validators.in_(("libsndfile", "ffmpeg")))
    decoder_version: str
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    declared_n_samples: int | None = None

    @property
    def duration_s(self) -> float:
        """Return the decoded length in seconds."""
        return self.n_samples / self.sample_rate_hz


@attrs.frozen(kw_only=True)
class Examination:
    """What `examine` found.

    Attributes
    ----------
    info : AudioInfo
        Rate, channels, decoded length, tags.
    content_hash : str
        SHA-256 (hex) of the file's bytes.
    peak : float
        Largest absolute sample; full scale is 1.0.
    warnings : tuple of str
        What a person should know although the file can be used; sentences.
    """

    info: AudioInfo
    content_hash: str
    peak: float
    warnings: tuple[str, ...] = ()
