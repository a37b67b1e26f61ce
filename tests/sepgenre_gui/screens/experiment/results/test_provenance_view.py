"""Provenance, configuration and methods, which can be copied."""

from __future__ import annotations

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.provenance_view import ProvenanceView
from sepgenre_training.experiment.configuration_file import format_config, parse_config
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.experiment.results.conftest import Show, texts


@pytest.fixture
def view(theme: Theme, record: RunRecord, figures: RunFigures, show: Show) -> ProvenanceView:
    made = ProvenanceView(theme)
    made.show_figures(figures, record)
    show(made)
    return made


def test_shows_all_that_is_needed_to_repeat_the_run(
    view: ProvenanceView, record: RunRecord, figures: RunFigures
) -> None:
    assert texts(view.table) == [[key, value] for key, value in record.provenance.items()]
    assert view.methods.text() == figures.methods
    assert view.references.texts == figures.references
    assert view.warnings.texts == record.warnings
    assert view.config.toPlainText() == format_config(record.config)
    assert view.config.isReadOnly()


def test_the_configuration_can_be_run_again(view: ProvenanceView, record: RunRecord) -> None:
    QTest.mouseClick(view.copy_config, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert parse_config(copied) == record.config


def test_the_paragraph_is_copied_with_its_references(
    view: ProvenanceView, figures: RunFigures
) -> None:
    view.copy_methods.setFocus()
    QTest.keyClick(view.copy_methods, Qt.Key.Key_Space)
    copied = QGuiApplication.clipboard().text().split("\n\n")
    assert tuple(copied) == (figures.methods, *figures.references)


def test_clearing_shows_nothing(view: ProvenanceView) -> None:
    view.clear()
    assert view.hint.isVisible()
    assert not view.table.isVisible()
    assert not view.warnings.isVisible()
    assert view.config.toPlainText() == ""


def test_long_values_have_their_whole_text_as_a_tip(
    view: ProvenanceView, record: RunRecord, figures: RunFigures
) -> None:
    long = "/home/somebody/" + "a very long folder/" * 20
    view.show_figures(figures, attrs.evolve(record, provenance={"project": long}))
    index = view.table.content.index(0, 1)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == long


def test_nothing_is_cut_off(
    type_size: float,
    theme: Theme,
    record: RunRecord,
    figures: RunFigures,
    show: Show,
    qapp: QApplication,
) -> None:
    view = ProvenanceView(theme)
    view.show_figures(figures, record)
    for width in (1000, 420):
        show(view, width, 400)
        settle(qapp)
        assert type_size
        assert clipped(view) == []
