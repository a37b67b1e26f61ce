"""A legend: what the colours of a chart stand for, in lines of text that wrap."""

from __future__ import annotations

import html
from collections.abc import Sequence

import attrs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from sepgenre_gui.screens.appearance.theme import Theme

_MARKS = {"bar": "\N{BLACK SQUARE}", "line": "\N{EM DASH}", "dashed": "\N{EN DASH}\N{THIN SPACE}"}


@attrs.frozen
class Entry:
    """One colour.

    Attributes
    ----------
    name : str
    colour : tuple of str
        On light ground, and on dark; empty texts for that of plain text.
    mark : {"bar", "line", "dashed"}
    """

    name: str
    colour: tuple[str, str] = ("", "")
    mark: str = "bar"


class Legend(QLabel):
    """Shows entries; hidden while there are none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: tuple[Entry, ...] = ()
        self._remark = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        theme.theme_changed.connect(self._show)
        self._show()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is shown."""
        return self._entries

    def show_entries(self, entries: Sequence[Entry], remark: str = "") -> None:
        """Show `entries`, and a `remark` behind them."""
        self._entries, self._remark = tuple(entries), remark
        self._show()

    def _show(self) -> None:
        colors = self._theme.colors
        parts = []
        for entry in self._entries:
            colour = entry.colour[colors.is_dark] or colors.text
            mark = _MARKS[entry.mark] * (2 if entry.mark == "dashed" else 1)
            name = html.escape(entry.name).replace(" ", "&nbsp;")
            parts.append(f"<span style='color:{colour}'>{mark}</span>&nbsp;{name}")
        if self._remark:
            parts.append(f"<span style='color:{colors.muted}'>{html.escape(self._remark)}</span>")
        self.setText(" &nbsp; ".join(parts))
        self.setVisible(bool(self._entries))
