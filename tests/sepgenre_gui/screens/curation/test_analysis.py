"""What is computed about the track at hand, where the window hears of it late."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.curation.analysis import TrackAnalysis
from tests.sepgenre_gui.screens.curation.conftest import AddTrack


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()


@pytest.fixture
def analysis(bridge: Bridge, project: Project) -> Iterator[TrackAnalysis]:
    made = TrackAnalysis(project, bridge)
    yield made
    made.close()


def test_a_window_that_was_busy_while_the_peaks_grew_shows_them_and_no_error(
    analysis: TrackAnalysis,
    bridge: Bridge,
    project: Project,
    add_track: AddTrack,
    qtbot: QtBot,
) -> None:
    failures: list[BaseException] = []
    analysis.failed.connect(failures.append)
    bridge.failed.connect(failures.append)
    analysis.set_track(add_track("busy"))

    # Nothing runs in the window's thread until the file is finished.
    deadline = time.monotonic() + 60.0
    while not finished(project.cache.root):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    qtbot.waitUntil(
        lambda: analysis.peaks is not None and analysis.peaks.is_complete, timeout=60_000
    )

    assert failures == []


def finished(root: Path) -> list[Path]:
    return [path for path in root.glob("peaks/*/*.peaks") if not path.name.startswith(".")]
