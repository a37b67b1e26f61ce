"""Whole-track separation in a worker: progress, and what is left when the worker dies."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
import soundfile

from sepgenre_gui.services.separate_track import require_separator, separate_whole_track
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import SeparationError, SepgenreError
from sepgenre_training.experiment.events import Event
from sepgenre_training.separation.registry import separators
from tests.music import make_track, write_track


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return write_track(tmp_path / "song.wav", make_track(0, 0, duration_s=70.0))


def test_progress_begins_at_once_and_reaches_the_end(tmp_path: Path, song: Path) -> None:
    events: list[Event] = []

    with WorkerPool(1) as pool:
        separated = separate_whole_track(
            song, tmp_path / "stems", separator="hpss", stem_format="wav", pool=pool,
            on_event=events.append,
        )  # fmt: skip

    stage = "separate (s)"
    assert events[0] == Progressed(stage=stage, done=0, total=1, item="song.wav")
    assert events[-1] == Progressed(stage=stage, done=70, total=70, item="song.wav")
    assert {soundfile.info(path).frames for path in separated.files.values()} == {70 * 22_050}
    assert sorted((tmp_path / "stems").iterdir()) == sorted(separated.files.values())


def test_a_worker_that_dies_leaves_nothing_and_gets_an_advice(tmp_path: Path, song: Path) -> None:
    def kill_workers(event: Event) -> None:
        assert isinstance(event, Progressed)
        if event.total > 1:
            for child in set(multiprocessing.active_children()) - others:
                child.kill()

    others = set(multiprocessing.active_children())
    with (
        WorkerPool(1) as pool,
        pytest.raises(SepgenreError, match="The worker process died") as told,
    ):
        separate_whole_track(
            song, tmp_path / "stems", separator="hpss", stem_format="wav", pool=pool,
            on_event=kill_workers,
        )  # fmt: skip

    assert told.value.remedy
    assert list(tmp_path.iterdir()) == [song]


def test_an_interruption_ends_the_worker_before_its_files_go(tmp_path: Path, song: Path) -> None:
    def interrupt(event: Event) -> None:
        assert isinstance(event, Progressed)
        if event.total > 1:
            raise KeyboardInterrupt

    others = set(multiprocessing.active_children())
    with WorkerPool(1) as pool:
        with pytest.raises(KeyboardInterrupt):
            separate_whole_track(
                song, tmp_path / "stems", separator="hpss", stem_format="wav", pool=pool,
                on_event=interrupt,
            )  # fmt: skip
        assert set(multiprocessing.active_children()) <= others
    assert list(tmp_path.iterdir()) == [song]


def test_no_separator_is_chosen_silently() -> None:
    assert require_separator("hpss") == "hpss"
    with pytest.raises(SeparationError, match="'magic'"):
        require_separator("magic")
    with pytest.raises(SeparationError, match="No separator has been chosen") as told:
        require_separator(None)
    assert all(descriptor.name in told.value.remedy for descriptor in separators())
