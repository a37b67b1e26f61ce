"""The mel spectrograms of the paper's 66 segments, against their bare transforms.

``python -m tests.benchmarks.features`` prints this table alone. All is measured in the time of one
processor, so that other programs do not count.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import attrs
import librosa
import numpy as np
import numpy.typing as npt
import scipy.fft

from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.tensors import FEATURE_CHANNELS, segment_features

N_SEGMENTS, RATE_HZ, SECONDS = 66, 44_100, 10
GOAL = 2.0
ROUNDS = 3
Mono = npt.NDArray[np.float32]


@attrs.frozen(kw_only=True)
class MelTiming:
    """Seconds of one processor for all inputs of all segments.

    `floor_s` is that of the bare transforms of windowed frames, `whole_s` ours with the mixing and
    resampling of stereo stems.
    """

    floor_s: float
    ours_s: float
    librosa_s: float
    whole_s: float


def measure() -> MelTiming:
    """Return the timing."""
    settings = FeatureSettings()
    rng = np.random.default_rng(0)
    # One signal over and over would stay in the cache; a few do not.
    shape = (len(FEATURE_CHANNELS), settings.sample_rate_hz * SECONDS)
    signals = 0.1 * rng.standard_normal(shape, dtype=np.float32)
    frames = [_frames(signal, settings) for signal in signals]
    stereo = 0.1 * rng.standard_normal((5, 2, RATE_HZ * SECONDS), dtype=np.float32)
    stems = dict(zip(("bass", "drums", "other", "vocals"), stereo[1:], strict=True))
    return MelTiming(
        floor_s=_shortest(lambda: [scipy.fft.rfft(each, axis=1) for each in frames]),
        ours_s=_shortest(lambda: [log_mel(each, settings) for each in signals]),
        librosa_s=_shortest(lambda: [_librosa(each, settings) for each in signals]),
        whole_s=_shortest(lambda: segment_features(stereo[0], stems, RATE_HZ, settings)),
    )


def write_table() -> None:
    """Print a row for each step."""
    timing = measure()
    sys.stdout.write("| 66 segments, five inputs each | s | ratio | goal |\n|---|---|---|---|\n")
    for name, seconds, goal in (
        ("bare transforms", timing.floor_s, ""),
        ("our mel spectrograms", timing.ours_s, f"{GOAL:g}"),
        ("librosa's", timing.librosa_s, ""),
        ("ours with mixing and resampling", timing.whole_s, ""),
    ):
        ratio = seconds / timing.floor_s
        sys.stdout.write(f"| {name} | {seconds:.2f} | {ratio:.1f} | {goal} |\n")


def _frames(signal: Mono, settings: FeatureSettings) -> npt.NDArray[np.float64]:
    """Return what is transformed: windowed, laid out, in double precision as in librosa."""
    padded = np.pad(signal, settings.n_fft // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, settings.n_fft)
    window = librosa.filters.get_window("hann", settings.n_fft)
    return np.ascontiguousarray(frames[:: settings.hop_length] * window)


def _librosa(signal: Mono, settings: FeatureSettings) -> Mono:
    power = librosa.feature.melspectrogram(
        y=signal,
        sr=settings.sample_rate_hz,
        n_fft=settings.n_fft,
        hop_length=settings.hop_length,
        n_mels=settings.n_mels,
    )
    levels: Mono = librosa.power_to_db(power, amin=1e-8, top_db=None)
    return levels


def _shortest(action: Callable[[], object]) -> float:
    action()
    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        action()
        seconds.append(time.process_time() - started)
    return min(seconds) * N_SEGMENTS


if __name__ == "__main__":
    write_table()
