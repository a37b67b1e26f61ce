from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from sepgenre_training.audio import examine, iter_blocks, open_reader, read_window
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import Audio

Make = Callable[..., Any]

ENCODINGS = [
    ("a.wav", 44_100, 2, {"subtype": "PCM_24"}),
    ("a.flac", 44_100, 2, {}),
    ("a.aiff", 44_100, 1, {}),
    ("a.ogg", 44_100, 2, {"format": "OGG"}),
    ("a.opus", 48_000, 2, {"format": "OGG", "subtype": "OPUS"}),
    ("cbr.mp3", 44_100, 2, {"format": "MP3", "bitrate_mode": "CONSTANT", "compression_level": 0}),
    ("vbr.mp3", 44_100, 2, {"format": "MP3", "bitrate_mode": "VARIABLE"}),
    ("vbr.mp3", 48_000, 2, {"format": "MP3", "bitrate_mode": "VARIABLE"}),
    ("mono.mp3", 44_100, 1, {"format": "MP3"}),
    ("low.mp3", 22_050, 2, {"format": "MP3"}),
    ("low.mp3", 8_000, 1, {"format": "MP3"}),
]


def full(path: Path) -> Audio:
    """Decode by one read of a file just opened: no seek, and none of the code tested."""
    with soundfile.SoundFile(path) as file:
        samples: Audio = file.read(dtype="float32", always_2d=True)
    return samples.T


@pytest.mark.parametrize(("name", "rate_hz", "channels", "settings"), ENCODINGS)
def test_windows_equal_the_slice_of_the_full_decode(
    tone: Make, write: Make, name: str, rate_hz: int, channels: int, settings: dict[str, Any]
) -> None:
    path = write(name, tone(12.0, rate_hz, channels), rate_hz, **settings)
    reference = full(path)
    rng = np.random.default_rng(1)
    n_samples = reference.shape[1]
    starts = [0, 1, 1105, n_samples - 100, n_samples - 1, *rng.integers(0, n_samples, 16)]
    for start in map(int, starts):
        length = min(3000, n_samples - start)
        window = read_window(path, start_sample=start, n_samples=length, decoder="libsndfile")
        assert window.dtype == np.float32
        assert window.flags.c_contiguous
        np.testing.assert_array_equal(window, reference[:, start : start + length])


@pytest.mark.parametrize(("name", "rate_hz", "channels", "settings"), ENCODINGS)
def test_blocks_join_to_the_full_decode(
    tone: Make, write: Make, name: str, rate_hz: int, channels: int, settings: dict[str, Any]
) -> None:
    path = write(name, tone(4.0, rate_hz, channels), rate_hz, **settings)
    blocks = list(iter_blocks(path, 5000, decoder="libsndfile"))
    assert {block.shape[1] for block in blocks[:-1]} == {5000}
    np.testing.assert_array_equal(np.concatenate(blocks, axis=1), full(path))


def test_an_open_reader_jumps_both_ways(tone: Make, write: Make) -> None:
    path = write("a.mp3", tone(12.0), format="MP3")
    reference = full(path)
    rng = np.random.default_rng(2)
    with closing(open_reader(path)) as reader:
        for start in map(int, rng.integers(0, reference.shape[1] - 800, 60)):
            np.testing.assert_array_equal(
                reader.read(start, 800), reference[:, start : start + 800]
            )


def test_opus_windows_wait_for_its_filters(tone: Make, write: Make) -> None:
    settings = {"format": "OGG", "subtype": "OPUS", "compression_level": 1.0}
    path = write("a.opus", tone(10.0, 48_000, 1), 48_000, **settings)
    reference = full(path)
    rng = np.random.default_rng(4)
    with closing(open_reader(path, decoder="libsndfile")) as reader:
        for start in map(int, rng.integers(96_000, reference.shape[1] - 800, 60)):
            np.testing.assert_array_equal(
                reader.read(start, 800), reference[:, start : start + 800]
            )


def test_windows_of_real_music_are_exact(shared: Path) -> None:
    path = shared / "audio" / "music" / "spleeter_audio_example.mp3"
    reference = full(path)
    for start in map(int, np.random.default_rng(3).integers(0, reference.shape[1] - 4000, 25)):
        window = read_window(path, start_sample=start, n_samples=4000)
        np.testing.assert_array_equal(window, reference[:, start : start + 4000])


@pytest.mark.parametrize(
    ("start", "length"), [(-1, 10), (0, 0), (0, 44_101), (44_100, 1), (44_099, 2), (10**12, 5)]
)
def test_a_window_outside_the_file_is_refused(
    tone: Make, write: Make, start: int, length: int
) -> None:
    path = write("a.wav", tone(1.0))
    with pytest.raises(AudioError, match=r"a\.wav") as caught:
        read_window(path, start_sample=start, n_samples=length)
    assert caught.value.remedy


def test_a_window_behind_the_end_of_a_truncated_mp3_is_refused(tone: Make, write: Make) -> None:
    path = write("a.mp3", tone(30.0), format="MP3")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    n_samples = examine(path).info.n_samples
    read_window(path, start_sample=n_samples - 1000, n_samples=1000)
    for start in (n_samples - 999, n_samples + 100_000):
        with pytest.raises(AudioError):
            read_window(path, start_sample=start, n_samples=1000)


def test_empty_blocks_are_refused(tone: Make, write: Make) -> None:
    with pytest.raises(AudioError):
        next(iter_blocks(write("a.wav", tone(1.0)), 0))


def test_ffmpeg_windows_are_slices_of_the_full_decode(
    tone: Make, write: Make, convert: Make
) -> None:
    path = convert(write("a.wav", tone(6.0, 22_050, 1), 22_050), "a.m4a")
    reference = np.concatenate(list(iter_blocks(path, 10_000)), axis=1)
    assert reference.shape[0] == 1
    assert abs(reference.shape[1] - 6 * 22_050) < 2048
    for start in (0, 1, 70_001, reference.shape[1] - 500):
        window = read_window(path, start_sample=start, n_samples=500, decoder="ffmpeg")
        np.testing.assert_array_equal(window, reference[:, start : start + 500])
    with pytest.raises(AudioError, match="beyond"):
        read_window(path, start_sample=reference.shape[1] - 500, n_samples=501)
    with pytest.raises(AudioError, match="libsndfile"):
        read_window(path, start_sample=0, n_samples=1, decoder="libsndfile")
    with closing(open_reader(path)) as reader:
        for start in (50_000, 10_000, 60_000):
            np.testing.assert_array_equal(
                reader.read(start, 100), reference[:, start : start + 100]
            )


def test_ffmpeg_decodes_wav_as_libsndfile_does(tone: Make, write: Make, convert: Make) -> None:
    source = write("a.wav", tone(2.0, 96_000, 2), 96_000, subtype="FLOAT")
    window = read_window(source, start_sample=777, n_samples=5000, decoder="ffmpeg")
    np.testing.assert_array_equal(window, full(source)[:, 777:5777])


def test_damage_that_ffmpeg_finds_is_reported(tone: Make, write: Make, convert: Make) -> None:
    path = convert(write("a.wav", tone(20.0)), "a.m4a", "-movflags", "+faststart")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = np.random.default_rng(5).bytes(20_000)
    path.write_bytes(data)
    with pytest.raises(AudioError, match=r"fails after \d+\.\d\d s"):
        list(iter_blocks(path, 65_536))
