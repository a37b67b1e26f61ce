"""The question before a window is closed in which jobs go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobQueue, JobState
from sepgenre_gui.screens.queue.leaving import ask_to_leave, may_leave
from tests.sepgenre_gui.jobs.queue.asking import request, wait_for, wait_for_state, waiting


class Asked:
    """Answers, and keeps what it was asked."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.questions: list[tuple[str, str]] = []

    def __call__(self, _: QWidget | None, question: str, consequence: str) -> bool:
        self.questions.append((question, consequence))
        return self.answer


def test_nothing_is_asked_where_nothing_goes_on(queue: JobQueue) -> None:
    asked = Asked(answer=False)
    assert may_leave(queue, None, asked)
    wait_for_state(queue, queue.add(request("double", 1)), JobState.DONE)

    assert may_leave(queue, None, asked)
    assert asked.questions == []


@pytest.mark.parametrize("answer", [True, False])
def test_what_goes_on_is_named_and_the_answer_holds(
    queue: JobQueue, tmp_path: Path, answer: bool
) -> None:
    asked = Asked(answer)
    job_id = queue.add(waiting(tmp_path / "file"))
    wait_for((tmp_path / "file").exists, "the worker")

    assert may_leave(queue, None, asked) is answer

    ((question, consequence),) = asked.questions
    assert question == "1 job is not finished. Stop and close?"
    assert "touch_and_wait" in consequence
    assert "offered again" in consequence
    assert queue.job(job_id).state is JobState.RUNNING


def test_what_waits_counts_too_and_nothing_is_promised_in_vain(
    queue: JobQueue, tmp_path: Path
) -> None:
    asked = Asked(answer=False)
    for number in range(2):
        queue.add(waiting(tmp_path / str(number), kind="passing"))
    wait_for((tmp_path / "0").exists, "the worker")

    may_leave(queue, None, asked)

    ((question, consequence),) = asked.questions
    assert question == "1 job at work, 1 waiting. Stop them and close?"
    assert "offered again" not in consequence


def test_what_is_held_is_not_counted_as_at_work(queue: JobQueue, tmp_path: Path) -> None:
    asked = Asked(answer=True)
    at_work, held, waits = (queue.add(waiting(tmp_path / str(number))) for number in range(3))
    wait_for((tmp_path / "0").exists, "the worker")
    queue.pause(held)
    may_leave(queue, None, asked)
    queue.pause(at_work)
    queue.pause(waits)
    may_leave(queue, None, asked)

    assert [question for question, _ in asked.questions] == [
        "1 job at work, 1 waiting, 1 paused. Stop them and close?",
        "3 jobs are not finished. Stop and close?",
    ]


def press(text: str) -> Callable[[], None]:
    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        if text == "Escape":
            box.reject()
            return
        buttons = {each.text(): each for each in box.findChildren(QPushButton)}
        assert box.defaultButton() is buttons["Keep working"]
        buttons[text].click()

    return act


@pytest.mark.parametrize(
    ("pressed", "leaves"),
    [("Stop them and close", True), ("Keep working", False), ("Escape", False)],
)
def test_the_buttons_mean_what_they_say(qtbot: QtBot, pressed: str, leaves: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    QTimer.singleShot(50, press(pressed))

    assert ask_to_leave(parent, "2 jobs are not finished.", "They are offered again.") is leaves
