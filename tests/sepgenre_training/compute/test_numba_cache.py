"""The cache of compiled functions: filled once, by one process, and usable by all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_TRACK_BEATS = """
import sys
import numpy as np
from sepgenre_training.segmentation.bars import BAR_RATE_HZ, find_bars
clicks = np.zeros(12 * BAR_RATE_HZ, np.float32)
for start in range(0, len(clicks) - 400, BAR_RATE_HZ // 2):
    clicks[start : start + 400] = np.random.default_rng(1).uniform(-1, 1, 400)
bars = find_bars(clicks)
# What that module compiles is kept in no cache: every process would compile it anew.
assert "librosa.beat" not in sys.modules
print(round(bars.tempo_bpm) if bars else None)
"""


@pytest.mark.slow
def test_processes_that_start_at_once_on_a_new_machine_all_track_beats(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _TRACK_BEATS],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]

    ended = [(*process.communicate(), process.returncode) for process in started]

    assert [(out.strip(), status) for out, _, status in ended] == [("120", 0)] * 2, ended
    assert len(list(tmp_path.rglob("ready"))) == 1
    assert list(tmp_path.rglob("*.nbi")) != []
