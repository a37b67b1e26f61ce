"""Playback beside separation: gaps heard, and underruns told, while two workers separate.

`python -m tests.benchmarks.playback [MINUTES]` prints this table alone. What is played is recorded
from a virtual sink and compared with the file sample by sample. A waveform follows the playhead
in the playing process, as in the window.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import attrs

from tests.virtual_sink import missing_for_sound

MINUTES = 5.0
WORKERS = 2

# Not by -m: a spawned worker would import that module, and Qt with it, as its main one.
_START = "from tests.benchmarks.playback_child import main; main()"


@attrs.frozen(kw_only=True)
class PlaybackUnderLoad:
    """What was heard and told in one playback.

    Attributes
    ----------
    n_gaps : int
        Places in the recording that are not the file's next samples.
    underruns, late : int
        As the diagnostics page counts them: the device ran dry; decoding was late.
    """

    heard_s: float
    n_gaps: int
    underruns: int
    late: int
    longest_wait_ms: float
    latency_ms: float
    n_separated: int


def measure(minutes: float = MINUTES, workers: int = WORKERS) -> PlaybackUnderLoad:
    """Play for `minutes` while `workers` separate."""
    done = subprocess.run(
        [sys.executable, "-c", _START, str(minutes), str(workers)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return PlaybackUnderLoad(**json.loads(done.stdout.splitlines()[-1]))


def write_table(minutes: float = MINUTES) -> None:
    """Measure, and write the table to standard output."""
    out = sys.stdout
    missing = missing_for_sound()
    if missing is not None:
        out.write(f"Not measured: {missing}\n")
        return
    out.write("| heard, s | gaps | underruns told | decoded late | longest wait, ms | latency, ms ")
    out.write("| segments separated meanwhile |\n|---|---|---|---|---|---|---|\n")
    found = measure(minutes)
    out.write(
        f"| {found.heard_s:.0f} | {found.n_gaps} | {found.underruns} | {found.late} "
        f"| {found.longest_wait_ms:.0f} | {found.latency_ms:.0f} | {found.n_separated} |\n"
    )


if __name__ == "__main__":
    write_table(*map(float, sys.argv[1:]))
