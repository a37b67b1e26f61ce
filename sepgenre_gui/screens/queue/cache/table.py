"""The table of what the cache takes: a row for each kind, to be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, FAR, NEAR, TIGHT, label
from sepgenre_gui.services.cache_care import CacheShare, format_bytes

_KIND, _SIZE, _FILES = range(3)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CacheTable(QFrame):
    """Shows shares of the cache; rows that can be cleared have a box to tick.

    Signals
    -------
    chosen_changed
        The person ticked something, or took a tick away.
    """

    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName("What the cache takes")
        self.boxes: dict[str, QCheckBox] = {}
        self._parts: list[QWidget] = []
        self._shares: tuple[CacheShare, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(FAR, APART, FAR, APART)
        self._grid.setHorizontalSpacing(FAR)
        self._grid.setVerticalSpacing(TIGHT)
        self._grid.setColumnStretch(_KIND, 1)
        for column, name in ((_KIND, "Kind"), (_SIZE, "Size"), (_FILES, "Files")):
            self._place(label(name, role="muted"), 0, column)

    @property
    def shares(self) -> tuple[CacheShare, ...]:
        """What is shown."""
        return self._shares

    @property
    def chosen(self) -> tuple[CacheShare, ...]:
        """The rows that are ticked and hold something."""
        return tuple(
            share
            for share in self.clearable
            if share.description.kind in self.boxes
            and self.boxes[share.description.kind].isChecked()
        )

    @property
    def clearable(self) -> tuple[CacheShare, ...]:
        """The rows that hold something that can be cleared."""
        return tuple(
            share for share in self._shares if share.description.is_removable and share.n_files
        )

    def show_shares(self, shares: Sequence[CacheShare]) -> None:
        """Show `shares` in place of what is shown; ticks stay."""
        ticked = {kind for kind, box in self.boxes.items() if box.isChecked()}
        focused = next((kind for kind, box in self.boxes.items() if box.hasFocus()), "")
        for part in self._parts:
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts.clear()
        self.boxes.clear()
        self._shares = tuple(shares)
        for number, share in enumerate(shares):
            self._add(share, 1 + 2 * number)
            box = self.boxes.get(share.description.kind)
            if box is not None:
                box.setChecked(share.description.kind in ticked and box.isEnabled())
        for part in self._parts:
            # A layout shows them with the next turn of the loop, too late to ask how high it is.
            part.show()
        if focused in self.boxes:
            self.boxes[focused].setFocus()
        self.chosen_changed.emit()

    def _add(self, share: CacheShare, row: int) -> None:
        kind = share.description
        size, files = format_bytes(share.n_bytes), f"{share.n_files:,}"
        first: QWidget = label(kind.name, bold=True)
        if kind.is_removable:
            box = QCheckBox(kind.name)
            box.setEnabled(bool(share.n_files))
            box.setAccessibleName(f"{kind.name}: {size} in {files} files")
            box.setAccessibleDescription(f"{kind.what} {kind.regain}")
            box.toggled.connect(self.chosen_changed)
            self.boxes[kind.kind] = box
            first = box
        said = label(f"{kind.what} {kind.regain}", role="muted")
        said.setWordWrap(True)
        said.setContentsMargins(0, 0, 0, NEAR)
        self._parts += [
            self._place(first, row, _KIND),
            self._place(label(size), row, _SIZE),
            self._place(label(files), row, _FILES),
        ]
        self._grid.addWidget(said, row + 1, 0, 1, 3)
        self._parts.append(said)

    def _place(self, part: QWidget, row: int, column: int) -> QWidget:
        if isinstance(part, QLabel) and column != _KIND:
            part.setAlignment(_RIGHT)
        self._grid.addWidget(part, row, column)
        return part
