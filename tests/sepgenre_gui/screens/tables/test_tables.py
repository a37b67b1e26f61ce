"""Rows keep their places until they are arranged; the line of text is left by keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.tables import ArrangedModel, FilterLine

Row = tuple[str, int]


class Numbers(ArrangedModel[str, Row, int]):
    """Named numbers, of which those of at least the filter's size are shown, by size."""

    def key_of(self, row: Row) -> str:
        return row[0]

    def arrange(self, rows: Iterable[Row]) -> list[Row]:
        return sorted((row for row in rows if row[1] >= self._filter), key=lambda row: row[1])

    def data(self, index: object, role: int = Qt.ItemDataRole.DisplayRole) -> None:
        return None


def test_many_changed_rows_are_told_at_once_and_few_one_by_one() -> None:
    model = Numbers(("name", "number"), 0)
    tester = QAbstractItemModelTester(model)
    model.set_rows([(f"{number:03}", number) for number in range(100)])
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.update_rows([("007", 7), ("042", 42)])
    assert changed == [(7, 7), (42, 42)]
    changed.clear()
    model.update_rows([(f"{number:03}", number) for number in range(90, 30, -1)])
    assert changed == [(31, 90)]
    del tester


def test_rows_stay_where_they_are_until_they_are_arranged() -> None:
    model = Numbers(("name", "number"), 0)
    tester = QAbstractItemModelTester(model)
    model.set_rows([("b", 2), ("a", 1), ("c", 3)])
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.column())))
    arranged: list[None] = []
    model.arranged.connect(lambda: arranged.append(None))

    model.update_rows([("a", 9), ("d", 0)])
    assert [row[0] for row in model.shown_rows] == ["a", "b", "c"]
    assert model.row_at(0) == ("a", 9)
    assert changed == [(0, 1)]
    assert (model.n_shown, model.n_all) == (3, 4)
    model.append_rows(["d"])
    assert model.place_of("d") == 3
    assert arranged == []

    model.set_filter(2)
    assert [row[0] for row in model.shown_rows] == ["b", "c", "a"]
    assert (model.place_of("d"), model.row_of("d")) == (None, ("d", 0))
    assert len(arranged) == 1
    tester.setParent(None)


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[FilterLine]:
    window, table = QWidget(), QLineEdit()
    made = FilterLine("Filter by name", "Filter the names", table)
    layout = QVBoxLayout(window)
    layout.addWidget(made)
    layout.addWidget(table)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.setFocus()
    made.told = []  # type: ignore[attr-defined]
    made.cleared.connect(lambda: made.told.append("cleared"))  # type: ignore[attr-defined]
    made.left.connect(lambda: made.told.append("left"))  # type: ignore[attr-defined]
    yield made
    window.close()


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [(Qt.Key.Key_Escape, "", "cleared"), (Qt.Key.Key_Down, "abc", "left"),
     (Qt.Key.Key_Return, "abc", "left"), (Qt.Key.Key_Enter, "abc", "left")],
)  # fmt: skip
def test_the_line_is_emptied_or_left_by_keys(
    line: FilterLine, qtbot: QtBot, key: Qt.Key, text: str, told: str
) -> None:
    qtbot.keyClicks(line, "abc")
    assert line.hasFocus()
    qtbot.keyClick(line, key)
    assert line.text() == text
    assert line._table.hasFocus()
    assert line.told == [told]  # type: ignore[attr-defined]
