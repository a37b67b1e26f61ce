"""The cluster's dialog: what it keeps, what it refuses, and whether it can connect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.queue.cluster.dialog import ClusterDialog
from sepgenre_gui.services.cluster_choice import ClusterChoice
from sepgenre_training.cluster.address import ClusterAddress
from tests.cluster import local_cluster
from tests.sepgenre_gui.screens.clipping import clipped, settle

WAIT_MS = 120_000
LEFT = Qt.MouseButton.LeftButton

Make = Callable[[], ClusterDialog]


@pytest.fixture
def make(preferences: Preferences, bridge: Bridge, theme: Theme, qtbot: QtBot) -> Iterator[Make]:
    dialogs: list[ClusterDialog] = []

    def open_dialog() -> ClusterDialog:
        dialog = ClusterDialog(preferences, bridge)
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        dialog.open()
        qtbot.waitExposed(dialog)
        return dialog

    yield open_dialog
    for dialog in dialogs:
        dialog.shut_down()


def press_ok(dialog: ClusterDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)


def test_at_first_jobs_work_on_this_machine(preferences: Preferences, make: Make) -> None:
    dialog = make()
    assert not dialog.is_on.isChecked()
    assert not dialog.fields.isEnabled()
    assert not dialog.try_button.isEnabled()
    assert preferences.cluster.address_in_use is None


def test_what_is_typed_is_kept_and_used(
    preferences: Preferences, make: Make, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("cluster.pem", "cluster.key"):
        (tmp_path / name).write_text("PEM")
    dialog = make()
    dialog.is_on.setFocus()
    qtbot.keyClick(dialog.is_on, Qt.Key.Key_Space)
    qtbot.keyClicks(dialog.fields.scheduler, "tls://studio:8786")
    for field, name in (
        (dialog.fields.ca_file, "cluster.pem"),
        (dialog.fields.certificate, "cluster.pem"),
        (dialog.fields.key, "cluster.key"),
        (dialog.fields.shared_folder, ""),
    ):
        qtbot.keyClicks(field.line, str(tmp_path / name))
    press_ok(dialog, qtbot)

    wanted = ClusterAddress(
        scheduler="tls://studio:8786",
        ca_file=tmp_path / "cluster.pem",
        certificate=tmp_path / "cluster.pem",
        key=tmp_path / "cluster.key",
        shared_folder=tmp_path,
    )
    assert not dialog.isVisible()
    assert Preferences(preferences.path).cluster == ClusterChoice(is_on=True, address=wanted)
    assert preferences.cluster.address_in_use == wanted
    again = make()
    assert again.fields.address == wanted
    again.is_on.setChecked(False)
    press_ok(again, qtbot)
    assert preferences.cluster.address_in_use is None
    assert preferences.cluster.address == wanted


def test_an_address_without_tls_is_refused_until_it_is_allowed(
    preferences: Preferences, make: Make, qtbot: QtBot
) -> None:
    dialog = make()
    dialog.is_on.setChecked(True)
    qtbot.keyClicks(dialog.fields.scheduler, "tcp://studio:8786")
    press_ok(dialog, qtbot)
    assert dialog.isVisible()
    assert "is not encrypted" in dialog.problem.text()
    assert preferences.cluster == ClusterChoice()
    dialog.fields.unencrypted.setChecked(True)
    assert not dialog.problem.text()
    press_ok(dialog, qtbot)
    assert preferences.cluster.address.allow_unencrypted


def test_trying_connects(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    with local_cluster(tmp_path) as cluster:
        cluster.add_worker()
        dialog = make()
        dialog.is_on.setChecked(True)
        qtbot.mouseClick(dialog.try_button, LEFT)
        assert "is no address of a scheduler" in dialog.problem.text()
        assert cluster.files is not None
        dialog.fields.scheduler.setText(cluster.scheduler)
        for field in (dialog.fields.ca_file, dialog.fields.certificate):
            field.path = cluster.files.certificate
        dialog.fields.key.path = cluster.files.key
        qtbot.mouseClick(dialog.try_button, LEFT)
        assert dialog.is_running
        assert dialog.said.text() == "Connecting…"
        assert not dialog.fields.isEnabled()
        qtbot.waitUntil(lambda: not dialog.is_running, timeout=WAIT_MS)
    assert "1 worker on 1 machine" in dialog.said.text()
    assert dialog.fields.isEnabled()
    assert dialog.progress.isHidden()


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize("larger", [0, 6])
def test_nothing_is_cut_off(
    make: Make, theme: Theme, qapp: QApplication, qtbot: QtBot, choice: ThemeChoice, larger: int
) -> None:
    usual = qapp.font()
    font = QFont(usual)
    font.setPointSizeF(usual.pointSizeF() + larger)
    try:
        qapp.setFont(font)
        theme.choose(choice)
        dialog = make()
        dialog.is_on.setChecked(True)
        qtbot.keyClicks(dialog.fields.scheduler, "tcp://studio:8786")
        press_ok(dialog, qtbot)
        settle(qapp)
        assert dialog.problem.isVisible()
        assert clipped(dialog) == []
    finally:
        qapp.setFont(usual)
