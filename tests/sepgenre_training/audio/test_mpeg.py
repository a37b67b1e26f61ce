from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sepgenre_training.audio.mpeg import count_samples

Make = Callable[..., Any]


@pytest.mark.parametrize(("rate_hz", "channels"), [(44_100, 2), (22_050, 1), (8_000, 1)])
@pytest.mark.parametrize("mode", ["CONSTANT", "VARIABLE"])
def test_the_count_is_the_length_and_the_padding(
    tone: Make, write: Make, rate_hz: int, channels: int, mode: str
) -> None:
    samples = tone(5.0, rate_hz, channels)
    path = write("a.mp3", samples, rate_hz, format="MP3", bitrate_mode=mode)
    per_frame = 1152 if rate_hz > 24_000 else 576
    counted = count_samples(path)
    assert counted is not None
    assert counted % per_frame == 0
    assert len(samples) <= counted <= len(samples) + 5 * per_frame


def test_tags_and_rubbish_around_the_frames_do_not_count(tone: Make, write: Make) -> None:
    path = write("a.mp3", tone(5.0), format="MP3")
    music, alone = path.read_bytes(), count_samples(path)
    picture = bytes.fromhex("fffb9064") * 500
    size = bytes([0, 0, len(picture) >> 7, len(picture) & 127])
    path.write_bytes(b"ID3\x03\0\0" + size + picture + music + b"TAG" + bytes(125))
    assert count_samples(path) == alone
    path.write_bytes(bytes(3000) + b"\xff\xfb\x90\x64" + bytes(10) + music)
    assert count_samples(path) == alone


@pytest.mark.parametrize(
    "data", [b"x", b"text " * 999, b"\xff" * 5000, b"ID3\x04\0\0\x7f\x7f\x7f\x7f"]
)
def test_what_is_no_mp3_has_no_count(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(data)
    assert count_samples(path) is None


def test_noise_is_survived(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(np.random.default_rng(0).bytes(200_000))
    counted = count_samples(path)
    assert counted is None or counted < 44_100
