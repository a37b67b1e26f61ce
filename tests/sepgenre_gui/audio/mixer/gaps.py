"""Counts gaps of the mixer while two processes separate: a test, and by hand a measurement.

    python -m tests.sepgenre_gui.audio.mixer.gaps --seconds 60 --lanes 9

Plays lanes of noise through the mixer on a virtual sink and compares the recording with their
sum, sample by sample, while worker processes separate at low priority and meters are asked for.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import attrs
import numpy as np
import soundfile

from sepgenre_gui.audio.mixer import LaneAudio, MixPlayer, MixSource
from sepgenre_gui.audio.playback import AudioOutput, Diagnostics
from tests.sepgenre_gui.audio.mixer.stems import RATE_HZ, frames_of, noise_stems, stem_lanes
from tests.sepgenre_gui.audio.playback.gaps import START, Gaps, count_gaps, separating
from tests.sepgenre_gui.audio.playback.sounds import describe, write_sound
from tests.virtual_sink import VirtualSink

_METERS_S = 1 / 30


@attrs.frozen
class Counted:
    """What the recording and the player say."""

    gaps: Gaps
    diagnostics: Diagnostics


def write_lanes(folder: Path, n_lanes: int, duration_s: float) -> tuple[MixSource, Path]:
    """Write a mixture and one or two files of stems; return the mix, and the file of its sum."""
    noise = noise_stems(duration_s)
    total = frames_of(noise["vocals"])
    track = write_sound(folder / "mixture.wav", total, RATE_HZ)
    mixture = LaneAudio(
        key="mixture",
        path=track.path,
        decoder=track.decoder,
        file_channels=2,
        first_channel=0,
    )
    lanes = [mixture]
    stacked = np.concatenate([frames_of(stem) for stem in noise.values()], axis=1)
    for number in range((n_lanes - 1) // 4):
        path = folder / f"stems{number}.wav"
        soundfile.write(path, stacked, RATE_HZ, subtype="FLOAT")
        lanes += stem_lanes(path, 2, kind=str(number))
        for stem in noise.values():
            total += frames_of(stem)
    soundfile.write(folder / "sum.wav", total, RATE_HZ, subtype="FLOAT")
    source = MixSource(
        lanes=tuple(lanes), sample_rate_hz=RATE_HZ, n_samples=len(total), n_channels=2
    )
    return source, folder / "sum.wav"


def count(sink: VirtualSink, n_lanes: int, duration_s: float) -> Counted:
    """Play `n_lanes` for `duration_s` while two processes separate, and count the gaps."""
    with tempfile.TemporaryDirectory(prefix="lanes") as name:
        folder = Path(name)
        source, total = write_lanes(folder, n_lanes, duration_s + 3)
        player = MixPlayer(output=AudioOutput())
        player.load(source)
        with separating(folder):
            recording = sink.record()
            player.play(START)
            end = time.monotonic() + duration_s
            while time.monotonic() < end:
                player.levels()
                time.sleep(_METERS_S)
            diagnostics = player.diagnostics
            player.close()
            time.sleep(0.3)
        return Counted(count_gaps(recording.frames(), describe(total)), diagnostics)


def main() -> None:
    """Print the gaps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--lanes", type=int, default=9, choices=(5, 9))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gaps") as folder, VirtualSink(Path(folder)) as sink:
        os.environ.update(sink.environment)
        counted = count(sink, options.lanes, options.seconds)
    print(counted)  # noqa: T201


if __name__ == "__main__":
    main()
