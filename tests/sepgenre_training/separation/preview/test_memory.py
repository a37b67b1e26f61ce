"""The memory of a worker that grows, judges and exports stems, which no track's length changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

RATE_HZ = 44_100

WORK = """
import sys
from pathlib import Path
from sepgenre_training.audio.files import content_hash
from sepgenre_training.separation.preview import growing
from sepgenre_training.separation.preview.mixdown import MixdownTask, mix_down
from sepgenre_training.separation.preview.verdicts import judge_stems
from sepgenre_training.separation.stems import STEM_NAMES
from sepgenre_training.separation.task import SeparationTask


class Shares:
    name, version = "hpss", "1"

    def separate(self, mixture, sample_rate):
        return {name: (0.1 + 0.2 * n) * mixture for n, name in enumerate(STEM_NAMES)}


# What separators take is tested where they are.
growing.loaded_separator = lambda name: Shares()
for track in map(Path, sys.argv[1:]):
    task = SeparationTask(
        path=track, decoder="libsndfile", content_hash=content_hash(track), start_sample=0,
        n_samples=int(track.stem) * 44_100, sample_rate_hz=44_100, separator="hpss",
        cache_root=track.parent / "cache",
    )
    judge_stems(growing.separate_growing(task), task)
    gains = {"mixture": 0.5, "hpss/drums": 1.0}
    written = mix_down(
        MixdownTask(
            gains=gains, separations=(task,), path=track.with_suffix(".mix.flac"), format="flac",
            sample_rate_hz=48_000,
        )
    )
    # Not getrusage's peak: Linux hands that on from the process that started this one.
    status = Path("/proc/self/status").read_text()
    peak_kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(written.n_samples, peak_kb)
"""


def write_track(folder: Path, duration_s: int) -> Path:
    """Write a track of that length, named by its seconds."""
    track = folder / f"{duration_s}.wav"
    second = np.random.default_rng(0).uniform(-0.4, 0.4, (RATE_HZ, 2)).astype(np.float32)
    with soundfile.SoundFile(track, "w", RATE_HZ, 2) as file:
        for _ in range(duration_s):
            file.write(second)
    return track


def peaks_mb(folder: Path, *durations_s: int) -> list[float]:
    """Work on tracks of these lengths in one new process; return its peak so far after each."""
    tracks = [write_track(folder, duration_s) for duration_s in durations_s]
    done = subprocess.run(
        [sys.executable, "-c", WORK, *tracks],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    numbers = [[int(word) for word in line.split()] for line in done.stdout.splitlines()]
    assert [n_written for n_written, _ in numbers] == [s * 48_000 for s in durations_s]
    return [peak_kb / 1024 for _, peak_kb in numbers]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from Linux's /proc")
def test_a_longer_track_takes_no_more_memory(tmp_path: Path) -> None:
    short_mb, long_mb = peaks_mb(tmp_path, 130, 220)

    # Held whole, the stems of a minute and a half more would be 127 MB more.
    assert long_mb <= short_mb + 20
    assert short_mb <= 450
