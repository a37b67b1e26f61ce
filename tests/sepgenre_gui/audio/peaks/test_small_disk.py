"""Peaks on a disk that is full or write-protected: told, nothing half, and built later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.audio.peaks import Peaks, PeaksTask
from sepgenre_gui.audio.peaks.building import build_peaks
from sepgenre_training.errors import SepgenreError
from tests.small_disk import SmallDisk, mounted

Make = Callable[..., Path]
TaskFor = Callable[[Path], PeaksTask]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with mounted(tmp_path / "disk", 1 << 20) as small:
        yield small


@pytest.mark.parametrize("room", [0, 8_192, 28_672])
def test_a_full_disk(write: Make, task_for: TaskFor, disk: SmallDisk, room: int) -> None:
    task = attrs.evolve(task_for(write("a.wav")), cache_root=disk.root / "cache")
    task.file.parent.mkdir(parents=True)
    disk.fill(leave_bytes=room)

    with pytest.raises(SepgenreError, match="the disk is full") as told:
        build_peaks(task)
    assert str(disk.root / "cache" / "peaks") in told.value.message
    assert "clear the cache" in told.value.remedy
    assert list(task.file.parent.iterdir()) == []

    disk.empty()
    assert build_peaks(task) == task.file
    assert Peaks.open_cached(task) is not None


def test_a_protected_disk(write: Make, task_for: TaskFor, disk: SmallDisk) -> None:
    task = attrs.evolve(task_for(write("a.wav")), cache_root=disk.root / "cache")
    build_peaks(task)
    disk.protect()
    # What is there is used, although it cannot be noted that it was.
    assert build_peaks(task) == task.file

    other = attrs.evolve(task, content_hash="another")
    with pytest.raises(SepgenreError, match="the disk is write-protected") as told:
        build_peaks(other)
    assert "Make it writable" in told.value.remedy
    disk.unprotect()
    assert build_peaks(other) == other.file
