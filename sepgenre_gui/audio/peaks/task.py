"""What a pyramid is built from, and where in the cache it belongs."""

from __future__ import annotations

from pathlib import Path

import attrs
from attrs import validators

from sepgenre_gui.audio.peaks.layout import VERSION, Layout
from sepgenre_training.audio import DecoderName
from sepgenre_training.cache import Cache, content_key


@attrs.frozen(kw_only=True)
class PeaksTask:
    """One track whose peaks are wanted; what an examination of its file found.

    Attributes
    ----------
    path : Path
        The audio file.
    decoder : {"libsndfile", "ffmpeg"}
        What it was examined with.
    content_hash : str
        Of the file's bytes. Equal content has equal peaks, wherever it lies.
    n_samples, n_channels : int
        As decoded.
    sample_rate_hz : int
        For messages.
    cache_root : Path
        The project's cache folder.
    """

    path: Path
    decoder: DecoderName
    content_hash: str = attrs.field(validator=validators.min_len(1))
    n_samples: int = attrs.field(validator=validators.ge(1))
    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    n_channels: int = attrs.field(validator=validators.ge(1))
    cache_root: Path

    @property
    def layout(self) -> Layout:
        """Return how the file is laid out."""
        return Layout(n_samples=self.n_samples, n_channels=self.n_channels)

    @property
    def file(self) -> Path:
        """Return where the finished pyramid lies."""
        key = content_key(
            version=VERSION,
            content=self.content_hash,
            decoder=self.decoder,
            n_samples=self.n_samples,
            n_channels=self.n_channels,
        )
        return Cache(root=self.cache_root).path("peaks", key, ".peaks")
