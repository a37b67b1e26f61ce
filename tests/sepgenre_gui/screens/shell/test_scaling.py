"""Nothing is cut off at 100, 150 and 200 %, in either theme, in a wide or a small window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.sepgenre_gui.screens.clipping import clipped

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize("factor", ["1", "1.5", "2"])
def test_nothing_is_clipped(tmp_path: Path, factor: str) -> None:
    places = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    done = subprocess.run(
        [sys.executable, "-m", "tests.sepgenre_gui.screens.clipping", str(tmp_path)],
        cwd=ROOT,
        env={
            **os.environ,
            **dict.fromkeys(places, str(tmp_path)),
            "QT_QPA_PLATFORM": "offscreen",
            "QT_SCALE_FACTOR": factor,
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    *found, summary = done.stdout.splitlines()
    assert found == []
    assert summary.endswith(f" widgets at {factor}")
    assert int(summary.split()[2]) > 1000


@pytest.mark.parametrize("kind", ["label", "wrapped", "button", "field", "outside"])
def test_what_is_clipped_is_found(qtbot: QtBot, kind: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    inner = QWidget()
    layout.addWidget(inner)
    QHBoxLayout(inner).addWidget(QLabel("fits"))
    window.resize(300, 200)
    window.show()
    qtbot.waitExposed(window)
    assert clipped(window) == []

    text = "a text that is too long for its place"
    bad: QWidget = QLabel(text, inner)
    if kind == "wrapped":
        bad = QLabel(text * 3, inner)
        bad.setWordWrap(True)
        bad.resize(120, 20)
    elif kind == "button":
        bad = QPushButton(text, inner)
        bad.resize(60, 30)
    elif kind == "field":
        bad = QLineEdit(text, inner)
        bad.resize(100, 10)
    elif kind == "outside":
        bad.resize(bad.sizeHint())
        bad.move(inner.width() - 10, 0)
    else:
        bad.resize(60, 30)
    bad.show()

    assert len(clipped(window)) == 1
    assert type(bad).__name__ in clipped(window)[0]
