"""The panel of genres: colour, key, name and number of segments; a click labels nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QAction, QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.genre import KEYS, Genre
from sepgenre_gui.screens.curation.offering import READ_ONLY, offer

_GENRE = Qt.ItemDataRole.UserRole
_USES = Qt.ItemDataRole.UserRole + 1
_PADDING = 8
_EDIT_TIP = "Rename, recolour, key, merge or delete the selected genre"
_ADD_TIP = "Make a new genre; it gets the next free key"
_NO_GENRES = "No genres yet. Add the first one; its key will be 1."
_NOTHING_TO_EDIT = "There is no genre to edit yet: add the first one."


class GenrePanel(QWidget):
    """Shows the genres and asks for edits of them; what is asked for is done elsewhere."""

    assign_requested = Signal(int)
    add_requested = Signal()
    rename_requested = Signal(int, str)
    recolor_requested = Signal(int)
    key_requested = Signal(int, object)
    merge_requested = Signal(int, int)
    delete_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.add_button = QPushButton("Add…")
        self.more_button = QPushButton("Edit")
        self._hint = QLabel(_NO_GENRES)
        self._genres: dict[int, Genre] = {}
        self._can_edit = True
        self._build()

    def show_genres(self, genres: Sequence[Genre], uses: Mapping[int, int]) -> None:
        """Show `genres` with the number of segments of each; a selection stays."""
        selected = self.selected_id
        self._genres = {genre.id: genre for genre in genres}
        with QSignalBlocker(self.list):
            self.list.clear()
            for genre in genres:
                self._add_item(genre, uses.get(genre.id, 0))
                if genre.id == selected:
                    self.list.setCurrentRow(self.list.count() - 1)
        self._hint.setVisible(not genres)
        self.list.setVisible(bool(genres))
        self._enable()

    def set_editable(self, *, editable: bool) -> None:
        """Let genres be edited, or not, as in a project that is read-only."""
        self._can_edit = editable
        self._enable()

    @property
    def selected_id(self) -> int | None:
        """The selected genre."""
        item = self.list.currentItem()
        return None if item is None else _genre_of(item).id

    def begin_rename(self, genre_id: int) -> None:
        """Let the person type another name, in the list."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if _genre_of(item).id == genre_id:
                self.list.setCurrentItem(item)
                self.list.setFocus()
                self.list.editItem(item)

    def menu_for(self, genre_id: int) -> QMenu:
        """Return the menu of what can be done with a genre."""
        genre = self._genres[genre_id]
        menu = QMenu(self)
        assign = menu.addAction(f"Give the track “{_literal(genre.name)}”")
        _ask(assign, self.assign_requested, genre_id)
        menu.addSeparator()
        menu.addAction("Rename", lambda: self.begin_rename(genre_id))
        _ask(menu.addAction("Change colour…"), self.recolor_requested, genre_id)
        self._add_keys(menu.addMenu("Key"), genre)
        others = [other for other in self._genres.values() if other.id != genre_id]
        merge = menu.addMenu("Merge into")
        merge.setEnabled(bool(others))
        for other in others:
            action = merge.addAction(_literal(other.name))
            _ask(action, self.merge_requested, genre_id, other.id)
        menu.addSeparator()
        _ask(menu.addAction("Delete…"), self.delete_requested, genre_id)
        return menu

    def _add_keys(self, menu: QMenu, genre: Genre) -> None:
        holders = {other.key: other.name for other in self._genres.values() if other.key}
        for key in (*KEYS, None):
            text = "None" if key is None else str(key)
            holder = holders.get(key) if key != genre.key else None
            if holder:
                text += f" (now {_literal(holder)})"
            action = menu.addAction(text)
            _ask(action, self.key_requested, genre.id, key)
            action.setCheckable(True)
            action.setChecked(key == genre.key)

    def _build(self) -> None:
        self.list.setAccessibleName("Genres")
        self.list.setItemDelegate(_GenreDelegate(self.list))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.itemDoubleClicked.connect(
            lambda item: self.assign_requested.emit(_genre_of(item).id)
        )
        self.list.itemChanged.connect(self._rename)
        self.list.currentItemChanged.connect(lambda *_: self._enable())
        self.list.setToolTip("Double-click, or press the genre's key, to give it to the track")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.add_button.setAccessibleName("Add a genre")
        self.add_button.clicked.connect(self.add_requested)
        self.more_button.setAccessibleName("Edit the selected genre")
        self.more_button.clicked.connect(self._show_menu_of_selected)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button, stretch=1)
        buttons.addWidget(self.more_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_PADDING)
        layout.addWidget(self._hint, stretch=1)
        layout.addWidget(self.list, stretch=1)
        layout.addLayout(buttons)

    def _add_item(self, genre: Genre, uses: int) -> None:
        item = QListWidgetItem(genre.name)
        item.setData(_GENRE, genre)
        item.setData(_USES, uses)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        key = f"key {genre.key}" if genre.key else "no key"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{genre.name}, {key}, {_count(uses)}")
        self.list.addItem(item)

    def _enable(self) -> None:
        read_only = "" if self._can_edit else READ_ONLY
        nothing = "" if self.list.count() else _NOTHING_TO_EDIT
        offer(self.add_button, _ADD_TIP, obstacle=read_only)
        offer(self.more_button, _EDIT_TIP, obstacle=read_only or nothing)

    def _rename(self, item: QListWidgetItem) -> None:
        genre = _genre_of(item)
        if item.text() != genre.name:
            self.rename_requested.emit(genre.id, item.text())

    def _show_menu(self, place: QPoint) -> None:
        item = self.list.itemAt(place)
        if item is not None and self._can_edit:
            self.menu_for(_genre_of(item).id).popup(self.list.viewport().mapToGlobal(place))

    def _show_menu_of_selected(self) -> None:
        if self.selected_id is None:
            # Rather than a button that is off and does not say why.
            self.list.setCurrentRow(0)
        if self.selected_id is not None:
            below = self.more_button.rect().bottomLeft()
            self.menu_for(self.selected_id).popup(self.more_button.mapToGlobal(below))


