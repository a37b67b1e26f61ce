"""The waveform: how soon a long track is drawn, how long a frame takes, how much memory it needs.

`python -m tests.benchmarks.waveform` prints these tables alone.

Every track is opened in a window process of its own, without a screen, and decoded by a lane as
in the application. The peer is Audacity 3.2.4 with an hour of stereo music on a machine of two
cores: 6.3 s for WAV, 12.1 s for FLAC, 18.0 s for MP3, from its launch to the complete waveform.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import soundfile

from tests.benchmarks.waveform_window import HEIGHT, WIDTH

RATE_HZ = 44_100
FORMATS = (("wav", 1), ("flac", 1), ("mp3", 1), ("flac", 2))
"""Suffix and hours of each track."""

AUDACITY_S = {"wav": 6.3, "flac": 12.1, "mp3": 18.0}

_BLOCK = 65_536
# Not by -m: a spawned worker would import that module, and Qt with it, as its main one.
_START = "from tests.benchmarks.waveform_window import main; main()"


@attrs.frozen(kw_only=True)
class OpeningTiming:
    """One track opened: seconds from the click; memory of the window's and worker's processes."""

    suffix: str
    hours: float
    first_drawn_s: float
    complete_s: float
    cached_s: float
    window_mb: float
    worker_mb: float


@attrs.frozen(kw_only=True)
class FrameTiming:
    """Milliseconds of a frame at one zoom, median: wall clock, and the processor's alone."""

    span_s: float
    pan_ms: float
    zoom_ms: float
    zoom_cpu_ms: float
    spectrogram_ms: float
    spectrogram_zoom_ms: float
    playhead_ms: float


def measure_openings(folder: Path) -> Iterator[OpeningTiming]:
    """Yield the timing of each of `FORMATS`, in files that are written to `folder`."""
    for suffix, hours in FORMATS:
        path = write_music(folder / f"{hours} h.{suffix}", hours)
        yield OpeningTiming(**_child("open", path, suffix, hours))
        if (suffix, hours) != ("wav", 1):  # which the frames are drawn of
            path.unlink()


def measure_frames(folder: Path) -> Iterator[FrameTiming]:
    """Yield the timing of each of `waveform_window.SPANS_S`, of one hour in a WAV file."""
    path = write_music(folder / "1 h.wav", 1)
    for row in _child("frames", path, "wav", 1):
        yield FrameTiming(**row)


def write_music(path: Path, hours: float) -> Path:
    """Write music, repeated until it lasts `hours`; what is there already is kept."""
    if path.exists():
        return path
    music = _music()
    n_samples = round(hours * 3600 * RATE_HZ)
    options: dict[str, Any] = {"bitrate_mode": "CONSTANT", "compression_level": 0.0}
    options = options if path.suffix == ".mp3" else {}
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, **options) as file:
        for start in range(0, n_samples, _BLOCK):
            count = min(_BLOCK, n_samples - start)
            file.write(np.take(music, range(start, start + count), axis=0, mode="wrap"))
    return path


def _music() -> npt.NDArray[np.float32]:
    folder = Path(__file__).resolve().parents[3] / "shared" / "audio" / "tracker_albums"
    songs = sorted(folder.glob("*/*.ogg"))[::9]
    if songs:
        return np.concatenate([soundfile.read(song, dtype="float32")[0] for song in songs])
    from tests.music import make_track

    return make_track(0, 0, duration_s=300.0, rate_hz=RATE_HZ)


def _child(kind: str, path: Path, suffix: str, hours: float) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", _START, kind, str(path), suffix, str(hours)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def write_tables() -> None:
    """Measure everything and write the tables to standard output."""
    out = sys.stdout
    with tempfile.TemporaryDirectory() as folder:
        out.write("| track | drawn first, s | complete, s | Audacity with its launch, s ")
        out.write(
            "| from the cache, s | window, MB | worker, MB |\n|---|---|---|---|---|---|---|\n"
        )
        for opening in measure_openings(Path(folder)):
            peer = AUDACITY_S.get(opening.suffix) if opening.hours == 1 else None
            out.write(
                f"| {opening.hours:g} h {opening.suffix} | {opening.first_drawn_s:.2f} "
                f"| {opening.complete_s:.2f} | {peer or '-'} | {opening.cached_s:.3f} "
                f"| {opening.window_mb:.0f} | {opening.worker_mb:.0f} |\n"
            )
            out.flush()
        out.write(f"\nA frame, {WIDTH} x {HEIGHT}, with overview and ruler; medians in ms\n\n")
        out.write(
            "| visible, s | pan | zoom | zoom, processor | pan with spectrogram "
            "| zoom with spectrogram | playhead |\n"
        )
        out.write("|---|---|---|---|---|---|---|\n")
        for frame in measure_frames(Path(folder)):
            out.write(
                f"| {frame.span_s:g} | {frame.pan_ms:.1f} | {frame.zoom_ms:.1f} "
                f"| {frame.zoom_cpu_ms:.1f} | {frame.spectrogram_ms:.1f} "
                f"| {frame.spectrogram_zoom_ms:.1f} "
                f"| {frame.playhead_ms:.2f} |\n"
            )


if __name__ == "__main__":
    write_tables()
