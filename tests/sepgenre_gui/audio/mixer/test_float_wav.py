"""Files of stems are read by window, as they grow, and refused with a remedy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_gui.audio.mixer.float_wav import FloatWav
from sepgenre_training.errors import AudioError

_RATE_HZ = 8_000


@pytest.fixture
def frames() -> np.ndarray:
    return np.random.default_rng(2).uniform(-1, 1, (3_000, 8)).astype(np.float32)


@pytest.mark.parametrize("container", ["WAV", "RF64", "WAVEX"])
def test_a_window_equals_what_was_written(
    tmp_path: Path, frames: np.ndarray, container: str
) -> None:
    path = tmp_path / "stems.wav"
    soundfile.write(path, frames, _RATE_HZ, subtype="FLOAT", format=container)

    stems = FloatWav(path)

    assert (stems.channels, stems.sample_rate_hz) == (8, _RATE_HZ)
    assert np.array_equal(stems.read(1_234, 500), frames[1_234:1_734])
    assert np.array_equal(stems.read(0, 3_000), frames)
    stems.close()


def test_what_is_written_after_opening_is_read(tmp_path: Path, frames: np.ndarray) -> None:
    path = tmp_path / "stems.wav"
    with soundfile.SoundFile(path, "w", _RATE_HZ, 8, subtype="FLOAT", format="RF64") as file:
        file.write(frames[:1_000])
        file.flush()
        stems = FloatWav(path)
        assert np.array_equal(stems.read(0, 1_000), frames[:1_000])
        with pytest.raises(AudioError, match=r"end at 0\.12 s"):
            stems.read(900, 200)
        file.write(frames[1_000:])
        file.flush()
        assert np.array_equal(stems.read(900, 2_000), frames[900:2_900])
        stems.close()


@pytest.mark.parametrize("n_bytes", [0, 5, 12, 30, 50])
def test_a_header_that_is_cut_off_is_refused(
    tmp_path: Path, frames: np.ndarray, n_bytes: int
) -> None:
    path = tmp_path / "stems.wav"
    soundfile.write(path, frames, _RATE_HZ, subtype="FLOAT", format="WAV")
    path.write_bytes(path.read_bytes()[:n_bytes])

    with pytest.raises(AudioError, match="cut off") as caught:
        FloatWav(path)
    assert caught.value.remedy


def test_other_files_are_refused(tmp_path: Path, frames: np.ndarray) -> None:
    integers, flac, missing = (tmp_path / name for name in ("i.wav", "f.flac", "missing.wav"))
    soundfile.write(integers, frames, _RATE_HZ, subtype="PCM_24")
    soundfile.write(flac, frames, _RATE_HZ)

    for path, words in ((integers, "32-bit float"), (flac, "no WAV"), (missing, "No such file")):
        with pytest.raises(AudioError, match=words) as caught:
            FloatWav(path)
        assert caught.value.remedy
