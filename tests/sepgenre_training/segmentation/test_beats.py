"""Beats of a stretch: where clicks are, in samples of the track."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_training.segmentation.beats import BeatTask, find_beats

RATE_HZ = 44_100
BPM = 126.0


def write_beat(path: Path, *, first_s: float, duration_s: float) -> np.ndarray:
    """Write kicks, snares on two and four, a new note each bar; return the beats in samples."""
    rng = np.random.default_rng(3)
    audio = np.zeros(round(duration_s * RATE_HZ), np.float32)
    decay = np.arange(RATE_HZ // 8) / RATE_HZ
    kick = np.sin(2 * np.pi * 55.0 * decay) * np.exp(-20.0 * decay)
    snare = rng.standard_normal(len(decay)) * np.exp(-30.0 * decay)
    beats = np.round(np.arange(first_s, duration_s - 0.2, 60.0 / BPM) * RATE_HZ).astype(int)
    for number, beat in enumerate(beats):
        sound = 0.5 * kick + (0.3 * snare if number % 2 else 0.0)
        audio[beat : beat + len(decay)] += sound
    for number, (start, end) in enumerate(zip(beats[0::4], beats[4::4], strict=False)):
        note_hz = (220.0, 294.0, 247.0, 330.0)[number % 4]
        audio[start:end] += 0.1 * np.sin(2 * np.pi * note_hz * np.arange(end - start) / RATE_HZ)
    soundfile.write(path, audio, RATE_HZ)
    return beats


@pytest.mark.slow
def test_beats_and_bars_are_found_in_samples_of_the_track(tmp_path: Path) -> None:
    beats = write_beat(tmp_path / "beat.wav", first_s=0.31, duration_s=40.0)
    start = 10 * RATE_HZ
    task = BeatTask(
        path=tmp_path / "beat.wav",
        sample_rate_hz=RATE_HZ,
        start_sample=start,
        n_samples=24 * RATE_HZ,
    )

    grid = find_beats(task)

    assert grid is not None
    assert grid.tempo_bpm == pytest.approx(BPM, rel=0.005)
    inside = grid.beats[(grid.beats > start + RATE_HZ) & (grid.beats < start + 23 * RATE_HZ)]
    nearest = np.abs(inside[:, np.newaxis] - beats).min(axis=1)
    assert nearest.max() < 0.02 * RATE_HZ
    assert set(grid.bars) <= set(grid.beats)
    first_bar = beats[0::4][np.abs(beats[0::4] - grid.bars[1]).argmin()]
    assert abs(int(first_bar) - int(grid.bars[1])) < 0.02 * RATE_HZ


def test_silence_has_no_beats(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros(12 * RATE_HZ, np.float32), RATE_HZ)
    task = BeatTask(
        path=tmp_path / "silence.wav",
        sample_rate_hz=RATE_HZ,
        start_sample=0,
        n_samples=12 * RATE_HZ,
    )

    assert find_beats(task) is None
