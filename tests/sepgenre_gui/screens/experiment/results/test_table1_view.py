"""Table 1 in the window: the figures of the pure function, copied as a spreadsheet takes them."""

from __future__ import annotations

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.experiment.results.table1_view import Table1View
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import NETWORK_NAMES, NO_VOX, STEMS_CONV
from sepgenre_training.report.figures_of_run import RunFigures, compute_run_figures
from sepgenre_training.report.summary import number_text, score_text
from tests.sepgenre_gui.screens.clipping import clipped, settle
from tests.sepgenre_gui.screens.experiment.results.conftest import Show, column, texts, titles
from tests.sepgenre_training.report.conftest import REFERENCES, build_record


def test_shows_the_rows_of_table1(theme: Theme, record: RunRecord, figures: RunFigures) -> None:
    view = Table1View(theme)
    view.show_figures(figures, record)

    names = [f"{name} †" if name == NO_VOX else name for name in NETWORK_NAMES]
    assert column(view.table, "Network") == [*names, *REFERENCES]
    for name, value in (
        ("Accuracy", "accuracy"), ("Macro F1", "macro_f1"), ("Weighted F1", "weighted_f1")
    ):  # fmt: skip
        assert column(view.table, name) == [
            score_text(getattr(row, value)) for row in figures.table1
        ]
    assert column(view.table, "Median loss") == [
        number_text(row.median_loss, 2) for row in figures.table1
    ]
    assert column(view.table, "Trials") == ["12"] * 6
    assert column(view.table, "Published accuracy") == ["0.380", "0.384", "0.456", "0.451", "", ""]
    assert column(view.table, "Published F1") == ["0.350", "0.371", "0.435", "0.419", "", ""]
    assert [row.starts_group for row in view.table.content.rows] == [False] * 4 + [True, False]


def test_says_what_came_out_and_what_is_missing(theme: Theme, record: RunRecord) -> None:
    part = attrs.evolve(record, config=attrs.evolve(record.config, trials=50))
    figures = compute_run_figures(part)
    view = Table1View(theme)
    view.show_figures(figures, part)

    assert view.findings.texts == figures.summary.findings
    assert view.setting.texts == figures.summary.setting
    assert view.incomplete.texts == (figures.summary.incomplete,)
    assert "12 of 50 trials" in view.incomplete.texts[0]
    assert view.warnings.texts == record.warnings
    assert "1.79" in view.note.text()
    assert "hpss 1" in view.note.text()


def test_many_warnings_are_folded(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show
) -> None:
    many = tuple(f"Song {number} has another sampling rate." for number in range(7))
    view = Table1View(theme)
    view.show_figures(figures, attrs.evolve(record, warnings=many))
    show(view)
    box = view.warnings
    assert box.texts == many
    assert box.sentences.texts == many[:3]
    assert box.more.text() == "and 4 more"

    box.more.click()
    assert box.sentences.texts == many
    assert box.more.text() == "Show fewer"
    # A trial more: what was opened stays open.
    view.show_figures(figures, attrs.evolve(record, warnings=many))
    assert box.sentences.texts == many

    view.show_figures(figures, attrs.evolve(record, warnings=many[:4]))
    assert box.sentences.texts == many[:4]
    assert not box.more.isVisible()


def test_a_complete_run_without_warnings_shows_no_boxes(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show
) -> None:
    view = Table1View(theme)
    view.show_figures(figures, attrs.evolve(record, warnings=()))
    show(view)
    assert not view.incomplete.isVisible()
    assert not view.warnings.isVisible()
    assert view.table.isVisible()


def test_a_run_without_a_trial_keeps_its_rows(
    theme: Theme, empty: RunRecord, empty_figures: RunFigures
) -> None:
    view = Table1View(theme)
    view.show_figures(empty_figures, empty)
    assert column(view.table, "Trials") == ["0"] * 4
    assert set(column(view.table, "Accuracy")) == {"\N{EN DASH}"}


def test_the_other_protocol_stands_beside(
    theme: Theme, record: RunRecord, figures: RunFigures
) -> None:
    paper = build_record(protocol="paper", n_trials=3, seed=5, references=REFERENCES[:1])
    networks = (NO_VOX, STEMS_CONV)
    paper = attrs.evolve(paper, config=attrs.evolve(paper.config, networks=networks))
    others = compute_run_figures(paper)
    view = Table1View(theme)
    view.show_figures(figures, record)
    alone = titles(view.table)
    view.show_other(others, paper)

    theirs = {row.name: row for row in others.table1}
    assert column(view.table, "Macro F1 (sound)") == [
        score_text(row.macro_f1) for row in figures.table1
    ]
    rows = [row.name for row in figures.table1]
    assert column(view.table, "Macro F1 (paper)")[: len(rows)] == [
        score_text(theirs[name].macro_f1) if name in theirs else "" for name in rows
    ]
    assert column(view.table, "Trials (paper)").count("3") == len(others.table1)

    view.show_other(None)
    assert titles(view.table) == alone


def test_ctrl_c_copies_the_selected_cells(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show
) -> None:
    view = Table1View(theme)
    view.show_figures(figures, record)
    show(view)
    table = view.table
    table.setFocus()
    table.setCurrentIndex(table.content.index(0, 0))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(table, key, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    copied = QGuiApplication.clipboard().text()
    assert [line.split("\t") for line in copied.split("\n")] == [
        row[:3] for row in texts(table)[:2]
    ]
    table.copy_all_action.trigger()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t") == titles(table)
    assert [line.split("\t") for line in lines[1:]] == texts(table)


def test_clearing_shows_nothing(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show
) -> None:
    view = Table1View(theme)
    view.show_figures(figures, record)
    view.show_other(figures, record)
    view.clear()
    show(view)
    assert texts(view.table) == []
    assert not view.table.isVisible()
    assert not view.warnings.isVisible()
    view.show_figures(figures, record)
    assert "Macro F1" in titles(view.table)


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize("width", [1100, 420])
def test_nothing_is_cut_off(
    type_size: float,
    theme: Theme,
    record: RunRecord,
    figures: RunFigures,
    show: Show,
    qapp: QApplication,
    choice: ThemeChoice,
    width: int,
) -> None:
    theme.choose(choice)
    view = Table1View(theme)
    view.show_figures(figures, record)
    show(view, width, 400)
    settle(qapp)
    assert type_size
    assert clipped(view) == []
    # Beside its columns a table has room for its frame alone, and scrolls where it has less.
    assert view.table.verticalScrollBar().maximum() == 0
    needs_scrolling = view.table.horizontalHeader().length() > view.table.viewport().width()
    assert (view.table.horizontalScrollBar().maximum() > 0) is needs_scrolling
