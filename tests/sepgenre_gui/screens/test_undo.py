"""The history: undo and redo on a real project, where a failing edit changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.undo import REDO, UNDO, UNDO_SPECS, History
from sepgenre_training.errors import ProjectError


@attrs.frozen(kw_only=True)
class SetTitle:
    """Sets one setting of the project; two of the same key become one."""

    key: str
    before: int
    after: int
    can_merge: bool = True

    @property
    def text(self) -> str:
        return f"set {self.key} to {self.after}"

    def apply(self, project: Project) -> None:
        project.settings.set(self.key, value=self.after)

    def revert(self, project: Project) -> None:
        project.settings.set(self.key, value=self.before)

    def merge(self, later: Any) -> SetTitle | None:
        if not (self.can_merge and later.can_merge) or later.key != self.key:
            return None
        return attrs.evolve(later, before=self.before)

    def is_empty(self) -> bool:
        return self.before == self.after


class Work:
    """A project, its history, and what was shown and told."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.errors: list[BaseException] = []
        self.edited: list[SetTitle] = []
        self.history = History(project, self.errors.append)
        self.history.edited.connect(self.edited.append)

    def set(self, key: str, value: int, *, can_merge: bool = False) -> None:
        edit = SetTitle(key=key, before=self.value(key), after=value, can_merge=can_merge)
        edit.apply(self.project)
        self.history.record(edit)

    def value(self, key: str) -> int:
        return self.project.settings.get(key, 0)


@pytest.fixture
def work(qtbot: QtBot, empty_project: Project) -> Work:
    return Work(empty_project)


def test_edits_are_taken_back_and_made_again_in_their_order(work: Work) -> None:
    work.set("a", 1)
    work.set("b", 2)
    work.set("a", 3)

    assert work.history.undo()
    assert (work.value("a"), work.value("b")) == (1, 2)
    assert work.history.undo()
    assert work.history.undo()
    assert not work.history.undo()
    assert (work.value("a"), work.value("b")) == (0, 0)
    assert work.history.redo()
    assert work.history.redo()
    assert (work.value("a"), work.value("b")) == (1, 2)
    assert work.history.redo()
    assert not work.history.redo()
    assert work.value("a") == 3
    assert len(work.edited) == 3 + 3 + 3
    assert work.errors == []


def test_a_new_edit_forgets_what_was_undone(work: Work) -> None:
    work.set("a", 1)
    work.set("a", 2)
    work.history.undo()
    work.set("b", 7)

    assert not work.history.redo()
    assert work.history.undo()
    assert work.history.undo()
    assert (work.value("a"), work.value("b")) == (0, 0)


def test_edits_that_merge_are_one_step(work: Work) -> None:
    for value in (1, 2, 3):
        work.set("a", value, can_merge=True)
    work.set("b", 1, can_merge=True)

    assert work.history.undo_text == "set b to 1"
    work.history.undo()
    assert work.history.undo_text == "set a to 3"
    work.history.undo()
    assert work.value("a") == 0
    assert not work.history.undo()
    work.history.redo()
    assert work.value("a") == 3


def test_a_step_that_led_back_to_its_beginning_is_none(work: Work) -> None:
    work.set("b", 5)
    work.set("a", 1, can_merge=True)
    work.set("a", 0, can_merge=True)

    assert work.history.undo_text == "set b to 5"
    work.history.undo()
    assert work.value("b") == 0
    assert not work.history.undo()


def test_an_edit_that_fails_leaves_the_history_as_it_was(work: Work, tmp_path: Path) -> None:
    work.set("a", 1)
    work.set("a", 2)
    work.history.undo()
    folder, told = work.project.folder, len(work.edited)
    work.project.close()

    assert not work.history.undo()
    assert not work.history.redo()

    assert (work.history.undo_text, work.history.redo_text) == ("set a to 1", "set a to 2")
    assert all(isinstance(error, ProjectError) for error in work.errors)
    assert len(work.errors) == 2
    assert len(work.edited) == told
    with Project.open(folder) as again:
        assert again.settings.get("a", 0) == 1


def test_the_menu_names_the_edit(work: Work, window: MainWindow) -> None:
    book: ActionBook = window.book
    book.add(UNDO_SPECS)
    work.history.connect_actions(book)

    assert not book[UNDO.id].isEnabled()
    assert book.reason(REDO.id) == "There is nothing to redo."

    work.set("R&B", 1)
    assert book[UNDO.id].text() == "&Undo set R&&B to 1"
    assert book[UNDO.id].isEnabled()

    book[UNDO.id].trigger()
    assert work.value("R&B") == 0
    assert not book[UNDO.id].isEnabled()
    assert book[UNDO.id].text() == "&Undo"
    assert book[REDO.id].text() == "&Redo set R&&B to 1"

    book[REDO.id].trigger()
    assert work.value("R&B") == 1
    book.remove(UNDO_SPECS)


@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.booleans()),
            st.sampled_from(["undo", "redo"]),
        ),
        max_size=25,
    )
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_steps_undone_give_the_first_state_and_redone_the_last(
    work: Work, steps: list[Any]
) -> None:
    work = Work(work.project)
    for key in "ab":
        work.project.settings.set(key, value=0)
    for step in steps:
        if step == "undo":
            work.history.undo()
        elif step == "redo":
            work.history.redo()
        else:
            key, value, can_merge = step
            if value != work.value(key):
                work.set(key, value, can_merge=can_merge)
    while work.history.redo():
        pass
    last = (work.value("a"), work.value("b"))

    while work.history.undo():
        pass
    assert (work.value("a"), work.value("b")) == (0, 0)
    while work.history.redo():
        pass
    assert (work.value("a"), work.value("b")) == last
    assert work.errors == []
