"""Lines about playback: what a person reads who hears gaps."""

from __future__ import annotations

import attrs

from sepgenre_gui.audio.playback.status import Diagnostics, PlaybackProblem
from sepgenre_gui.screens.curation.sound_report import describe_sound

PLAYING = Diagnostics(
    underruns=3,
    gaps=2,
    device="Headphones",
    rate_hz=48_000,
    source_rate_hz=44_100,
    latency_s=0.2,
    ahead_s=1.25,
    block_frames=1024,
    longest_wait_s=0.031,
)


def test_a_stream_is_described_with_its_underruns() -> None:
    text = "\n".join(describe_sound(PLAYING, None))

    assert "Headphones, 48000 Hz (resampled from 44100 Hz), latency 200 ms" in text
    assert "3 reported by the device, 2 because decoding was late" in text
    assert "31 ms" in text
    assert "Trouble" not in text


def test_equal_rates_are_not_called_resampled() -> None:
    text = describe_sound(attrs.evolve(PLAYING, source_rate_hz=48_000), None)[0]

    assert "resampled" not in text


def test_silence_is_explained() -> None:
    closed = attrs.evolve(PLAYING, device=None, rate_hz=None, latency_s=None)
    problem = PlaybackProblem(message="There is no sound output.", remedy="Plug one in.")

    text = "\n".join(describe_sound(closed, problem))

    assert "no device is open" in text
    assert "Trouble: There is no sound output." in text
