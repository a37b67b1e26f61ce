"""The viewport: which part of a track is visible, shared by all widgets above one another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

MOST_PIXELS_PER_SAMPLE = 40.0
"""The deepest zoom."""

_FIT_TOLERANCE = 1 + 1e-9
_PAGE_MARGIN = 0.05


class Viewport(QObject):
    """The visible range of a track, in samples and pixels; always within the track.

    A pixel is a logical one, as in Qt's events; fractions count.

    Signals
    -------
    changed
        The range, the track or the width is another.
    visible_range_changed(start_s, end_s)
        The range that is visible, in seconds.
    """

    changed = Signal()
    visible_range_changed = Signal(float, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._n_samples = 1
        self._sample_rate_hz = 44_100
        self._width = 1.0
        self._first_sample = 0.0
        self._samples_per_pixel = 1.0

    @property
    def n_samples(self) -> int:
        """Return the length of the track."""
        return self._n_samples

    @property
    def sample_rate_hz(self) -> int:
        """Return the track's sampling rate."""
        return self._sample_rate_hz

    @property
    def width(self) -> float:
        """Return the width that shows the range, in pixels."""
        return self._width

    @property
    def first_sample(self) -> float:
        """Return the sample at the left edge."""
        return self._first_sample

    @property
    def last_sample(self) -> float:
        """Return the sample at the right edge, not beyond the track's end."""
        return min(self._first_sample + self._width * self._samples_per_pixel, self._n_samples)

    @property
    def samples_per_pixel(self) -> float:
        """Return the zoom."""
        return self._samples_per_pixel

    @property
    def fits(self) -> bool:
        """Return whether the whole track is visible."""
        return self._samples_per_pixel * _FIT_TOLERANCE >= self._coarsest

    def set_track(self, n_samples: int, sample_rate_hz: int) -> None:
        """Show another track, all of it."""
        self._n_samples = max(1, n_samples)
        self._sample_rate_hz = sample_rate_hz
        self._move(0.0, self._coarsest)

    def set_width(self, width: float) -> None:
        """Take another width: what was fitted stays fitted, else the zoom stays."""
        fitted = self.fits
        self._width = max(1.0, width)
        self._move(self._first_sample, self._coarsest if fitted else self._samples_per_pixel)

    def x_of(self, sample: float) -> float:
        """Return where `sample` lies, in pixels from the left edge."""
        return (sample - self._first_sample) / self._samples_per_pixel

    def sample_at(self, x: float) -> int:
        """Return the sample that lies at `x`, clamped to the track."""
        sample = int(self._first_sample + x * self._samples_per_pixel)
        return min(max(sample, 0), self._n_samples - 1)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Enlarge by `factor`; what lies at `x` (the middle by default) stays there."""
        x = self._width / 2 if x is None else x
        held = self._first_sample + x * self._samples_per_pixel
        samples_per_pixel = self._clamp_zoom(self._samples_per_pixel / factor)
        self._move(held - x * samples_per_pixel, samples_per_pixel)

    def pan(self, pixels: float) -> None:
        """Move the range by `pixels` to the right, as far as the track goes."""
        first = self._first_sample + pixels * self._samples_per_pixel
        self._move(first, self._samples_per_pixel)

    def show_range(self, start_sample: float, stop_sample: float) -> None:
        """Make the range given fill the width, as far as track and zoom allow."""
        samples_per_pixel = self._clamp_zoom((stop_sample - start_sample) / self._width)
        middle = (start_sample + stop_sample) / 2
        self._move(middle - samples_per_pixel * self._width / 2, samples_per_pixel)

    def show_all(self) -> None:
        """Make the whole track visible."""
        self._move(0.0, self._coarsest)

    def center_on(self, sample: float) -> None:
        """Bring `sample` to the middle, at the same zoom."""
        self._move(sample - self._width * self._samples_per_pixel / 2, self._samples_per_pixel)

    def reveal(self, sample: float) -> None:
        """Turn the page where `sample` is not visible: it comes near the left edge."""
        if not self._first_sample <= sample < self.last_sample:
            self.start_at(sample - _PAGE_MARGIN * self._width * self._samples_per_pixel)

    def start_at(self, sample: float) -> None:
        """Bring `sample` to the left edge, at the same zoom."""
        self._move(sample, self._samples_per_pixel)

    @property
    def _coarsest(self) -> float:
        return max(self._n_samples / self._width, 1 / MOST_PIXELS_PER_SAMPLE)

    def _clamp_zoom(self, samples_per_pixel: float) -> float:
        return min(max(samples_per_pixel, 1 / MOST_PIXELS_PER_SAMPLE), self._coarsest)

    def _move(self, first_sample: float, samples_per_pixel: float) -> None:
        self._samples_per_pixel = self._clamp_zoom(samples_per_pixel)
        last_first = self._n_samples - self._width * self._samples_per_pixel
        self._first_sample = max(0.0, min(first_sample, last_first))
        self.changed.emit()
        rate_hz = self._sample_rate_hz
        self.visible_range_changed.emit(self._first_sample / rate_hz, self.last_sample / rate_hz)
