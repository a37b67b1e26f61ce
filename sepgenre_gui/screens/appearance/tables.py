"""Tables: how all that show one thing a row look and scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

_ROW_PADDING = 10


def set_up_rows(table: QTableView, name: str) -> None:
    """Let `table` show rows that are selected whole, all of one height, without a grid.

    Parameters
    ----------
    name : str
        For screen readers.
    """
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    vertical, header = table.verticalHeader(), table.horizontalHeader()
    vertical.hide()
    # One height for all: a table that asks each of 10,000 rows does not scroll smoothly.
    vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    vertical.setDefaultSectionSize(table.fontMetrics().height() + _ROW_PADDING)
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
