"""Gaps in what was heard of noise, and the load under which there shall be none.

Noise, because no stretch of it is like another: the recording is compared sample by sample, and a
gap that the device does not report is found as well.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import numpy as np
import soundfile

from sepgenre_gui.audio.playback import PlaybackSource
from sepgenre_training.audio.files import content_hash
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.separation.task import SeparationTask, separate_segment
from tests.music import make_track, write_track
from tests.sepgenre_gui.audio.playback.sounds import Frames, sounding

START = 10_000
"""The sample from which the noise is played."""

_RATE_HZ = 44_100
_CHUNK = 4_096
_SEARCHED = 5 * _RATE_HZ
_SEGMENT_S, _SEGMENTS = 10, 8
_PATIENCE_S = 60.0
_SEPARATE = "from tests.sepgenre_gui.audio.playback.gaps import separate_on; separate_on()"


@attrs.frozen(kw_only=True)
class Gaps:
    """How many chunks of a recording were not the file's next samples, of how many."""

    n_gaps: int
    n_chunks: int

    @property
    def heard_s(self) -> float:
        """How much was compared."""
        return self.n_chunks * _CHUNK / _RATE_HZ


def write_long_noise(path: Path, duration_s: float) -> PlaybackSource:
    """Write stereo noise and return it as the player wants it."""
    rng = np.random.default_rng(1)
    n_samples = round(duration_s) * _RATE_HZ
    with soundfile.SoundFile(path, "w", _RATE_HZ, 2, subtype="PCM_16") as file:
        for _ in range(round(duration_s)):
            file.write(rng.integers(-8_000, 8_000, (_RATE_HZ, 2), dtype=np.int16))
    return PlaybackSource(
        path=path, decoder=None, sample_rate_hz=_RATE_HZ, n_samples=n_samples, n_channels=2
    )


def count_gaps(heard: Frames, source: PlaybackSource) -> Gaps:
    """Compare a recording of `source`, played from `START` on, with the file."""
    played, _ = soundfile.read(source.path, dtype="float32", always_2d=True, start=START)
    probe = played[1_000:1_004]
    (candidates,) = np.nonzero((heard[:, 0] == probe[0, 0]) & (heard[:, 1] == probe[0, 1]))
    begin = next(int(c) for c in candidates if np.array_equal(heard[c : c + 4], probe)) - 1_000
    _, end = sounding(heard)
    n_gaps, shift, n_chunks = 0, 0, 0
    for first in range(_CHUNK, len(played) - 2 * _CHUNK, _CHUNK):
        at = begin + first + shift
        if at + 2 * _CHUNK > end:
            break
        n_chunks += 1
        if not np.array_equal(heard[at : at + _CHUNK], played[first : first + _CHUNK]):
            n_gaps += 1
            shift += _realign(heard, at + _CHUNK, played[first + _CHUNK :][:8])
    return Gaps(n_gaps=n_gaps, n_chunks=n_chunks)


def _realign(heard: Frames, at: int, probe: Frames) -> int:
    """Return by how much the recording is behind (or ahead, below 0) after a gap."""
    first = max(0, at - _SEARCHED)
    (candidates,) = np.nonzero((heard[first : at + _SEARCHED] == probe[0]).all(axis=1))
    for candidate in candidates + first:
        if np.array_equal(heard[candidate : candidate + len(probe)], probe):
            return int(candidate) - at
    return 0


class Separating:
    """Two workers that separate one segment after another, as `sepgenre separate` does."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._told = folder / "separated"
        self._told.touch()
        command = [sys.executable, "-c", _SEPARATE, str(folder), str(workers)]
        with self._told.open("wb") as told:
            self._process = subprocess.Popen(command, stdout=told, stderr=subprocess.DEVNULL)

    @property
    def n_segments(self) -> int:
        """How many segments have been separated so far."""
        return self._told.read_bytes().count(b"\n")

    def wait_until_busy(self) -> None:
        """Return once every worker has begun; fail where none does."""
        deadline = time.monotonic() + _PATIENCE_S
        while not self.n_segments:
            assert self._process.poll() is None, "separation has ended"
            assert time.monotonic() < deadline, "no segment was separated"
            time.sleep(0.1)

    def end(self) -> None:
        """End the workers, which follow their parent."""
        self._process.kill()
        self._process.wait(20)


@contextmanager
def separating(folder: Path, workers: int = 2) -> Iterator[Separating]:
    """Let `workers` separate within the ``with`` block, in `folder`."""
    load = Separating(folder, workers)
    try:
        load.wait_until_busy()
        yield load
    finally:
        load.end()


def separate_on() -> None:
    """Separate the same segments again and again, a line for each; never returns."""
    folder, workers = Path(sys.argv[1]), int(sys.argv[2])
    path = folder / "music.flac"
    length_s = float(_SEGMENT_S * _SEGMENTS)
    write_track(path, make_track(0, 0, duration_s=length_s, rate_hz=_RATE_HZ), rate_hz=_RATE_HZ)
    known, n_samples = content_hash(path), _SEGMENT_S * _RATE_HZ
    with WorkerPool(workers) as pool:
        for number in range(sys.maxsize):
            tasks = [
                SeparationTask(
                    path=path,
                    content_hash=known,
                    start_sample=position * n_samples,
                    n_samples=n_samples,
                    sample_rate_hz=_RATE_HZ,
                    separator="hpss",
                    cache_root=folder / f"cache-{number}",
                )
                for position in range(_SEGMENTS)
            ]
            for outcome in pool.run(separate_segment, tasks):
                if outcome.error is not None:
                    raise outcome.error
                sys.stdout.write(f"{outcome.position}\n")
                sys.stdout.flush()
