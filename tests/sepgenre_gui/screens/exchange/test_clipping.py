"""Nothing is cut off in the dialogs, with type twice as large, in a small window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.exchange import ExportDialog, ImportDialog, LocateDialog
from sepgenre_gui.screens.exchange.working_dialog import WorkingDialog
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.shell.notices import MessageBar
from sepgenre_training.errors import ProjectError
from tests.music import make_track, write_track
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.exchange.conftest import Shown

SMALL = (640, 420)


@pytest.fixture(params=[1, 2])
def type_size(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    usual = qapp.font()
    larger = QFont(usual)
    larger.setPointSizeF(usual.pointSizeF() * request.param)
    qapp.setFont(larger)
    yield request.param
    qapp.setFont(usual)


@pytest.fixture
def songs(tmp_path: Path, project: Project, type_size: int, add_music: Callable[..., None]) -> Path:
    folder = tmp_path / "music" / "a genre with a name that is rather long, for a genre"
    for number in range(2):
        write_track(folder / f"song {number} {'with a long name ' * 3}.wav", make_track(0, number))
    add_music(tmp_path / "music")
    for track in project.tracks.list():
        project.segments.add(track, 0, track.genre_id)
    (folder / "broken.wav").write_text("no audio")
    return folder


def look(dialog: WorkingDialog, qapp: QApplication) -> None:
    """Look for clipped text in the dialog as it is, and as small as one can make it."""
    settle(qapp)
    assert clipped(dialog) == []
    size = dialog.size()
    dialog.resize(*SMALL)
    settle(qapp)
    assert clipped(dialog) == []
    dialog.resize(size)


def show_error(dialog: WorkingDialog, bar: MessageBar, qapp: QApplication) -> None:
    error = ProjectError("/a/long/path" * 9 + " is damaged.", remedy="Copy the backup back. " * 5)
    bar.show_error(error)
    look(dialog, qapp)


def test_the_import_dialog(
    songs: Path,
    project: Project,
    context: ScreenContext,
    shown: Shown,
    qapp: QApplication,
) -> None:
    dialog = ImportDialog(project, context)
    shown.show(dialog)
    look(dialog, qapp)

    dialog.add([songs])
    shown.until(lambda: dialog.run.preview is not None)
    look(dialog, qapp)
    dialog.panel.begin.click()
    look(dialog, qapp)
    shown.until_idle(dialog)
    look(dialog, qapp)
    show_error(dialog, dialog.panel.error, qapp)


def test_the_export_dialog(
    songs: Path,
    project: Project,
    context: ScreenContext,
    shown: Shown,
    qapp: QApplication,
) -> None:
    dialog = ExportDialog(project, context, track_ids=[1])
    shown.show(dialog)
    for place in range(dialog.form.format.count()):
        dialog.form.format.setCurrentIndex(place)
        look(dialog, qapp)
    project.tracks.list()[0].path.unlink()
    dialog.export_button.click()
    shown.until_idle(dialog)
    assert not dialog.reasons.isHidden()
    look(dialog, qapp)
    show_error(dialog, dialog.error, qapp)


def test_the_locate_dialog(
    songs: Path,
    project: Project,
    context: ScreenContext,
    shown: Shown,
    qapp: QApplication,
) -> None:
    dialog = LocateDialog(project, context)
    shown.show(dialog)
    look(dialog, qapp)
    shown.until_idle(dialog)
    look(dialog, qapp)
    project.tracks.list()[0].path.unlink()
    dialog.check()
    shown.until_idle(dialog)
    look(dialog, qapp)
    show_error(dialog, dialog.error, qapp)
