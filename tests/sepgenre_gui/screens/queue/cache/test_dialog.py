"""The cache's dialog: sizes, clearing what was chosen, the limit, and what it refuses."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.queue.cache.dialog import CacheDialog
from sepgenre_gui.services.cache_care import DEFAULT_LIMIT_GB
from sepgenre_training.cache_room import Freed
from tests.sepgenre_gui.screens.clipping import clipped, settle

WAIT_MS = 120_000
LEFT = Qt.MouseButton.LeftButton

Make = Callable[..., CacheDialog]


@pytest.fixture
def project(songs: Path) -> Iterator[Project]:
    with Project.open(songs) as opened:
        yield opened


@pytest.fixture
def asked() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def make(
    project: Project,
    preferences: Preferences,
    bridge: Bridge,
    theme: Theme,
    qtbot: QtBot,
    asked: list[tuple[str, str]],
) -> Iterator[Make]:
    def ask(_: object, question: str, consequence: str) -> bool:
        asked.append((question, consequence))
        return True

    def make_dialog(**more: object) -> CacheDialog:
        dialog = CacheDialog(project, preferences, bridge, **{"ask": ask, **more})
        qtbot.addWidget(dialog, before_close_func=lambda shown: shown.shut_down())
        dialog.open()
        qtbot.waitExposed(dialog)
        wait(dialog, qtbot)
        return dialog

    yield make_dialog
    for thread in threading.enumerate():
        if thread.name.startswith("close "):
            thread.join(30)


def wait(dialog: CacheDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=WAIT_MS)


def fill(project: Project, **sizes: int) -> dict[str, Path]:
    """Give the cache one file of each kind."""
    paths = {}
    for kind, n_bytes in sizes.items():
        path = project.cache.path(kind, hashlib.sha256(kind.encode()).hexdigest(), ".x")
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            file.truncate(n_bytes)
        paths[kind] = path
    return paths


def test_sizes_of_all_kinds_are_shown_with_what_they_are(
    make: Make, project: Project, qtbot: QtBot
) -> None:
    fill(project, stems=2_500_000, peaks=999)
    dialog = make()

    shown = {share.description.kind: share for share in dialog.table.shares}
    assert list(shown) == ["stems", "features", "tensors", "peaks", "previews"]
    assert (shown["stems"].n_files, shown["stems"].n_bytes) == (1, 2_500_000)
    assert dialog.total.text() == "2.5 MB in all."
    stems = dialog.table.boxes["stems"]
    assert stems.accessibleName() == "Stems: 2.5 MB in 1 files"
    assert "Separated anew" in stems.accessibleDescription()
    assert not dialog.table.boxes["features"].isEnabled()
    assert not dialog.clear_button.isEnabled()


def test_what_is_ticked_is_cleared_after_one_question(
    make: Make, project: Project, qtbot: QtBot, asked: list[tuple[str, str]]
) -> None:
    paths = fill(project, stems=3_000, features=200, peaks=10)
    dialog = make()
    told: list[Freed] = []
    dialog.cleared.connect(told.append)
    dialog.table.boxes["stems"].setChecked(True)
    dialog.table.boxes["peaks"].setChecked(True)
    qtbot.mouseClick(dialog.clear_button, LEFT)
    wait(dialog, qtbot)

    assert [question for question, _ in asked] == ["Clear stems, waveforms, and free 3.0 kB?"]
    assert "Stems: Separated anew" in asked[0][1]
    assert [path.exists() for path in paths.values()] == [False, True, False]
    assert dialog.said.text() == "3.0 kB freed."
    assert [each.n_bytes for each in told] == [3_010]
    assert dialog.total.text() == "200 bytes in all."


def test_all_is_cleared_and_what_is_not_ours_stays(
    make: Make, project: Project, qtbot: QtBot, asked: list[tuple[str, str]]
) -> None:
    fill(project, stems=3_000, mixes=200)
    notes = project.cache.root / "notes.txt"
    notes.write_text("mine")
    dialog = make()
    qtbot.mouseClick(dialog.clear_all_button, LEFT)
    wait(dialog, qtbot)

    assert len(asked) == 1
    assert "3.2 kB" in asked[0][0]
    assert [path for path in project.cache.root.rglob("*") if path.is_file()] == [notes]
    assert not dialog.clear_all_button.isEnabled()


def test_saying_no_clears_nothing(make: Make, project: Project, qtbot: QtBot) -> None:
    (path,) = fill(project, stems=3_000).values()
    dialog = make(ask=lambda *_: False)
    qtbot.mouseClick(dialog.clear_all_button, LEFT)
    wait(dialog, qtbot)

    assert path.exists()


def test_nothing_is_cleared_while_work_goes_on(
    make: Make, project: Project, qtbot: QtBot, asked: list[tuple[str, str]]
) -> None:
    (path,) = fill(project, stems=2_000_000_000).values()
    going_on = [True]
    dialog = make(busy=lambda: going_on[0])
    dialog.limit.field.setValue(1.0)
    for button in (dialog.clear_all_button, dialog.limit.shrink_button):
        qtbot.mouseClick(button, LEFT)
        assert dialog.problem.text().startswith("Work is going on that uses the cache.")
    assert asked == []
    assert path.exists()

    going_on.clear()
    going_on.append(False)
    qtbot.mouseClick(dialog.clear_all_button, LEFT)
    wait(dialog, qtbot)
    assert dialog.problem.isHidden()
    assert not path.exists()


def test_the_limit_is_kept_and_made_to_hold(
    make: Make, project: Project, qtbot: QtBot, preferences: Preferences
) -> None:
    (path,) = fill(project, stems=2_500_000_000).values()
    dialog = make()
    assert dialog.limit.limit_gb == DEFAULT_LIMIT_GB
    assert not dialog.limit.shrink_button.isEnabled()

    dialog.limit.field.setValue(2.0)
    assert preferences.cache_limit_gb == 2.0
    assert "500 MB over the limit" in dialog.total.text()

    dialog.limit.field.setValue(0.0)
    assert dialog.limit.field.text() == "No limit"
    assert dialog.total.text() == "2.5 GB in all."
    assert not dialog.limit.shrink_button.isEnabled()

    dialog.limit.field.setValue(2.0)
    qtbot.mouseClick(dialog.limit.shrink_button, LEFT)
    wait(dialog, qtbot)
    assert not path.exists()
    assert "freed" in dialog.said.text()


def test_a_project_that_is_read_only_keeps_its_cache(
    songs: Path, preferences: Preferences, bridge: Bridge, theme: Theme, qtbot: QtBot
) -> None:
    with Project.open(songs, read_only=True) as project:
        fill(project, stems=10)
        dialog = CacheDialog(project, preferences, bridge)
        qtbot.addWidget(dialog, before_close_func=lambda shown: shown.shut_down())
        dialog.open()
        wait(dialog, qtbot)
        dialog.table.boxes["stems"].setChecked(True)

        assert not dialog.clear_button.isEnabled()
        assert not dialog.clear_all_button.isEnabled()
        dialog.reject()


def test_the_folder_is_opened(make: Make, project: Project, qtbot: QtBot) -> None:
    fill(project, stems=10)
    opened: list[Path] = []
    dialog = make(open_folder=opened.append)
    qtbot.mouseClick(dialog.folder_button, LEFT)

    assert opened == [project.cache.root]


def test_all_can_be_reached_by_keyboard_from_top_to_bottom(
    make: Make, project: Project, qtbot: QtBot
) -> None:
    fill(project, stems=2_000_000_000, peaks=10)
    dialog = make()
    dialog.limit.field.setValue(1.0)
    assert dialog.close_button.hasFocus()
    reached = []
    for _ in range(9):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        reached.append(widget)
        if isinstance(widget, QCheckBox):
            qtbot.keyClick(widget, Qt.Key.Key_Space)

    boxes = dialog.table.boxes
    assert reached == [
        boxes["stems"],
        boxes["peaks"],
        dialog.limit.field,
        dialog.limit.shrink_button,
        dialog.folder_button,
        dialog.clear_button,
        dialog.clear_all_button,
        dialog.close_button,
        boxes["stems"],
    ]


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize("larger", [1, 2])
def test_nothing_is_cut_off(
    make: Make, project: Project, theme: Theme, qapp: QApplication, choice: ThemeChoice, larger: int
) -> None:
    theme.choose(choice)
    usual = qapp.font()
    font = QFont(usual)
    font.setPointSizeF(usual.pointSizeF() * larger)
    qapp.setFont(font)
    try:
        fill(project, stems=2_000_000_000, other_things=10)
        dialog = make(busy=lambda: True)
        dialog.limit.field.setValue(1.0)
        dialog.clear_all_button.click()
        for size in (dialog.size(), (400, 300)):
            dialog.resize(*(size if isinstance(size, tuple) else size.toTuple()))
            settle(qapp)
            assert clipped(dialog) == []
    finally:
        qapp.setFont(usual)
