"""Suggestions: told when asked for, prepared for the next track, stopped by going on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.curation.suggesting import Suggesting
from tests.sepgenre_gui.screens.curation.conftest import AddTrack

PATIENCE_MS = 300_000


@pytest.fixture
def suggesting(qtbot: QtBot, project: Project) -> Iterator[Suggesting]:
    bridge = Bridge()
    made = Suggesting(project, bridge)
    made.told = []  # type: ignore[attr-defined]
    made.suggested.connect(made.told.append)  # type: ignore[attr-defined]
    yield made
    made.close()
    bridge.close()


def test_what_is_asked_for_is_told_once_and_then_at_once(
    suggesting: Suggesting, add_track: AddTrack, qtbot: QtBot
) -> None:
    suggesting.set_track(add_track("a"))
    with qtbot.waitSignal(suggesting.suggested, timeout=PATIENCE_MS):
        suggesting.ask()
        suggesting.ask()
    first = suggesting.told[0]  # type: ignore[attr-defined]
    suggesting.ask()

    assert suggesting.told == [first, first]  # type: ignore[attr-defined]
    assert first


def test_the_next_track_is_prepared_while_the_person_stays(
    suggesting: Suggesting, add_track: AddTrack, qtbot: QtBot
) -> None:
    here, following = add_track("a"), add_track("b")
    suggesting.set_track(here, [here, following])
    qtbot.waitUntil(lambda: suggesting.n_known == 2, timeout=PATIENCE_MS)
    assert suggesting.told == []  # type: ignore[attr-defined]

    suggesting.set_track(following)
    suggesting.ask()

    assert len(suggesting.told) == 1  # type: ignore[attr-defined]


def test_what_is_no_longer_wanted_is_stopped_and_never_told(
    suggesting: Suggesting, add_track: AddTrack, qtbot: QtBot
) -> None:
    suggesting.set_track(add_track("a", length_s=120.0))
    suggesting.ask()
    suggesting.set_track(add_track("b"))

    with qtbot.waitSignal(suggesting.suggested, timeout=PATIENCE_MS):
        suggesting.ask()

    assert len(suggesting.told) == 1  # type: ignore[attr-defined]
    assert suggesting.n_known == 1


def test_a_track_that_cannot_be_read_fails_when_asked_for_and_not_before(
    suggesting: Suggesting, add_track: AddTrack, qtbot: QtBot
) -> None:
    broken, whole = add_track("a"), add_track("b")
    broken.path.write_bytes(b"no sound")
    failures: list[BaseException] = []
    suggesting.failed.connect(failures.append)
    suggesting.set_track(broken, [broken, whole])
    qtbot.waitUntil(lambda: suggesting.n_known == 1, timeout=PATIENCE_MS)
    assert failures == []

    with qtbot.waitSignal(suggesting.failed, timeout=PATIENCE_MS):
        suggesting.ask()
