"""Nothing is cut off in the dock at any size of type, in either theme, wide or narrow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.queue.conftest import MakeShown
from tests.sepgenre_gui.screens.queue.jobs import every_state

SIZES = ((1180, 760), (640, 420))


@pytest.fixture(params=[1.0, 1.5, 2.0])
def type_size(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    usual = qapp.font()
    larger = QFont(usual)
    larger.setPointSizeF(usual.pointSizeF() * request.param)
    qapp.setFont(larger)
    yield request.param
    qapp.setFont(usual)


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize("area", ["bottom", "right", "floating"])
def test_nothing_is_clipped(
    type_size: float,
    make_shown: MakeShown,
    theme: Theme,
    qapp: QApplication,
    choice: ThemeChoice,
    area: str,
) -> None:
    theme.choose(choice)
    shown = make_shown()
    dock = shown.dock
    dock.show()
    if area == "right":
        shown.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    dock.setFloating(area == "floating")
    settle(qapp)
    assert clipped(dock) == [], "empty"
    dock.model.set_jobs(every_state())
    looked_at = 0
    for width, height in SIZES:
        (dock if area == "floating" else shown.window).resize(width, height)
        for job in every_state():
            dock.table.choose(job.id)
            shown.until(lambda job=job: dock.details.title.text() == job.request.title)
            settle(qapp)
            assert clipped(dock) == [], (width, job.request.title)
            looked_at += 1
    assert looked_at == len(SIZES) * len(every_state())
    assert type_size
