"""The held file: neighbours are cheap, a step back is no decode from the start, errors let go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_gui.audio import held_reader
from sepgenre_gui.audio.held_reader import HeldReader, read_held, release_reader
from sepgenre_training.compute import worker
from sepgenre_training.errors import AudioError, CancelledError
from tests.cancelling import RaisedFlag
from tests.music import make_track, write_track


@pytest.fixture(autouse=True)
def _no_held_file() -> Iterator[None]:
    yield
    release_reader()


def write(path: Path, duration_s: float = 12.0) -> Path:
    samples = make_track(0, 1, duration_s=duration_s, rate_hz=44_100)
    return write_track(path, samples, rate_hz=44_100)


@pytest.mark.parametrize("suffix", [".wav", ".ogg", ".mp3"])
def test_windows_in_any_order_equal_the_full_decode(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a{suffix}")
    whole = soundfile.read(path, dtype="float32", always_2d=True)[0].T
    rng = np.random.default_rng(5)
    for start in map(int, rng.integers(0, whole.shape[1] - 90_000, 30)):
        length = int(rng.integers(1, 90_000))
        np.testing.assert_array_equal(
            read_held(path, "libsndfile", start, length), whole[:, start : start + length]
        )


def test_a_step_back_in_vorbis_decodes_nothing_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = HeldReader(write(tmp_path / "a.ogg"), "libsndfile")
    reader.read(400_000, 1000)
    reads: list[int] = []
    original = reader._reader.read
    monkeypatch.setattr(
        reader._reader, "read", lambda *window: (reads.append(window[0]), original(*window))[1]
    )
    reader.read(200_000, 1000)
    assert reads == []
    reader.read(470_000, 1000)
    assert reads == [7 * 65_536]
    reader.close()


def test_memory_for_steps_back_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_reader, "_KEPT_CHUNKS", 3)
    path = write(tmp_path / "a.ogg")
    reader = HeldReader(path, "libsndfile")
    whole = soundfile.read(path, dtype="float32", always_2d=True)[0].T
    for start in (500_000, 10, 300_000, 250_000, 100):
        np.testing.assert_array_equal(reader.read(start, 20_000), whole[:, start : start + 20_000])
        assert len(reader._chunks) <= 3
    reader.close()


def test_a_long_way_through_vorbis_can_be_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.ogg")
    whole = soundfile.read(path, dtype="float32", always_2d=True)[0].T

    monkeypatch.setattr(worker, "_flag", RaisedFlag(at=4, once=True))
    with pytest.raises(CancelledError):
        read_held(path, "libsndfile", 500_000, 10)
    np.testing.assert_array_equal(
        read_held(path, "libsndfile", 500_000, 10), whole[:, 500_000:500_010]
    )


def test_one_file_is_held_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Path] = []

    class Watched(HeldReader):
        def close(self) -> None:
            closed.append(self._path)
            super().close()

    monkeypatch.setattr(held_reader, "HeldReader", Watched)
    one, other = write(tmp_path / "1.wav"), write(tmp_path / "2.wav")
    for path in (one, one, other):
        read_held(path, "libsndfile", 0, 10)
    assert closed == [one]
    release_reader(None)
    assert closed == [one, other]


def test_an_error_lets_the_file_go(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav")
    with pytest.raises(AudioError, match=r"a\.wav.*changed"):
        read_held(path, "libsndfile", 0, 10**8)
    write(path, duration_s=20.0)
    assert read_held(path, "libsndfile", 15 * 44_100, 10).shape == (2, 10)
    with pytest.raises(AudioError, match=r"gone\.wav"):
        read_held(tmp_path / "gone.wav", "libsndfile", 0, 10)
