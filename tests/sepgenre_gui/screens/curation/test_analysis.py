"""What is computed about the track at hand, where the window hears of it late."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.curation.analysis import _BEATS_AFTER_MS, TrackAnalysis
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


def test_beats_are_looked_for_where_somebody_looks_for_a_moment(
    analysis: TrackAnalysis, add_track: AddTrack, qtbot: QtBot
) -> None:
    track = add_track("beats")
    music = analysis._lanes["music"]
    analysis.set_track(track)
    analysis.look_for_beats(0, track.n_samples)
    # At once on to another page, and the moment passes there.
    analysis.set_looked_at(looked_at=False)
    qtbot.wait(2 * _BEATS_AFTER_MS)
    assert music.n_unfinished == 0

    analysis.set_looked_at(looked_at=True)

    qtbot.waitUntil(lambda: music.n_unfinished == 1, timeout=60_000)


def finished(root: Path) -> list[Path]:
    return [path for path in root.glob("peaks/*/*.peaks") if not path.name.startswith(".")]
