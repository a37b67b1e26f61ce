"""Sound files on disks that fill up: whole, or an error that says why, at whatever sample."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_training.audio.sound_file import writing_sound
from tests.small_disk import SmallDisk, mounted

N_SAMPLES = 30_000
FORMATS = [("WAV", "FLOAT"), ("RF64", "FLOAT"), ("FLAC", "PCM_24"), ("OGG", "VORBIS")]
NOISE = np.random.default_rng(0).uniform(-0.5, 0.5, (N_SAMPLES, 2)).astype(np.float32)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    with mounted(tmp_path_factory.mktemp("disk"), 1 << 20) as small:
        yield small


def write(path: Path, container: str, subtype: str) -> None:
    with writing_sound(
        path, sample_rate_hz=44_100, channels=2, container=container, subtype=subtype
    ) as file:
        for start in range(0, N_SAMPLES, 16_384):
            file.write(NOISE[start : start + 16_384])


@pytest.mark.parametrize(("container", "subtype"), FORMATS)
def test_the_file_is_that_of_libsndfile(tmp_path: Path, container: str, subtype: str) -> None:
    write(tmp_path / "a", container, subtype)

    samples, rate_hz = soundfile.read(tmp_path / "a", dtype="float32")
    assert (samples.shape, rate_hz) == (NOISE.shape, 44_100)
    if subtype != "VORBIS":
        np.testing.assert_allclose(samples, NOISE, atol=2.0**-23)


@pytest.mark.parametrize(("container", "subtype"), FORMATS)
def test_no_room_however_much_it_lacks_is_an_error(
    disk: SmallDisk, container: str, subtype: str
) -> None:
    path = disk.root / "a"
    write(path, container, subtype)
    whole = path.stat().st_size
    outcomes: set[object] = set()
    # The last pages matter most: they are written on closing, where libsndfile tells nothing.
    rooms = [*range(4_096, whole - 50_000, 40_960), *range(max(0, whole - 50_000), whole, 4_096)]
    for room in (*rooms, whole + 8_192):
        path.unlink(missing_ok=True)
        disk.fill(leave_bytes=room)
        try:
            write(path, container, subtype)
        except OSError as error:
            outcomes.add((error.errno, error.filename))
        else:
            assert len(soundfile.read(path)[0]) == N_SAMPLES
            outcomes.add("whole")
        disk.empty()
    assert outcomes == {(errno.ENOSPC, str(path)), "whole"}


def test_an_error_in_the_block_is_itself(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyError),
        writing_sound(
            tmp_path / "a", sample_rate_hz=8_000, channels=1, container="WAV", subtype="FLOAT"
        ),
    ):
        raise KeyError("mine")


def test_a_rate_that_the_format_lacks_is_said_by_libsndfile(tmp_path: Path) -> None:
    with (
        pytest.raises(soundfile.SoundFileError, match="Error opening"),
        writing_sound(
            tmp_path / "a", sample_rate_hz=999_999, channels=1, container="FLAC", subtype="PCM_24"
        ),
    ):
        pass


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "a.wav"
    with (
        pytest.raises(FileNotFoundError) as told,
        writing_sound(path, sample_rate_hz=8_000, channels=1, container="WAV", subtype="FLOAT"),
    ):
        pass
    assert told.value.filename == str(path)
