"""Building peaks: readable while they grow, cached when whole, nothing after a cancel or a kill."""

from __future__ import annotations

import os
from pathlib import Path

import attrs
import numpy as np
import pytest

from sepgenre_gui.audio.peaks import Peaks, PeaksGrown, build_peaks, building
from sepgenre_training.compute import worker
from sepgenre_training.errors import AudioError, CancelledError, SepgenreError
from tests.cancelling import RaisedFlag
from tests.sepgenre_gui.audio.peaks.builds import Listener, Make, TaskFor, files
from tests.sepgenre_gui.audio.peaks.conftest import decode


@pytest.mark.parametrize("block_samples", [65_536, 20_480])
def test_a_growing_file_is_right_at_each_step(
    write: Make, task_for: TaskFor, monkeypatch: pytest.MonkeyPatch, block_samples: int
) -> None:
    path = write("a.flac")
    task, samples = task_for(path), decode(path)
    grown: list[int] = []

    def look(event: PeaksGrown) -> None:
        peaks = Peaks.open_growing(task, event.path)
        grown.append(event.n_ready_samples)
        assert peaks.n_ready_samples == event.n_ready_samples
        assert event.n_samples == task.n_samples
        assert Peaks.open_cached(task) is None
        for zoom in (256.0, 1024.0, 4096.0, 5000.0):
            columns = peaks.read_columns(0, 10_000, zoom)
            ready = samples[:, : event.n_ready_samples]
            assert len(columns) == -(-event.n_ready_samples // int(zoom))
            assert np.abs(columns.maxima.max(axis=1) - ready.max(axis=1)).max() < 1e-4
            assert np.abs(columns.minima.min(axis=1) - ready.min(axis=1)).max() < 1e-4

    monkeypatch.setattr(building, "BLOCK_SAMPLES", block_samples)
    monkeypatch.setattr(building, "_REPORT_EVERY_S", 0.0)
    monkeypatch.setattr(worker, "_channel", Listener(look))
    assert build_peaks(task) == task.file

    assert len(grown) > 5
    assert grown == sorted(grown)
    assert grown[-1] == task.n_samples


@pytest.mark.parametrize("report_every_s", [0.0, 10.0])
def test_bins_longer_than_blocks_are_whole(
    write: Make, task_for: TaskFor, monkeypatch: pytest.MonkeyPatch, report_every_s: float
) -> None:
    task = task_for(write("a.wav"))
    build_peaks(task)
    whole = task.file.read_bytes()
    task.file.unlink()
    # In long tracks the bins of high levels are longer than a block.
    monkeypatch.setattr(building, "BLOCK_SAMPLES", 768)
    monkeypatch.setattr(building, "_REPORT_EVERY_S", report_every_s)
    build_peaks(task)
    assert task.file.read_bytes() == whole


def test_what_was_mapped_while_it_grew_stays_readable(
    write: Make, task_for: TaskFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = task_for(write("a.wav"))
    opened: list[Peaks] = []
    monkeypatch.setattr(
        worker,
        "_channel",
        Listener(lambda event: opened.append(Peaks.open_growing(task, event.path))),
    )
    build_peaks(task)
    cached = Peaks.open_cached(task)

    assert cached is not None
    assert opened[0].is_complete
    np.testing.assert_array_equal(
        opened[0].read_columns(0, 500, 700.0).maxima, cached.read_columns(0, 500, 700.0).maxima
    )


def test_a_second_build_finds_the_first_by_content(
    write: Make, task_for: TaskFor, tmp_path: Path
) -> None:
    path = write("a.wav")
    task = task_for(path)
    build_peaks(task)
    written = task.file.stat().st_ino
    path.rename(tmp_path / "moved.wav")
    moved = attrs.evolve(task, path=tmp_path / "moved.wav")
    os.utime(task.file, (5, 5))

    assert Peaks.open_cached(moved) is not None
    assert build_peaks(moved) == task.file
    assert task.file.stat().st_ino == written
    assert task.file.stat().st_mtime > 5  # it was used, which keeps it in the cache
    assert files(task) == [task.file]


def test_a_cancel_leaves_nothing(
    write: Make, task_for: TaskFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = task_for(write("a.wav"))

    monkeypatch.setattr(worker, "_flag", RaisedFlag(at=4))
    with pytest.raises(CancelledError):
        build_peaks(task)

    assert files(task) == []
    assert Peaks.open_cached(task) is None


@pytest.mark.parametrize("damage", ["empty", "short", "zeros", "other"])
def test_a_damaged_cache_file_is_replaced(write: Make, task_for: TaskFor, damage: str) -> None:
    task = task_for(write("a.wav"))
    build_peaks(task)
    good = task.file.read_bytes()
    task.file.write_bytes(
        {
            "empty": b"",
            "short": good[:-1],
            "zeros": bytes(len(good)),
            "other": b"RIFF" + good[4:],
        }[damage]
    )

    assert Peaks.open_cached(task) is None
    build_peaks(task)
    assert task.file.read_bytes() == good


def test_a_track_that_was_changed_is_refused(write: Make, task_for: TaskFor) -> None:
    task = task_for(write("a.wav"))
    write("a.wav", duration_s=13.0)
    with pytest.raises(AudioError, match=r"a\.wav.*changed") as longer:
        build_peaks(task)
    write("a.wav", duration_s=11.0)
    with pytest.raises(AudioError, match=r"a\.wav.*changed"):
        build_peaks(task)
    write("a.wav", channels=1)
    with pytest.raises(AudioError, match=r"a\.wav.*channels"):
        build_peaks(task)

    assert longer.value.remedy
    assert files(task) == []


def test_samples_that_are_not_numbers_are_refused(write_samples: Make, task_for: TaskFor) -> None:
    samples = np.full((1, 70_000), 0.1, np.float32)
    task = task_for(write_samples(samples))
    samples[0, 66_000] = np.nan
    write_samples(samples)
    with pytest.raises(AudioError, match="not numbers"):
        build_peaks(task)


def test_a_missing_file_is_an_audio_error(write: Make, task_for: TaskFor) -> None:
    path = write("a.wav")
    task = task_for(path)
    path.unlink()
    with pytest.raises(AudioError, match="does not exist"):
        build_peaks(task)
    assert files(task) == []


def test_a_cache_that_cannot_be_written_is_named(
    write: Make, task_for: TaskFor, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(SepgenreError, match="cache") as caught:
        build_peaks(task_for(write("a.wav")))
    assert caught.value.remedy


def test_a_growing_file_that_is_gone_is_named(
    write: Make, task_for: TaskFor, tmp_path: Path
) -> None:
    with pytest.raises(SepgenreError, match=r"a\.wav"):
        Peaks.open_growing(task_for(write("a.wav")), tmp_path / "gone.peaks")
