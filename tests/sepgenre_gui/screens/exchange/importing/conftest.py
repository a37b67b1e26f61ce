"""An import dialog with music to import, and what it says of each file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.exchange import ImportDialog, ImportOutcome
from sepgenre_gui.screens.screen import ScreenContext
from tests.music import make_track, write_track
from tests.sepgenre_gui.screens.exchange.conftest import Shown

Make = Callable[..., ImportDialog]


@pytest.fixture
def outcomes() -> list[ImportOutcome]:
    return []


@pytest.fixture
def make(
    project: Project,
    context: ScreenContext,
    shown: Shown,
    outcomes: list[ImportOutcome],
) -> Make:
    def make_dialog(*paths: Path, **more: object) -> ImportDialog:
        dialog = ImportDialog(project, context, paths=paths, **more)
        dialog.imported.connect(outcomes.append)
        shown.show(dialog)
        if paths:
            shown.until(lambda: dialog.run.preview is not None or bool(dialog.panel.error.text))
        return dialog

    return make_dialog


@pytest.fixture
def music(tmp_path: Path) -> Path:
    for genre, name in enumerate(("Deep House", "ű 观 🎧")):
        for song in range(2):
            write_track(
                tmp_path / "music" / name / f"song {genre}{song}.wav", make_track(genre, song)
            )
    return tmp_path / "music"


def states(dialog: ImportDialog) -> dict[str, str]:
    rows = [dialog.model.row(number) for number in range(dialog.model.rowCount())]
    return {row.path.name: row.said for row in rows}


def run(dialog: ImportDialog, shown: Shown, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.panel.begin, Qt.MouseButton.LeftButton)
    shown.until_idle(dialog)
