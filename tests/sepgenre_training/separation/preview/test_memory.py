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
track, n_samples = Path(sys.argv[1]), int(sys.argv[2])
task = SeparationTask(
    path=track, decoder="libsndfile", content_hash=content_hash(track), start_sample=0,
    n_samples=n_samples, sample_rate_hz=44_100, separator="hpss", cache_root=track.parent / "cache",
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


def peak_mb(folder: Path, duration_s: int) -> float:
    """Work on a track of that length in a process of its own; return the process's peak."""
    n_samples = duration_s * RATE_HZ
    track = folder / f"{duration_s}.wav"
    second = np.random.default_rng(0).uniform(-0.4, 0.4, (RATE_HZ, 2)).astype(np.float32)
    with soundfile.SoundFile(track, "w", RATE_HZ, 2) as file:
        for _ in range(duration_s):
            file.write(second)
    done = subprocess.run(
        [sys.executable, "-c", WORK, track, str(n_samples)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    n_written, peak_kb = map(int, done.stdout.split())
    assert n_written == duration_s * 48_000
    return peak_kb / 1024


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from Linux's /proc")
def test_a_longer_track_takes_no_more_memory(tmp_path: Path) -> None:
    short_mb = peak_mb(tmp_path, 130)
    long_mb = peak_mb(tmp_path, 300)

    # Held whole, the stems of three more minutes would be 240 MB more.
    assert long_mb <= short_mb + 20
    assert short_mb <= 450
