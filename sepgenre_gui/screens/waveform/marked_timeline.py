"""A timeline with marks over its picture: the region that is being chosen, and other segments."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from sepgenre_gui.screens.waveform.drawing.marks import Region, SegmentMark
from sepgenre_gui.screens.waveform.drawing.ticks import format_clock
from sepgenre_gui.screens.waveform.region_drag import clamp_start
from sepgenre_gui.screens.waveform.timeline import TimelineWidget
from sepgenre_gui.screens.waveform.viewport import Viewport

_FAR_PIXELS = 100.0


class MarkedTimeline(TimelineWidget):
    """Keeps the region and the segments, and says in words where the region is."""

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(viewport, parent)
        self._region: Region | None = None
        self._segments: tuple[SegmentMark, ...] = ()

    @property
    def region(self) -> Region | None:
        """Return the region as it is shown."""
        return self._region

    @property
    def segments(self) -> tuple[SegmentMark, ...]:
        """Return the other segments."""
        return self._segments

    def set_region(
        self,
        start_sample: int | None,
        n_samples: int = 0,
        editable: bool = True,  # noqa: FBT001, FBT002 - as a slot takes it
        *,
        label: str = "",
        color: str | None = None,
    ) -> None:
        """Show the region that is being chosen; None shows none.

        Parameters
        ----------
        start_sample, n_samples : int
            Where it lies; clamped to the track.
        editable : bool
            Whether it can be dragged.
        label, color : str, optional
            Of its genre, ``#rrggbb``.
        """
        self._region = None
        if start_sample is not None:
            self._region = Region(
                start_sample=clamp_start(start_sample, n_samples, self._viewport.n_samples),
                n_samples=n_samples,
                is_editable=editable,
                label=label,
                color=color,
            )
        self.describe()
        self.update()

    def move_region(self, start_sample: int) -> None:
        """Show the region elsewhere; nothing happens where there is none."""
        if self._region is not None:
            start = clamp_start(start_sample, self._region.n_samples, self._viewport.n_samples)
            self._region = attrs.evolve(self._region, start_sample=start)
            self.describe()
            self.update()

    def set_segments(self, segments: Sequence[SegmentMark]) -> None:
        """Show the other segments of the track, dimly."""
        self._segments = tuple(segments)
        self.update()

    def describe(self) -> None:
        """Say the visible range and the region's start in the accessible description."""
        self.describe_range(self._viewport)

    def describe_range(self, shown: Viewport) -> None:
        """Say that `shown` is the visible range, and where the region starts."""
        rate_hz = shown.sample_rate_hz
        text = (
            f"{format_clock(shown.first_sample / rate_hz)} to "
            f"{format_clock(shown.last_sample / rate_hz)} of "
            f"{format_clock(shown.n_samples / rate_hz)}."
        )
        if self._region is not None:
            text += f" Region starts at {format_clock(self._region.start_sample / rate_hz)}."
        self.setAccessibleDescription(text)

    def area_of(self, mark: Region | SegmentMark) -> QRectF:
        """Return where a mark is painted; far outside it is cut."""
        left = max(self.x_of(mark.start_sample), -_FAR_PIXELS)
        right = min(self.x_of(mark.stop_sample), self.width() + _FAR_PIXELS)
        return QRectF(left, 0, max(1.0, right - left), self.height())
