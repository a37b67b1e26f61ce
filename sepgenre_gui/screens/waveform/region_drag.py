"""A drag of the region: as a whole, within the track, and on past the edges of the view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.screens.waveform.drawing.marks import Region
from sepgenre_gui.screens.waveform.viewport import Viewport

_FOLLOW_EVERY_MS = 16
_FOLLOW_SHARE = 0.2
_FOLLOW_MOST_PIXELS = 40.0


class RegionDrag(QObject):
    """Turns where the pointer is into where the region starts.

    Signals
    -------
    moved(start_sample)
        The region starts elsewhere.
    """

    moved = Signal(object)

    def __init__(self, viewport: Viewport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._snap: Callable[[int], int] | None = None
        self._region: Region | None = None
        self._start = 0
        self._grabbed = 0.0
        self._x = 0.0
        # The track passes by while the pointer is held beside the view.
        self._timer = QTimer(self)
        self._timer.setInterval(_FOLLOW_EVERY_MS)
        self._timer.timeout.connect(self._follow)

    @property
    def is_active(self) -> bool:
        """Return whether a drag is under way."""
        return self._region is not None

    def set_snap(self, snap: Callable[[int], int] | None) -> None:
        """Let `snap` turn each start into the nearest good one."""
        self._snap = snap

    def begin(self, region: Region, x: float) -> None:
        """Grab `region` at `x`."""
        self._region = region
        self._start = region.start_sample
        self._grabbed = self._sample_at(x) - region.start_sample
        self._x = x
        self._timer.start()

    def move(self, x: float) -> None:
        """Take the region along to `x`."""
        if self._region is None:
            return
        self._x = x
        start = round(self._sample_at(x) - self._grabbed)
        if self._snap is not None:
            start = self._snap(start)
        start = clamp_start(start, self._region.n_samples, self._viewport.n_samples)
        if start != self._start:
            self._start = start
            self.moved.emit(start)

    def end(self) -> int:
        """Let go; return where the region starts now."""
        self._timer.stop()
        self._region = None
        return self._start

    def cancel(self) -> int:
        """Let go; return where the region started before."""
        before = self._start if self._region is None else self._region.start_sample
        self.end()
        return before

    def _sample_at(self, x: float) -> float:
        return self._viewport.first_sample + x * self._viewport.samples_per_pixel

    def _follow(self) -> None:
        beyond = min(self._x, 0.0) + max(self._x - self._viewport.width, 0.0)
        if beyond:
            pixels = max(-_FOLLOW_MOST_PIXELS, min(beyond * _FOLLOW_SHARE, _FOLLOW_MOST_PIXELS))
            self._viewport.pan(pixels)
            self.move(self._x)


def clamp_start(start_sample: int, n_samples: int, n_track_samples: int) -> int:
    """Return the start nearest to `start_sample` at which a region lies within its track."""
    return max(0, min(start_sample, n_track_samples - n_samples))
