"""Records as an experiment leaves them, and pages that are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.experiment.results.parts.figure_table import FigureTable
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures, compute_run_figures
from tests.sepgenre_gui.screens.clipping import settle
from tests.sepgenre_training.report.conftest import build_record, tiny_record

Show = Callable[..., None]


@pytest.fixture(scope="session")
def record() -> RunRecord:
    """Twelve trials of four networks and two references, six genres, some with odd names."""
    return build_record()


@pytest.fixture(scope="session")
def figures(record: RunRecord) -> RunFigures:
    return compute_run_figures(record)


@pytest.fixture(scope="session")
def tiny() -> RunRecord:
    """Two genres, two networks, two trials, of which every figure is known by hand."""
    return tiny_record()


@pytest.fixture(scope="session")
def tiny_figures(tiny: RunRecord) -> RunFigures:
    return compute_run_figures(tiny)


@pytest.fixture(scope="session")
def empty() -> RunRecord:
    """A run before its first trial."""
    return build_record(n_trials=0, planned=12)


@pytest.fixture(scope="session")
def empty_figures(empty: RunRecord) -> RunFigures:
    return compute_run_figures(empty)


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication) -> Show:
    """Show a page, in a size."""

    def do(page: QWidget, width: int = 900, height: int = 640) -> None:
        qtbot.addWidget(page)
        page.resize(width, height)
        page.show()
        page.activateWindow()
        settle(qapp)

    return do


@pytest.fixture(params=[1.0, 2.0])
def type_size(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    usual = qapp.font()
    larger = QFont(usual)
    larger.setPointSizeF(usual.pointSizeF() * request.param)
    qapp.setFont(larger)
    yield request.param
    qapp.setFont(usual)


def texts(table: FigureTable) -> list[list[str]]:
    """Return what the cells of `table` say."""
    return [[cell.text for cell in row.cells] for row in table.content.rows]


def titles(table: FigureTable) -> list[str]:
    """Return the headings of `table`."""
    return [column.title for column in table.content.columns]


def column(table: FigureTable, title: str) -> list[str]:
    """Return what one column of `table` says."""
    place = titles(table).index(title)
    return [row[place] for row in texts(table)]
