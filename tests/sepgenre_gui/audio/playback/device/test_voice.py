"""A voice: the passage as the device takes it, through a ring of fixed memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soxr

from sepgenre_gui.audio.playback.device.mixing import fit_channels
from sepgenre_gui.audio.playback.device.voice import AHEAD_S, Voice
from sepgenre_gui.audio.playback.passages.blocks import DecodedBlocks
from sepgenre_gui.audio.playback.passages.passage import LinearPassage
from tests.sepgenre_gui.audio.playback.sounds import Frames, source_frames, write_noise


def make_voice(path: Path, *, device_hz: int = 44_100, duration_s: float = 5.0) -> Voice:
    source = write_noise(path / "noise.wav", duration_s=duration_s)
    passage = LinearPassage(DecodedBlocks(source), start=0, end=source.n_samples)
    return Voice(passage, source=source, device_hz=device_hz, channels=2)


def play_out(voice: Voice, block: int) -> Frames:
    taken = []
    while not voice.is_complete:
        while not voice.is_filled:
            voice.fill()
        out = np.full((block, 2), np.nan, np.float32)
        n_taken = voice.take(out)
        assert n_taken == block or voice.is_complete
        taken.append(out[:n_taken])
    return np.concatenate(taken)


@pytest.mark.parametrize("block", [64, 2205, 9_999])
def test_every_frame_comes_out_once(tmp_path: Path, block: int) -> None:
    voice = make_voice(tmp_path)

    heard = play_out(voice, block)

    assert np.array_equal(heard, source_frames(voice.source))


@pytest.mark.parametrize("device_hz", [48_000, 22_050])
def test_another_rate_is_resampled_without_seams(tmp_path: Path, device_hz: int) -> None:
    voice = make_voice(tmp_path, device_hz=device_hz)

    heard = play_out(voice, 2205)

    wanted = soxr.resample(source_frames(voice.source), 44_100, device_hz, quality="HQ")
    assert len(heard) == pytest.approx(5 * device_hz, abs=1)
    n_frames = min(len(heard), len(wanted))
    assert np.abs(heard[:n_frames] - wanted[:n_frames]).max() < 1e-4
    assert voice.sample_at(device_hz) == pytest.approx(44_100)


def test_no_more_is_decoded_than_the_ring_holds(tmp_path: Path) -> None:
    voice = make_voice(tmp_path)

    while not voice.is_filled:
        voice.fill()

    assert 0.8 * AHEAD_S * 44_100 < voice.n_ahead <= AHEAD_S * 44_100


def test_one_channel_reaches_both_and_many_are_mixed() -> None:
    mono = np.array([[0.5], [-0.25]], np.float32)
    surround = np.array([[0.3, 0.6, 0.0]], np.float32)

    assert fit_channels(mono, 2).tolist() == [[0.5, 0.5], [-0.25, -0.25]]
    assert fit_channels(surround, 2) == pytest.approx(np.array([[0.3, 0.3]]))
    assert fit_channels(mono, 1) is mono
