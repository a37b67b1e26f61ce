"""Counts gaps while the machine is busy, by hand: a measurement, not a test.

    python -m tests.sepgenre_gui.audio.playback.gaps --minutes 5 --workers 2 --window

Plays noise through the player on a virtual sink and compares the recording with the file, sample
by sample, while worker processes compute at low priority, and a window scrolls a waveform and
decodes peaks in the playing process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import soundfile

from sepgenre_gui.audio.playback import AudioOutput, PlaybackSource, Player
from sepgenre_training.audio import iter_blocks
from tests.sepgenre_gui.audio.playback.sounds import Frames, sounding
from tests.virtual_sink import VirtualSink

_RATE_HZ = 44_100
_START = 10_000
_CHUNK = 4_096
_SEARCHED = 5 * _RATE_HZ
_BURN = "import numpy as np\na = np.random.randn(600, 600)\nwhile True: a @ a"


def write_long_noise(path: Path, duration_s: float) -> PlaybackSource:
    rng = np.random.default_rng(1)
    n_samples = round(duration_s) * _RATE_HZ
    with soundfile.SoundFile(path, "w", _RATE_HZ, 2, subtype="PCM_16") as file:
        for _ in range(round(duration_s)):
            file.write(rng.integers(-8_000, 8_000, (_RATE_HZ, 2), dtype=np.int16))
    return PlaybackSource(
        path=path, decoder=None, sample_rate_hz=_RATE_HZ, n_samples=n_samples, n_channels=2
    )


def burn(workers: int, *, nice: int) -> list[subprocess.Popen[bytes]]:
    command = ["nice", "-n", str(nice), sys.executable, "-c", _BURN]
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return [subprocess.Popen(command, env={**os.environ, **threads}) for _ in range(workers)]


def scroll(player: Player, source: PlaybackSource, duration_s: float) -> None:
    """Do for a while what a curation window does: scroll, follow the playhead, decode peaks."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import pyqtgraph
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    plot = pyqtgraph.PlotWidget()
    plot.resize(2_000, 600)
    curves = [plot.plot(connect="pairs"), plot.plot(connect="pairs")]
    line = pyqtgraph.InfiniteLine(0)
    plot.addItem(line)
    plot.show()
    peaks = np.random.default_rng(0).standard_normal((2, 400_000)).astype(np.float32)
    stopped = threading.Event()

    def decode_peaks() -> None:
        while not stopped.is_set():
            for block in iter_blocks(source.path, 65_536):
                if stopped.is_set():
                    return
                binned = block[:, : block.shape[1] // 256 * 256].reshape(2, -1, 256)
                binned.min(axis=2), binned.max(axis=2)

    def draw() -> None:
        first = player.position // 64 % 390_000
        for curve, channel in zip(curves, peaks, strict=True):
            curve.setData(np.arange(4_000) // 2, channel[first : first + 4_000])
        line.setValue(first % 2_000)

    timer = QTimer()
    timer.timeout.connect(draw)
    timer.start(16)
    QTimer.singleShot(round(duration_s * 1_000), application.quit)
    thread = threading.Thread(target=decode_peaks)
    thread.start()
    application.exec()
    stopped.set()
    thread.join()


def count_gaps(heard: Frames, source: PlaybackSource) -> tuple[int, int]:
    """Return how many chunks of the recording are not the file's next samples, of how many."""
    played, _ = soundfile.read(source.path, dtype="float32", always_2d=True, start=_START)
    probe = played[1_000:1_004]
    (candidates,) = np.nonzero((heard[:, 0] == probe[0, 0]) & (heard[:, 1] == probe[0, 1]))
    begin = next(int(c) for c in candidates if np.array_equal(heard[c : c + 4], probe)) - 1_000
    _, end = sounding(heard)
    gaps, shift, n_chunks = 0, 0, 0
    for first in range(_CHUNK, len(played) - 2 * _CHUNK, _CHUNK):
        at = begin + first + shift
        if at + 2 * _CHUNK > end:
            break
        n_chunks += 1
        if not np.array_equal(heard[at : at + _CHUNK], played[first : first + _CHUNK]):
            gaps += 1
            shift += _realign(heard, at + _CHUNK, played[first + _CHUNK :][:8])
    return gaps, n_chunks


def _realign(heard: Frames, at: int, probe: Frames) -> int:
    """Return by how much the recording is behind (or ahead, below 0) after a gap."""
    first = max(0, at - _SEARCHED)
    (candidates,) = np.nonzero((heard[first : at + _SEARCHED] == probe[0]).all(axis=1))
    for candidate in candidates + first:
        if np.array_equal(heard[candidate : candidate + len(probe)], probe):
            return int(candidate) - at
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--strangers", type=int, default=0, help="busy, at normal priority")
    parser.add_argument("--window", action="store_true")
    options = parser.parse_args()
    duration_s = options.minutes * 60
    with tempfile.TemporaryDirectory(prefix="gaps") as folder, VirtualSink(Path(folder)) as sink:
        os.environ.update(sink.environment)
        source = write_long_noise(Path(folder, "noise.wav"), duration_s + 5)
        workers = burn(options.workers, nice=10) + burn(options.strangers, nice=0)
        player = Player(output=AudioOutput())
        player.load(source)
        recording = sink.record()
        player.play(_START)
        if options.window:
            scroll(player, source, duration_s)
        else:
            time.sleep(duration_s)
        diagnostics = player.diagnostics
        player.close()
        for worker in workers:
            worker.kill()
        time.sleep(0.3)
        gaps, n_chunks = count_gaps(recording.frames(), source)
    heard_s = n_chunks * _CHUNK / _RATE_HZ
    print(f"{gaps} gaps in {heard_s:.0f} s of recording; {diagnostics}")  # noqa: T201


if __name__ == "__main__":
    main()
