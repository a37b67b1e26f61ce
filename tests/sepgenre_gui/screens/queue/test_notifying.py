"""Who is told that a job has ended: the person in another window of long ones, the bar of all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobQueue, JobState
from sepgenre_gui.screens.queue import notifying
from sepgenre_gui.screens.queue.notifying import JobNotifier
from tests.sepgenre_gui.jobs.queue.asking import request, waiting
from tests.sepgenre_gui.screens.queue.conftest import WAIT_MS


class Listening:
    """A window with a notifier, and what it told."""

    def __init__(self, queue: JobQueue, qtbot: QtBot) -> None:
        self.queue, self.qtbot = queue, qtbot
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.messages: list[tuple[str, str]] = []
        self.told: list[str] = []
        self.notifier = JobNotifier(queue, self.window, self._show)
        self.notifier.told.connect(self.told.append)

    def _show(self, title: str, text: str) -> bool:
        self.messages.append((title, text))
        return True

    def until_told(self) -> str:
        self.qtbot.waitUntil(lambda: bool(self.told), timeout=WAIT_MS)
        return self.told[-1]


@pytest.fixture
def listening(
    queue: JobQueue, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Listening]:
    """In the tests, every job is long."""
    monkeypatch.setattr(notifying, "LONG_S", 0.0)
    made = Listening(queue, qtbot)
    yield made
    made.notifier.detach()


def test_a_long_job_that_ends_behind_the_person_is_told_by_the_system(
    listening: Listening, queue: JobQueue
) -> None:
    queue.add(request("double", 21))

    said = listening.until_told()

    assert said.startswith("double: done. Did [42")
    assert listening.messages == [("A job is done", said)]


def test_a_failure_is_told_as_one(listening: Listening, queue: JobQueue) -> None:
    queue.add(request("refuse_odd", 1))

    said = listening.until_told()

    assert "failed" in said
    assert listening.messages == [("A job failed", said)]


def test_a_person_who_looks_at_the_window_is_told_in_its_bar_alone(
    listening: Listening, queue: JobQueue, qtbot: QtBot
) -> None:
    with qtbot.waitActive(listening.window):
        listening.window.show()
        listening.window.activateWindow()

    queue.add(request("double", 1))

    assert listening.until_told()
    assert listening.messages == []


def test_of_a_short_job_only_the_bar_speaks(
    listening: Listening, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying, "LONG_S", 20.0)

    queue.add(request("double", 1))

    assert listening.until_told()
    assert listening.messages == []


def test_what_the_person_cancelled_is_no_news(
    listening: Listening, queue: JobQueue, qtbot: QtBot, tmp_path: Path
) -> None:
    job_id = queue.add(waiting(tmp_path / "file"))
    qtbot.waitUntil((tmp_path / "file").exists, timeout=WAIT_MS)
    queue.cancel(job_id)
    qtbot.waitUntil(lambda: queue.job(job_id).state is JobState.CANCELLED, timeout=WAIT_MS)
    qtbot.wait(100)

    assert listening.told == []
    assert listening.messages == []


def test_where_the_system_has_no_place_for_it_nothing_breaks(
    queue: JobQueue, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying, "LONG_S", 0.0)
    window = QMainWindow()
    qtbot.addWidget(window)
    notifier = JobNotifier(queue, window)

    with qtbot.waitSignal(notifier.told, timeout=WAIT_MS):
        queue.add(request("double", 1))

    notifier.detach()
