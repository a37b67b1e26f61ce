"""The real workspace on a real project: from a segment to its stems by one key, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import psutil
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.app import build_screen
from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.stems.screen import StemsScreen
from sepgenre_gui.screens.workspace.building import CURATION, STEMS
from sepgenre_gui.screens.workspace.workspace import Workspace
from sepgenre_gui.services.separate_segments import separation_task
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.separation.task import has_stems
from tests.music import make_track, write_track
from tests.track_imports import run_import

MakeWindow = Callable[..., MainWindow]
PATIENCE_MS = 120_000


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """A project with one track and one segment."""
    music = tmp_path / "music"
    write_track(music / "House" / "a 観.wav", make_track(1, 1, duration_s=14.0, rate_hz=44_100),
                rate_hz=44_100)  # fmt: skip
    with Project.create(tmp_path / "songs") as project, WorkerPool(1) as pool:
        run_import(project, pool, music, layout="folders")
        project.segments.add(project.tracks.list()[0], 44_100, None, Origin.BY_HAND)
    return tmp_path / "songs"


@pytest.fixture
def window(make_window: MakeWindow, curated: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    others = psutil.Process().children()  # Of tests before.
    made = make_window(build_screen)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.projects.open(curated)
    yield made
    made.shut_down()
    # Whoever worked for it is gone with it.
    left = [
        each
        for each in psutil.Process().children()
        if each not in others and "spawn_main" in _command(each)
    ]
    _, alive = psutil.wait_procs(left, timeout=5.0)
    assert alive == []


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def workspace_of(window: MainWindow) -> Workspace:
    return cast("Workspace", window.screen_shown)


def test_one_key_separates_the_segment_and_shows_its_stems(
    window: MainWindow, curated: Path, qtbot: QtBot
) -> None:
    workspace = workspace_of(window)
    assert workspace.shown == CURATION

    qtbot.keyClick(window, Qt.Key.Key_U)

    assert workspace.shown == STEMS
    stems = cast("StemsScreen", workspace.screen(STEMS))
    target = stems.session.target
    assert target is not None
    assert target.segment is not None
    stems.session.choose_separator("hpss")
    stems.play()
    task = separation_task(stems.session.project, target.track, target.segment, "hpss")
    qtbot.waitUntil(lambda: has_stems(task), timeout=PATIENCE_MS)
    qtbot.waitUntil(
        lambda: all(job.state is JobState.DONE for job in workspace.queue.jobs),
        timeout=PATIENCE_MS,
    )


def test_segments_cut_meanwhile_stand_in_the_list_of_stems(
    window: MainWindow, qtbot: QtBot
) -> None:
    workspace = workspace_of(window)
    workspace.show_page(STEMS)
    stems = cast("StemsScreen", workspace.screen(STEMS))
    before = stems.layout.targets.model.rowCount()
    workspace.show_page(CURATION)

    window.book["segment.remove"].trigger()
    workspace.show_page(STEMS)

    assert stems.layout.targets.model.rowCount() == before - 1


def test_escape_and_space_are_those_of_the_page(window: MainWindow) -> None:
    book = window.book
    workspace_of(window).show_page(STEMS)

    assert book["mixer.play"].isEnabled()
    assert not book["playback.region"].isEnabled()
    assert book.keys("mixer.play") == book.keys("playback.region") == ("Space",)


def test_a_job_left_over_is_offered_when_the_project_is_opened_again(
    window: MainWindow, curated: Path, qtbot: QtBot
) -> None:
    from sepgenre_gui.services.jobs.requests import separate_request

    workspace = workspace_of(window)
    job_id = workspace.queue.add(separate_request(1, "hpss"))
    workspace.close()
    # Closed without a question, as where the system shuts down.
    window.projects.close()
    window.projects.open(curated)

    again = workspace_of(window)
    (job,) = again.queue.jobs
    assert (job.id, job.is_left_over) == (job_id, True)
    assert again.dock.isVisible()
    again.dock.banner.run_wanted.emit()
    qtbot.waitUntil(lambda: again.queue.job(job_id).state is JobState.DONE, timeout=PATIENCE_MS)