class _GenreDelegate(QStyledItemDelegate):
    """Draws a genre: its colour, its key as a key cap, its name, its number of segments."""

    def sizeHint(  # noqa: N802 - Qt's
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's
    ) -> QSize:
        return QSize(120, option.fontMetrics.height() + 2 * _PADDING)

    def updateEditorGeometry(  # noqa: N802 - Qt's
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's
    ) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(_left_of_name(option), 2, -_PADDING, -2))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        genre: Genre = index.data(_GENRE)
        rect: QRect = option.rect
        palette: QPalette = option.palette
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_selected:
            painter.fillRect(rect, palette.highlight())
        text = palette.highlightedText() if is_selected else palette.text()
        self._draw_color(painter, rect, genre.color)
        self._draw_key(painter, option, genre.key, text.color())
        painter.setPen(text.color())
        uses = str(index.data(_USES))
        metrics = option.fontMetrics
        inner = rect.adjusted(_left_of_name(option), 0, -_PADDING, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, uses)
        inner.setRight(inner.right() - metrics.horizontalAdvance(uses) - _PADDING)
        name = metrics.elidedText(genre.name, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()

    def _draw_color(self, painter: QPainter, rect: QRect, color: str) -> None:
        side = 14
        patch = QRect(rect.left() + _PADDING, rect.center().y() - side // 2 + 1, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(patch, 4, 4)

    def _draw_key(
        self, painter: QPainter, option: QStyleOptionViewItem, key: int | None, color: QColor
    ) -> None:
        if key is None:
            return
        rect: QRect = option.rect
        side = option.fontMetrics.height() + 2
        cap = QRect(rect.left() + 2 * _PADDING + 14, rect.center().y() - side // 2 + 1, side, side)
        painter.setPen(color)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 4, 4)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, str(key))


def _genre_of(item: QListWidgetItem) -> Genre:
    genre: Genre = item.data(_GENRE)
    return genre


def _ask(action: QAction, signal: SignalInstance, *arguments: object) -> None:
    """Let `action` emit `signal` with `arguments`, whatever it says of itself."""
    action.triggered.connect(lambda *_: signal.emit(*arguments))


def _left_of_name(option: QStyleOptionViewItem) -> int:
    side: int = option.fontMetrics.height() + 2
    return 3 * _PADDING + 14 + side


def _count(uses: int) -> str:
    return "1 segment" if uses == 1 else f"{uses} segments"


def _literal(name: str) -> str:
    # An ampersand in a menu would underline the next letter.
    return name.replace("&", "&&")
