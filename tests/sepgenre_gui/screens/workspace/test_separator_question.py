"""The question by which separator: each with its state; one that is not ready cannot be chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.workspace.separator_question import SeparatorQuestion
from sepgenre_gui.services.stems import SeparatorChoice
from sepgenre_training.separation.descriptor import SeparatorState

READY = SeparatorChoice(
    name="hpss", version="1", summary="Masks.", latency="0.4 s", needs="nothing",
    state=SeparatorState.READY,
)  # fmt: skip
MISSING = SeparatorChoice(
    name="spleeter", version="1", summary="A network.", latency="0.5 s", needs="weights",
    state=SeparatorState.WEIGHTS_MISSING, reasons=("They are not there.",), remedy="Install them.",
)  # fmt: skip


def ask(qtbot: QtBot, chosen: str = "") -> SeparatorQuestion:
    question = SeparatorQuestion("Separate", [MISSING, READY], chosen=chosen)
    qtbot.addWidget(question)
    return question


def test_the_first_that_is_ready_is_offered(qtbot: QtBot) -> None:
    question = ask(qtbot)

    assert question.chosen == "hpss"
    assert question.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_one_that_is_not_ready_says_what_to_do(qtbot: QtBot) -> None:
    question = ask(qtbot, chosen="spleeter")

    assert question.chosen == "spleeter"
    assert "They are not there. Install them." in question.said.text()
    assert "weights missing" in question.separator.currentText()
    assert not question.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
