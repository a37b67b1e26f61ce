"""The list of what can be heard: laid out alike at once and in a thread, filtered by words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.stems.segments.model import (
    Kind,
    LaidOut,
    TargetFilter,
    TargetModel,
)
from sepgenre_gui.screens.stems.segments.reading import TargetReading
from sepgenre_training.errors import ProjectError
from tests.large_project import make_project

N_TRACKS, N_SEGMENTS = 7, 2
PATIENCE_MS = 30_000


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    make_project(tmp_path / "project", N_TRACKS, segments_per_track=N_SEGMENTS)
    with Project.open(tmp_path / "project") as opened:
        opened.tracks.update(7, title="a first title")
        yield opened


@pytest.fixture
def bridge(qapp: QApplication) -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()


@attrs.define(eq=False)
class Shown:
    lists: list[LaidOut] = attrs.field(factory=list)
    errors: list[BaseException] = attrs.field(factory=list)


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def reading(project: Project, bridge: Bridge, shown: Shown) -> Iterator[TargetReading]:
    made = TargetReading(project, bridge, shown.lists.append, shown.errors.append)
    yield made
    made.close()


def test_a_long_list_comes_from_a_thread_and_is_that_of_a_short_one(
    qtbot: QtBot, reading: TargetReading, shown: Shown
) -> None:
    wanted = TargetFilter(text="song")
    assert reading.read(wanted, short=N_TRACKS * N_SEGMENTS)
    assert not reading.read(wanted, short=N_TRACKS * N_SEGMENTS - 1)
    assert len(shown.lists) == 1
    qtbot.waitUntil(lambda: len(shown.lists) == 2, timeout=PATIENCE_MS)
    at_once, later = shown.lists
    assert later.rows == at_once.rows
    assert later.places == at_once.places
    keys = list(later.rows)
    assert keys[:2] == [(7, 13), (7, 14)]  # By title, though it was added last.
    assert keys[2:4] == [(1, 1), (1, 2)]
    assert keys[N_TRACKS * N_SEGMENTS :] == [(7, None), *((track, None) for track in range(1, 7))]
    assert list(later.places) == [key for key in keys if key[0] != 7]


def test_what_is_edited_meanwhile_is_read_again(
    qtbot: QtBot, reading: TargetReading, project: Project, shown: Shown
) -> None:
    reading.read(TargetFilter(), short=0)
    project.segments.remove([3])
    reading.read(TargetFilter(), short=0)
    qtbot.waitUntil(lambda: bool(shown.lists), timeout=PATIENCE_MS)
    assert (2, 3) not in shown.lists[-1].rows
    assert len(shown.lists) == 1


def test_a_closed_screen_is_shown_nothing(
    qtbot: QtBot, reading: TargetReading, shown: Shown
) -> None:
    reading.read(TargetFilter(), short=0)
    reading.close()
    qtbot.wait(50)
    assert not shown.lists


def test_why_a_list_cannot_be_read_is_told(
    qtbot: QtBot,
    reading: TargetReading,
    project: Project,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise ProjectError("The disk is gone.")

    monkeypatch.setattr(project.genres, "list", refuse)
    reading.read(TargetFilter(), short=0)
    qtbot.waitUntil(lambda: bool(shown.errors), timeout=PATIENCE_MS)
    assert "disk is gone" in str(shown.errors[0])


def test_words_are_looked_for_in_title_artist_and_genre(
    qapp: QApplication, reading: TargetReading, project: Project, shown: Shown
) -> None:
    project.segments.set_genre(4, None)  # It has that of its track.
    project.segments.set_genre(5, project.segments.get(1).genre_id)
    reading.read(TargetFilter())
    model = TargetModel(lambda _: False)
    tester = QAbstractItemModelTester(model)
    model.take(shown.lists[0])
    genres = {genre.id: genre.name for genre in project.genres.list()}
    first = genres[project.segments.get(1).genre_id or 0]
    for text, kind, expected in (
        ("", Kind.EVERYTHING, N_TRACKS * (N_SEGMENTS + 1)),
        ("", Kind.TRACKS, N_TRACKS),
        (" ", Kind.SEGMENTS, N_TRACKS * N_SEGMENTS),
        ("FIRST title", Kind.EVERYTHING, N_SEGMENTS + 1),
        ("artist 2", Kind.TRACKS, 1),
        ("song artist", Kind.TRACKS, N_TRACKS - 1),
        (first, Kind.SEGMENTS, sum(
            genres[segment.genre_id] == first
            for segment in project.segments.list()
            if segment.genre_id is not None
        )),
        ("no such word", Kind.EVERYTHING, 0),
    ):  # fmt: skip
        model.set_filter(TargetFilter(text=text, kind=kind))
        assert model.n_shown == expected, text
    # A list that was laid out for another filter is filtered by the one in force.
    model.take(shown.lists[0])
    assert model.n_shown == 0
    del tester
