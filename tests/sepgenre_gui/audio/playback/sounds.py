"""Sounds to play in tests, and measures of what was heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from sepgenre_gui.audio.playback import PlaybackSource
from sepgenre_training.audio import examine, read_window

Frames = npt.NDArray[np.float32]


def describe(path: Path) -> PlaybackSource:
    info = examine(path, min_duration_s=0).info
    return PlaybackSource(
        path=path,
        decoder=info.decoder,
        sample_rate_hz=info.sample_rate_hz,
        n_samples=info.n_samples,
        n_channels=info.channels,
    )


def write_sound(path: Path, frames: Frames, rate_hz: int) -> PlaybackSource:
    """Write a float WAV and describe it."""
    soundfile.write(path, frames, rate_hz, subtype="FLOAT")
    return describe(path)


def write_noise(
    path: Path, *, duration_s: float, rate_hz: int = 44_100, channels: int = 2
) -> PlaybackSource:
    rng = np.random.default_rng(11)
    frames = rng.uniform(-0.5, 0.5, (round(duration_s * rate_hz), channels)).astype(np.float32)
    return write_sound(path, frames, rate_hz)


def write_sine(
    path: Path, *, duration_s: float, frequency_hz: float = 220.0, rate_hz: int = 44_100
) -> PlaybackSource:
    phase = 2 * np.pi * frequency_hz * np.arange(round(duration_s * rate_hz)) / rate_hz
    sine = (0.5 * np.sin(phase)).astype(np.float32)
    return write_sound(path, np.stack([sine, sine], axis=1), rate_hz)


def source_frames(source: PlaybackSource, start: int = 0, end: int | None = None) -> Frames:
    """Return the file's frames [shape=(frames, channels)] by the program's decoder."""
    end = source.n_samples if end is None else end
    window = read_window(
        source.path, start_sample=start, n_samples=end - start, decoder=source.decoder
    )
    return np.ascontiguousarray(window.T)


def sounding(frames: Frames) -> tuple[int, int]:
    """Return the first frame that is not silent, and the one after the last."""
    (found,) = np.nonzero(np.abs(frames).max(axis=1) > 0)
    assert len(found), "nothing was heard"
    return int(found[0]), int(found[-1]) + 1


def find(frames: Frames, piece: Frames) -> int:
    """Return where `piece` begins in `frames`, to the sample; it must be there bit by bit."""
    candidates = np.flatnonzero((frames[: len(frames) - len(piece) + 1] == piece[0]).all(axis=1))
    for start in candidates:
        if np.array_equal(frames[start : start + len(piece)], piece):
            return int(start)
    raise AssertionError(f"{len(piece)} frames are not found in {len(frames)}")


def count_clicks(frames: Frames, *, frequency_hz: float = 220.0, rate_hz: int = 44_100) -> int:
    """Count the places where a sine of amplitude 0.5 bends more than fades of 5 ms bend it."""
    omega = 2 * np.pi * frequency_hz / rate_hz
    fade = np.pi / (0.005 * rate_hz)
    # Two sines in a raised-cosine cross-fade: |f''| <= A (w^2 + w v + v^2 / 2) each, doubled.
    bound = 2 * 0.5 * (omega**2 + omega * fade + fade**2 / 2)
    bends = np.abs(np.diff(frames[:, 0].astype(np.float64), n=2))
    return int((bends > bound).sum())
