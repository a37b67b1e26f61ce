"""The memory of a worker that separates a whole track, which the track's length must not change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

RATE_HZ = 44_100
MOST_MB = 1_600

SEPARATE = """
import sys
from pathlib import Path
from sepgenre_training.separation.whole_track import task

track, folder, separator, weights = map(Path, sys.argv[1:])
if separator.name == "spleeter":
    from sepgenre_training.separation.spleeter.engine import SpleeterSeparator
    # The registry would refuse weights that are not the published ones.
    task.loaded_separator = lambda name: SpleeterSeparator(weights=weights)
separated = task.separate_track(
    task.TrackTask(path=track, separator=separator.name, folder=folder, stem_format="wav")
)
# Not getrusage's peak: Linux hands that on from the process that started this one.
status = Path("/proc/self/status").read_text()
peak_kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
print(separated.n_samples, peak_kb)
"""


def peak_mb(folder: Path, shared: Path, duration_s: int, separator: str, weights: Path) -> float:
    """Separate music of that length in a process of its own; return the process's peak."""
    path = shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg"
    music, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate_hz == RATE_HZ
    n_samples = duration_s * RATE_HZ
    track = folder / f"{duration_s} s.flac"
    with soundfile.SoundFile(track, "w", RATE_HZ, music.shape[1]) as file:
        for done in range(0, n_samples, len(music)):
            file.write(music[: n_samples - done])
    unfinished = folder / f"{duration_s} s"
    unfinished.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", SEPARATE, track, unfinished, separator, weights],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    n_separated, peak_kb = map(int, done.stdout.split())
    assert n_separated == n_samples
    return peak_kb / 1024


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from Linux's /proc")
@pytest.mark.parametrize("separator", ["spleeter", "hpss"])
def test_a_longer_track_takes_no_more_memory(
    tmp_path: Path, shared: Path, random_checkpoint: Path, separator: str
) -> None:
    short_mb = peak_mb(tmp_path, shared, 60, separator, random_checkpoint)
    long_mb = peak_mb(tmp_path, shared, 120, separator, random_checkpoint)

    # Held whole, 60 s more of stems would be 85 MB more.
    assert short_mb <= MOST_MB
    assert long_mb <= 1.05 * short_mb
