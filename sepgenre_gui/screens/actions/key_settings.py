"""The dialog in which a person changes keys: a table of actions, and the keys of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.actions.book import ActionBook, KeyTakenError
from sepgenre_gui.screens.actions.menus import menu_order, menu_path
from sepgenre_gui.screens.actions.spec import ActionSpec, do_clash, shown_keys
from sepgenre_gui.screens.appearance.metrics import APART, FAR, NEAR, label

_ID = Qt.ItemDataRole.UserRole
_N_KEYS = 2
_SIZE = (680, 560)
_PORTABLE = QKeySequence.SequenceFormat.PortableText


class KeySettings(QDialog):
    """Shows every action with its keys; what is changed holds at once and is kept."""

    def __init__(self, book: ActionBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._wanted: tuple[str, ...] = ()
        self._owner = ""
        self.setWindowTitle("Keys")
        self.resize(*_SIZE)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText("Find an action")
        self._filter.setAccessibleName("Find an action")
        self._filter.textChanged.connect(self._narrow)
        self.table = self._make_table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addWidget(self._filter)
        layout.addWidget(self.table, stretch=1)
        layout.addWidget(self._make_editor())
        layout.addLayout(self._make_foot())
        # Rows take their height from the style at once, and keep it.
        self.table.ensurePolished()
        self._fill()
        book.changed.connect(self._fill)

    def select(self, identifier: str) -> None:
        """Show the keys of one action, to be changed."""
        for item in self._items():
            if item.data(0, _ID) == identifier:
                self.table.setCurrentItem(item)

    def _make_table(self) -> QTreeWidget:
        table = QTreeWidget()
        table.setAccessibleName("Actions and their keys")
        table.setHeaderLabels(["Action", "Menu", "Keys"])
        table.setProperty("role", "roomy")
        table.setRootIsDecorated(False)
        table.setAlternatingRowColors(True)
        header = table.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        table.currentItemChanged.connect(self._show_current)
        return table

    def _make_editor(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        self._title = label(bold=True)
        self._problem = label(role="danger")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.take_over = QPushButton("Use it here")
        self.take_over.hide()
        self.take_over.clicked.connect(self._take_from_owner)
        self.reset_one = QPushButton("Reset")
        self.reset_one.setToolTip("Give this action its usual keys again")
        self.reset_one.clicked.connect(self._reset_current)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(FAR, APART, FAR, APART)
        layout.setSpacing(NEAR)
        head = QHBoxLayout()
        head.addWidget(self._title, stretch=1)
        head.addWidget(self.reset_one)
        layout.addLayout(head)
        layout.addLayout(self._make_fields())
        clash = QHBoxLayout()
        clash.addWidget(self._problem, stretch=1)
        clash.addWidget(self.take_over)
        layout.addLayout(clash)
        return card

    def _make_fields(self) -> QFormLayout:
        self.clear_buttons: list[QPushButton] = []
        self._fields = [QKeySequenceEdit() for _ in range(_N_KEYS)]
        form = QFormLayout()
        form.setHorizontalSpacing(APART)
        form.setVerticalSpacing(NEAR)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for number, field in enumerate(self._fields):
            field.setMaximumSequenceLength(1)
            field.editingFinished.connect(self._take)
            name = "Key" if number == 0 else "Second key"
            field.setAccessibleName(name)
            clear = QPushButton("Clear")
            clear.setAccessibleName(f"Clear the {name.lower()}")
            clear.clicked.connect(lambda _=False, field=field: self._clear(field))
            self.clear_buttons.append(clear)
            row = QHBoxLayout()
            row.setSpacing(NEAR)
            row.addWidget(field, stretch=1)
            row.addWidget(clear)
            caption = QLabel(name)
            caption.setBuddy(field)
            form.addRow(caption, row)
        return form

    def _make_foot(self) -> QHBoxLayout:
        self.reset_all = QPushButton("Reset all")
        self.reset_all.setToolTip("Give every action its usual keys again")
        self.reset_all.clicked.connect(self._book.reset_all_keys)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        resets = (self.reset_all, self.reset_one, self.take_over)
        for button in (*self.clear_buttons, *resets, *buttons.buttons()):
            # Enter in a field takes the key, and must press nothing.
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
                button.setDefault(False)
        foot = QHBoxLayout()
        foot.setSpacing(NEAR)
        foot.addWidget(self.reset_all)
        foot.addStretch()
        foot.addWidget(buttons)
        return foot

    def _fill(self) -> None:
        chosen = self._current()
        self.table.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.table.clear()
        for path in menu_order(self._book):
            for spec in (spec for spec in self._book if spec.menu == path):
                self._add_row(spec)
        self.table.blockSignals(False)  # noqa: FBT003
        self._narrow(self._filter.text())
        first = self.table.topLevelItem(0)
        self.select(chosen or (first.data(0, _ID) if first else ""))

    def _add_row(self, spec: ActionSpec) -> None:
        keys = shown_keys(self._book.keys(spec.id))
        item = QTreeWidgetItem([spec.name, menu_path(spec), keys])
        item.setData(0, _ID, spec.id)
        item.setToolTip(0, spec.tip)
        if self._book.has_own_keys(spec.id):
            bold = item.font(2)
            bold.setBold(True)
            item.setFont(2, bold)
            item.setToolTip(2, f"Usually: {shown_keys(spec.keys) or 'none'}")
        self.table.addTopLevelItem(item)

    def _items(self) -> list[QTreeWidgetItem]:
        items = (self.table.topLevelItem(row) for row in range(self.table.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _narrow(self, query: str) -> None:
        for item in self._items():
            text = " ".join(item.text(column) for column in range(3)).lower()
            item.setHidden(not all(word in text for word in query.lower().split()))

    def _current(self) -> str:
        item = self.table.currentItem()
        return str(item.data(0, _ID)) if item is not None else ""

    def _show_current(self) -> None:
        identifier = self._current()
        if not identifier:
            return
        spec = next(spec for spec in self._book if spec.id == identifier)
        self._title.setText(spec.name)
        keys = self._book.keys(identifier)
        for number, field in enumerate(self._fields):
            field.setKeySequence(QKeySequence(keys[number] if number < len(keys) else ""))
        self.reset_one.setEnabled(self._book.has_own_keys(identifier))
        self.say_problem("", owner="")

    def _clear(self, field: QKeySequenceEdit) -> None:
        field.clear()
        self._take()

    def _typed(self) -> tuple[str, ...]:
        texts = (field.keySequence().toString(_PORTABLE) for field in self._fields)
        return tuple(dict.fromkeys(text for text in texts if text))

    def _take(self) -> None:
        identifier, typed = self._current(), self._typed()
        # Keys beyond those that the fields show are kept.
        keys = (*typed, *self._book.keys(identifier)[_N_KEYS:])
        if keys != self._book.keys(identifier):
            self._set(identifier, keys)

    def _set(self, identifier: str, keys: tuple[str, ...]) -> None:
        try:
            self._book.set_keys(identifier, keys)
        except KeyTakenError as error:
            self._wanted = keys
            self.say_problem(error.message, owner=error.owner)

    def _take_from_owner(self) -> None:
        identifier, keys, owner = self._current(), self._wanted, self._owner
        kept = tuple(
            key
            for key in self._book.keys(owner)
            if not any(do_clash(key, wanted) for wanted in keys)
        )
        self._book.set_keys(owner, kept)
        self._set(identifier, keys)

    def _reset_current(self) -> None:
        identifier = self._current()
        spec = next(spec for spec in self._book if spec.id == identifier)
        self._set(identifier, spec.keys)

    def say_problem(self, text: str, *, owner: str = "") -> None:
        """Say what stands in the way of a key; `owner` is the action that has it."""
        self._owner = owner
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.take_over.setVisible(bool(owner))
