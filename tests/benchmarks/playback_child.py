"""The playing process of the playback benchmark: a player, and a waveform that follows it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from sepgenre_gui.audio.peaks import Peaks, build_peaks
from sepgenre_gui.audio.playback import AudioOutput, Player
from tests.benchmarks.waveform_window import RATE_HZ, Window
from tests.sepgenre_gui.audio.playback.gaps import (
    START,
    count_gaps,
    separating,
    write_long_noise,
)
from tests.virtual_sink import VirtualSink

_FRAME_MS = 16
_VISIBLE_S = 10.0
_LEAST_AHEAD_S, _DRAIN_S = 5.0, 0.5


def follow(window: Window, player: Player, duration_s: float) -> None:
    """Draw for a while what the curation window draws while it plays."""

    def draw() -> None:
        sample = player.position
        window.viewport.reveal(sample)
        for view in (window.overview, window.ruler, window.waveform):
            view.set_playhead(sample)

    timer = QTimer()
    timer.timeout.connect(draw)
    timer.start(_FRAME_MS)
    QTimer.singleShot(round(duration_s * 1000), window.application.quit)
    window.application.exec()
    timer.stop()


def main() -> None:
    """Measure what the arguments name, and write it as JSON to standard output."""
    duration_s, workers = 60 * float(sys.argv[1]), int(sys.argv[2])
    # A socket's path is short, so not in the folder of the test.
    with tempfile.TemporaryDirectory(prefix="play") as name, VirtualSink(Path(name)) as sink:
        folder = Path(name)
        os.environ.update(sink.environment)
        source = write_long_noise(folder / "noise.wav", duration_s + _LEAST_AHEAD_S)
        window = Window(source.path, folder / "peaks")
        build_peaks(window.task)
        window.set_track()
        window.set_peaks(Peaks.open_cached(window.task))
        window.viewport.show_range(0, _VISIBLE_S * RATE_HZ)
        with separating(folder, workers) as load:
            before = load.n_segments
            player = Player(output=AudioOutput())
            player.load(source)
            recording = sink.record()
            player.play(START)
            follow(window, player, duration_s)
            diagnostics, n_separated = player.diagnostics, load.n_segments - before
            player.close()
        time.sleep(_DRAIN_S)
        gaps = count_gaps(recording.frames(), source)
        window.lane.close()
    found = {
        "heard_s": gaps.heard_s,
        "n_gaps": gaps.n_gaps,
        "underruns": diagnostics.underruns,
        "late": diagnostics.gaps,
        "longest_wait_ms": 1000 * diagnostics.longest_wait_s,
        "latency_ms": 1000 * (diagnostics.latency_s or 0.0),
        "n_separated": n_separated,
    }
    sys.stdout.write(json.dumps(found) + "\n")
