"""Answers dialogs as a person does, while what opened them waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit

Answer = Callable[[QDialog], None]


@contextmanager
def answering(*answers: Answer) -> Iterator[list[str]]:
    """Give the dialogs that come these answers, in their order; yield what the dialogs said.

    Every answer must have been wanted; a dialog for which none is left is rejected, and fails.
    """
    left, said, unexpected = list(answers), [], []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            return
        said.append(" ".join(label.text() for label in dialog.findChildren(QLabel)))
        if left:
            left.pop(0)(dialog)
        else:
            unexpected.append(said[-1])
            dialog.reject()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    yield said
    timer.stop()
    assert (unexpected, left) == ([], []), said


def press(name: str) -> Answer:
    """Press the button of this text."""

    def answer(dialog: QDialog) -> None:
        buttons = dialog.findChildren(QAbstractButton)
        (button,) = [each for each in buttons if each.text().replace("&", "") == name]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    return answer


def write(text: str) -> Answer:
    """Write `text` in place of what stands in the line, and press Return."""

    def answer(dialog: QDialog) -> None:
        line = cast("QLineEdit", dialog.findChild(QLineEdit))
        line.clear()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    return answer


def choose(path: Path) -> Answer:
    """Name a file or a folder, and press Return."""

    def answer(dialog: QDialog) -> None:
        line = cast("QLineEdit", dialog.findChild(QLineEdit))
        # Not letter by letter: the list of names that then comes up would take Return.
        line.setText(str(path))
        QTest.keyClick(line, Qt.Key.Key_Return)

    return answer
