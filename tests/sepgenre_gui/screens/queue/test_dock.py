"""The dock of a real queue: what is seen of jobs, and what can be done with them by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobQueue, JobState
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.queue import specs
from sepgenre_gui.screens.queue.dock import AREA, JobDock
from sepgenre_gui.screens.queue.model import Column
from tests.sepgenre_gui.jobs.queue.asking import (
    KINDS,
    MemoryStore,
    request,
    wait_for,
    wait_for_state,
    waiting,
)
from tests.sepgenre_gui.screens.queue.conftest import MakeShown, Shown
from tests.sepgenre_gui.screens.queue.jobs import every_state

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier
RUNNING, DONE, FAILED = JobState.RUNNING, JobState.DONE, JobState.FAILED


def test_a_job_is_shown_from_its_first_item_to_what_it_did(shown: Shown, tmp_path: Path) -> None:
    assert shown.dock.hint.isVisible()
    job_id = shown.queue.add(waiting(tmp_path / "song.wav", 1.5))

    shown.until_item(job_id, 20)
    shown.until(lambda: "of 1000" in shown.dock.details.standing.text())
    assert not shown.dock.hint.isVisible()
    assert shown.dock.details.standing.text().startswith("Running: ")
    assert shown.dock.details.at_hand.text() == "At hand: song.wav"
    assert shown.dock.model.index(0, Column.AT_HAND).data() == "song.wav"

    shown.until_state(job_id, DONE)
    shown.until(lambda: "Did [" in shown.dock.details.log.toPlainText())
    assert shown.dock.details.reason.text().startswith("Did [")
    assert "took 0:0" in shown.dock.details.standing.text()
    assert not shown.dock.details.at_hand.isVisible()


def test_a_job_is_cancelled_by_key(shown: Shown, tmp_path: Path) -> None:
    job_id = shown.queue.add(waiting(tmp_path / "file"))
    shown.until_state(job_id, RUNNING)
    shown.until(lambda: shown.is_on(specs.CANCEL.id))

    shown.press(Qt.Key.Key_Period, CTRL)

    shown.until_state(job_id, JobState.CANCELLED)
    shown.until(lambda: not shown.is_on(specs.CANCEL.id))
    assert "over" in shown.book.reason(specs.CANCEL.id)
    assert "Cancelled by you" in shown.dock.details.reason.text()


def test_a_job_is_held_and_let_go_by_key(shown: Shown, tmp_path: Path) -> None:
    job_id = shown.queue.add(waiting(tmp_path / "file", 3.0))
    shown.until_item(job_id, 2)

    shown.press(Qt.Key.Key_J, CTRL_SHIFT)
    shown.until_state(job_id, JobState.PAUSED)
    shown.until(lambda: shown.book[specs.PAUSE.id].iconText() == "Resume")
    assert shown.dock.details.reason.text() == "Paused by you."
    shown.press(Qt.Key.Key_J, CTRL_SHIFT)

    shown.until_state(job_id, DONE)


def test_a_failure_is_shown_in_full_and_tried_again_by_key(shown: Shown) -> None:
    job_id = shown.queue.add(request("refuse_odd", 1, 3))
    shown.until_state(job_id, FAILED)
    details = shown.dock.details
    shown.until(lambda: details.remedy.isVisible())

    assert details.problem.property("role") == "error"
    assert details.reason.text().startswith("2 items failed")
    assert "retry" in details.remedy.text()
    shown.until(lambda: "3: is odd. Take an even one." in details.log.toPlainText())
    for text in (details.reason, details.remedy):
        assert text.wordWrap()
        assert text.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse

    shown.press(Qt.Key.Key_R, CTRL_SHIFT)

    shown.until(lambda: details.log.toPlainText().count("1: is odd.") == 2)
    shown.until_state(job_id, FAILED)


def test_the_log_is_copied_with_cause_and_remedy(shown: Shown, qtbot: QtBot) -> None:
    job_id = shown.queue.add(request("refuse_odd", 1))
    job = shown.until_state(job_id, FAILED)
    shown.until(lambda: shown.dock.details.remedy.isVisible())

    qtbot.mouseClick(shown.dock.details.copy_button, Qt.MouseButton.LeftButton)

    copied = QApplication.clipboard().text()
    assert all(part in copied for part in (job.request.title, job.reason, job.remedy, "is odd."))
    assert shown.dock.details.copy_button.text() == "Copied"


def test_all_that_failed_is_tried_again_all_is_cancelled_and_cleared(
    shown: Shown, tmp_path: Path
) -> None:
    failed = [shown.queue.add(request("refuse_odd", number)) for number in (1, 3)]
    for job_id in failed:
        shown.until_state(job_id, FAILED)
    shown.until(lambda: shown.is_on(specs.RETRY_FAILED.id))
    shown.book[specs.RETRY_FAILED.id].trigger()
    for job_id in failed:
        wait_for(lambda job_id=job_id: len(shown.queue.log(job_id)) > 4, "the second try")
        shown.until_state(job_id, FAILED)
    for number in range(3):
        shown.queue.add(waiting(tmp_path / str(number), kind="many"))
    shown.until(lambda: shown.is_on(specs.CANCEL_ALL.id))

    shown.book[specs.CANCEL_ALL.id].trigger()
    shown.until(lambda: not shown.queue.is_busy and not shown.is_on(specs.CANCEL_ALL.id))
    assert shown.book.reason(specs.CANCEL_ALL.id)
    shown.book[specs.CLEAR.id].trigger()

    shown.until(lambda: shown.dock.model.rowCount() == 0)
    shown.until(lambda: shown.dock.hint.isVisible())
    assert shown.queue.jobs == ()
    assert not shown.is_on(specs.CLEAR.id)


@pytest.fixture
def left_over(store: MemoryStore, tmp_path: Path) -> list[int]:
    """Three jobs that were left unfinished the last time; the last one takes a moment."""
    before = JobQueue(KINDS, store=store, n_workers=1)
    ids = [before.add(waiting(tmp_path / str(number))) for number in range(2)]
    ids.append(before.add(request("double", 21)))
    wait_for((tmp_path / "0").exists, "the worker")
    before.close()
    return ids


def test_what_was_left_over_is_offered_and_runs(
    left_over: list[int], make_shown: MakeShown, qtbot: QtBot
) -> None:
    shown = make_shown()
    banner = shown.dock.banner
    assert shown.dock.isVisible()
    assert banner.isVisible()
    assert banner.text == "3 jobs were left unfinished the last time."
    assert {shown.dock.model.index(row, Column.STATE).data() for row in range(3)} == {"Left over"}
    shown.queue.cancel(left_over[1])
    shown.until(lambda: banner.text.startswith("2 jobs"))

    qtbot.mouseClick(banner.run_button, Qt.MouseButton.LeftButton)

    shown.until(lambda: not banner.isVisible())
    shown.until_state(left_over[0], RUNNING)
    shown.queue.cancel(left_over[0])
    assert "42" in shown.until_state(left_over[2], DONE).reason


def test_what_was_left_over_is_forgotten_by_keyboard(
    left_over: list[int], make_shown: MakeShown, store: MemoryStore, qtbot: QtBot
) -> None:
    shown = make_shown()
    button = shown.dock.banner.forget_button
    button.setFocus(Qt.FocusReason.TabFocusReason)

    qtbot.keyClick(button, Qt.Key.Key_Space)

    shown.until(lambda: shown.dock.model.rowCount() == 0)
    shown.until(lambda: not shown.dock.banner.isVisible())
    assert not shown.is_on(specs.FORGET_LEFT_OVER.id)
    shown.until(lambda: store.records == {})
    assert left_over


def test_the_dock_comes_and_goes_by_key(make_shown: MakeShown) -> None:
    shown = make_shown()
    assert shown.dock.isHidden()
    assert not shown.book[specs.SHOW.id].isChecked()

    shown.press(Qt.Key.Key_J, CTRL)
    assert shown.dock.isVisible()
    assert shown.book[specs.SHOW.id].isChecked()
    shown.press(Qt.Key.Key_J, CTRL)
    assert shown.dock.isHidden()


def test_nothing_unseen_is_cancelled(make_shown: MakeShown, tmp_path: Path) -> None:
    shown = make_shown()
    job_id = shown.queue.add(waiting(tmp_path / "file"))
    shown.until_state(job_id, RUNNING)
    shown.until(lambda: shown.is_on(specs.CANCEL_ALL.id))

    assert not shown.is_on(specs.CANCEL.id)
    assert "not shown" in shown.book.reason(specs.CANCEL.id)
    shown.press(Qt.Key.Key_J, CTRL)
    shown.until(lambda: shown.is_on(specs.CANCEL.id))


def test_letters_reach_the_screen_wherever_one_looks(shown: Shown, tmp_path: Path) -> None:
    played: list[bool] = []
    shown.book["segment.play"].triggered.connect(lambda: played.append(True))
    shown.queue.add(waiting(tmp_path / "file"))
    shown.until(lambda: shown.dock.details.log.isVisible())
    places = (shown.dock.table.view, shown.dock.details.log, shown.dock.details.copy_button)

    for number, place in enumerate(places, start=1):
        place.setFocus()
        assert place.hasFocus()
        shown.press(Qt.Key.Key_P, NONE)
        assert len(played) == number


def test_no_click_takes_the_keys_away_and_all_is_reached_by_tab(shown: Shown) -> None:
    buttons = [
        *shown.dock.tools.findChildren(QToolButton),
        shown.dock.banner.run_button,
        shown.dock.banner.forget_button,
        shown.dock.details.copy_button,
    ]
    named = [each for each in buttons if each.objectName() != "qt_toolbar_ext_button"]

    assert len(named) == 9
    assert {each.focusPolicy() for each in named} == {Qt.FocusPolicy.TabFocus}
    assert all(each.text() for each in named)


def test_everything_has_a_name_for_screen_readers(shown: Shown) -> None:
    dock = shown.dock
    parts = (dock.table.view, dock.details, dock.details.log, dock.details.problem)

    assert all(part.accessibleName() for part in parts)


def test_every_state_is_told_in_the_details(shown: Shown) -> None:
    dock = shown.dock
    dock.model.set_jobs(every_state())
    shown.until(lambda: dock.details.isVisible())

    for job in every_state():
        dock.table.choose(job.id)
        shown.until(lambda job=job: dock.details.title.text() == job.request.title)
        assert dock.details.reason.isVisible() == bool(job.reason)
        is_error = dock.details.problem.property("role") == "error"
        assert is_error == (job.state is FAILED)


def test_the_window_keeps_the_place_of_the_dock(
    shown: Shown, queue: JobQueue, theme: Theme
) -> None:
    window: QMainWindow = shown.window
    assert window.dockWidgetArea(shown.dock) is AREA
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, shown.dock)
    state = window.saveState()
    shown.dock.close_dock()
    assert shown.dock not in window.findChildren(JobDock) or shown.dock.isHidden()

    other = QMainWindow()
    shown.qtbot.addWidget(other)
    other.restoreState(state)
    dock = JobDock(queue, theme, other)
    assert other.dockWidgetArea(dock) is Qt.DockWidgetArea.RightDockWidgetArea
    dock.close_dock()


def test_a_closed_dock_hears_nothing(shown: Shown, qtbot: QtBot) -> None:
    shown.dock.detach()
    wait_for_state(shown.queue, shown.queue.add(request("double", 1)), DONE)
    qtbot.wait(200)

    assert shown.dock.model.rowCount() == 0
