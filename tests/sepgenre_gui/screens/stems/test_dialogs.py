"""The dialogs of models and of export, with the real queue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.screens.stems.export_dialog import StemsExportDialog
from sepgenre_gui.screens.stems.forms.export_form import MIX, STEMS
from sepgenre_gui.screens.stems.models_dialog import ModelsDialog
from sepgenre_training.separation.preview.growing import growing_path
from sepgenre_training.separation.stems import STEM_NAMES
from tests.sepgenre_gui.screens.clipping import clipped
from tests.sepgenre_gui.screens.stems.conftest import RATE_HZ, SEGMENT_S, SEPARATOR, Opened

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def no_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is installed on this computer is no matter of a test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


def dialog_of(opened: Opened, key: str) -> QDialog:
    opened.keys(key)
    dialog = opened.screen.windows.dialog
    assert dialog is not None
    opened.qtbot.waitExposed(dialog)
    return dialog


def export(opened: Opened, dialog: StemsExportDialog) -> None:
    before = dialog.following.jobs
    opened.qtbot.mouseClick(dialog.export_button, LEFT)
    opened.until(lambda: dialog.following.jobs != before and not dialog.following.is_running)
    assert all(job.state is JobState.DONE for job in dialog.following.jobs)


def test_the_mix_is_written_as_it_is_heard(opened: Opened, tmp_path: Path) -> None:
    opened.hear()
    opened.keys("M, 4", "2", "Ctrl+Down", "Ctrl+Down", "Ctrl+Down")
    dialog = dialog_of(opened, "Ctrl+E")
    assert isinstance(dialog, StemsExportDialog)
    dialog.form.place.setText(str(tmp_path / "out ű"))
    assert dialog.form.what.currentText() == MIX
    export(opened, dialog)
    assert dialog.open_button.isVisible()

    mix, rate_hz = soundfile.read(
        tmp_path / "out ű" / "Alpha ű - 0m01.000 - mix.wav", dtype="float32", always_2d=True
    )
    assert rate_hz == RATE_HZ
    stems, _ = soundfile.read(growing_path(opened.screen.session.task(SEPARATOR)), dtype="float32")
    by_name = {name: stems[:, 2 * i : 2 * i + 2] for i, name in enumerate(STEM_NAMES)}
    heard = by_name["drums"] + by_name["bass"] * 10 ** (-3 / 20) + by_name["other"]
    np.testing.assert_allclose(mix, heard, atol=1e-6)


def test_stems_of_a_selection_are_separated_and_written(opened: Opened, tmp_path: Path) -> None:
    opened.screen.layout.targets.table.selectAll()
    dialog = dialog_of(opened, "Ctrl+E")
    assert isinstance(dialog, StemsExportDialog)
    form = dialog.form
    form.place.setText(str(tmp_path / "out ű"))
    form.what.setCurrentText(STEMS)
    form.targets.setCurrentIndex(1)
    assert form.targets.currentText() == "Selected: 2 segments and 2 whole tracks"
    for name, box in form.lanes.items():
        box.setChecked(name == "drums")
    form.format.setCurrentIndex(1)
    form.bit_depth.setCurrentIndex(form.bit_depth.findData("16"))
    form.rate.setCurrentIndex(4)
    opened.qtbot.wait(50)
    assert clipped(dialog) == []
    export(opened, dialog)

    assert {path.name for path in (tmp_path / "out ű").iterdir()} == {
        "Alpha ű - 0m01.000 - drums.flac",
        "Beta - 0m01.000 - drums.flac",
        "Alpha ű - drums.flac",
        "Beta - drums.flac",
    }
    info = soundfile.info(tmp_path / "out ű" / "Beta - 0m01.000 - drums.flac")
    assert (info.samplerate, info.subtype) == (44_100, "PCM_16")
    assert info.frames == round(SEGMENT_S * 44_100)


def test_an_export_says_what_is_in_the_way(opened: Opened, tmp_path: Path) -> None:
    opened.hear()
    for number in range(1, 5):
        opened.keys(f"M, {number}")
    dialog = dialog_of(opened, "Ctrl+E")
    assert isinstance(dialog, StemsExportDialog)
    assert "Nothing is heard in the mix" in dialog.said.text()
    assert not dialog.export_button.isEnabled()
    opened.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert opened.screen.windows.dialog is None


def test_the_models_show_how_they_stand_and_a_wrong_file_is_refused(
    opened: Opened, tmp_path: Path
) -> None:
    wrong = tmp_path / "not weights.tar.gz"
    wrong.write_bytes(b"nothing")
    dialog = dialog_of(opened, "Ctrl+Shift+M")
    assert isinstance(dialog, ModelsDialog)
    states = {
        dialog.table.item(row, 0).text(): dialog.table.item(row, 1).text()  # type: ignore[union-attr]
        for row in range(dialog.table.rowCount())
    }
    assert states["hpss"] == "ready"
    assert states["spleeter"] == "weights missing"
    assert states["demucs"] == "not installed"
    # It opens at the separator chosen, which needs nothing.
    assert dialog.chosen is not None
    assert dialog.chosen.name == SEPARATOR
    for button in (dialog.install, dialog.from_file, dialog.verify, dialog.remove):
        assert not button.isEnabled()

    dialog.select("spleeter")
    assert dialog.install.isEnabled()
    opened.qtbot.wait(50)
    assert clipped(dialog) == []
    dialog.ask_file = lambda *_: str(wrong)
    opened.qtbot.mouseClick(dialog.from_file, LEFT)
    opened.until(lambda: bool(dialog.following.jobs) and not dialog.following.is_running)
    (job,) = dialog.following.jobs
    assert job.state is JobState.FAILED
    assert dialog.outcome.isVisible()
    assert job.reason in dialog.outcome.text()

    opened.qtbot.mouseClick(dialog.verify, LEFT)
    opened.until(lambda: dialog.following.jobs[0] != job and not dialog.following.is_running)
    assert "weights missing" in dialog.outcome.text()
