"""The desk: what the person's hand and the separation say, read by the threads that play."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sepgenre_gui.audio.mixer.source import MixSource


class Desk:
    """Gains, and how much is ready. One thread writes; others read without a lock.

    Each value lies in one slot that is replaced as a whole.

    Attributes
    ----------
    gains : Mapping[str, float]
        Linear gains by key; a lane that is not named has 1.
    """

    def __init__(self) -> None:
        self.gains: Mapping[str, float] = MappingProxyType({})
        self._ready: tuple[MixSource | None, int] = (None, 0)

    def set_gains(self, gains: Mapping[str, float]) -> None:
        """Take `gains` for the lanes they name; other lanes keep theirs."""
        self.gains = MappingProxyType({**self.gains, **gains})

    def set_ready(self, source: MixSource | None, n_samples: int) -> None:
        """Say that the first `n_samples` of `source` are there."""
        self._ready = (source, n_samples)

    def n_ready(self, source: MixSource) -> int:
        """Return how much of `source` is there; nothing of one that is no longer loaded."""
        loaded, n_samples = self._ready
        return n_samples if loaded is source else 0
