"""One editor for each kind of setting: what a person types, ticks or chooses, as a value."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT
from sepgenre_training.experiment.config_fields import ConfigField, FieldValue, value_text

_MOST = 2_147_483_647
_NUMBER_LETTERS = 14


class Editor(QObject):
    """Shows a setting's value and takes another.

    Attributes
    ----------
    widget : QWidget
        What is shown.

    Signals
    -------
    edited
        A person has changed it; `value` may raise ValueError for what is no value.
    """

    edited = Signal()

    def __init__(self, field: ConfigField, widget: QWidget) -> None:
        super().__init__(widget)
        self.field, self.widget = field, widget
        widget.setAccessibleName(field.title)
        widget.setAccessibleDescription(field.does)

    @property
    def value(self) -> FieldValue:
        """The value that it shows.

        Raises
        ------
        ValueError
            Where what is typed is none.
        """
        raise NotImplementedError

    def show_value(self, value: FieldValue) -> None:
        """Show `value`, without a word."""
        raise NotImplementedError


class _QuietWheel:
    """A wheel over a field scrolls the page; it does not change what stands there."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the page."""
        event.ignore()


class _SpinBox(_QuietWheel, QSpinBox):
    """A whole number."""


class _DoubleSpinBox(_QuietWheel, QDoubleSpinBox):
    """A number."""


class _ComboBox(_QuietWheel, QComboBox):
    """A choice."""


def make_editor(field: ConfigField) -> Editor:
    """Return the editor that suits `field`."""
    if field.kind == "float" and field.is_logarithmic:
        return _PowerEditor(field)
    kinds: dict[str, Callable[[ConfigField], Editor]] = {
        "int": _IntEditor,
        "float": _FloatEditor,
        "choice": _ChoiceEditor,
        "bool": _BoolEditor,
        "pair": _PairEditor,
        "list": _ListEditor,
        "text": _TextEditor,
    }
    return kinds[field.kind](field)


class _IntEditor(Editor):
    def __init__(self, field: ConfigField) -> None:
        self._box = _spin_box(field)
        super().__init__(field, self._box)
        self._box.valueChanged.connect(lambda _: self.edited.emit())

    @property
    def value(self) -> FieldValue:
        return self._box.value()

    def show_value(self, value: FieldValue) -> None:
        assert isinstance(value, int)
        _quietly(self._box, lambda: self._box.setValue(value))


class _FloatEditor(Editor):
    def __init__(self, field: ConfigField) -> None:
        self._box = _DoubleSpinBox()
        super().__init__(field, self._box)
        self._box.setDecimals(field.decimals)
        low, high = field.lowest, field.highest
        self._box.setRange(-math.inf if low is None else low, math.inf if high is None else high)
        self._box.setSingleStep(field.step)
        self._box.setSuffix(f" {field.unit}" if field.unit else "")
        self._box.valueChanged.connect(lambda _: self.edited.emit())

    @property
    def value(self) -> FieldValue:
        return self._box.value()

    def show_value(self, value: FieldValue) -> None:
        assert isinstance(value, int | float)
        _quietly(self._box, lambda: self._box.setValue(value))


class _PowerEditor(Editor):
    """A number over many magnitudes, as people write it: 1e-4."""

    def __init__(self, field: ConfigField) -> None:
        self._line = QLineEdit()
        super().__init__(field, self._line)
        _set_letters(self._line, _NUMBER_LETTERS)
        self._line.textEdited.connect(lambda _: self.edited.emit())

    @property
    def value(self) -> FieldValue:
        text = self._line.text().strip().replace(",", ".")
        try:
            return float(text)
        except ValueError:
            raise ValueError(f"{text or 'nothing'!r} is no number; write 0.001 or 1e-3.") from None

    def show_value(self, value: FieldValue) -> None:
        self._line.setText(value_text(value))


class _ChoiceEditor(Editor):
    def __init__(self, field: ConfigField) -> None:
        self._box = _ComboBox()
        super().__init__(field, self._box)
        for place, choice in enumerate(field.choices):
            self._box.addItem(choice.title, choice.value)
            self._box.setItemData(place, choice.does, Qt.ItemDataRole.ToolTipRole)
        self._box.currentIndexChanged.connect(lambda _: self.edited.emit())

    @property
    def value(self) -> FieldValue:
        chosen: str = self._box.currentData()
        return chosen

    def show_value(self, value: FieldValue) -> None:
        _quietly(self._box, lambda: self._box.setCurrentIndex(self._box.findData(value)))


class _BoolEditor(Editor):
    def __init__(self, field: ConfigField) -> None:
        self._box = QCheckBox("Yes")
        super().__init__(field, self._box)
        self._box.toggled.connect(lambda _: self.edited.emit())

    @property
    def value(self) -> FieldValue:
        return self._box.isChecked()

    def show_value(self, value: FieldValue) -> None:
        _quietly(self._box, lambda: self._box.setChecked(bool(value)))


class _PairEditor(Editor):
    def __init__(self, field: ConfigField) -> None:
        widget = QWidget()
        super().__init__(field, widget)
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(NEAR)
        self._boxes = (_spin_box(field), _spin_box(field))
        parts = field.parts or ("first", "second")
        for place, (box, part) in enumerate(zip(self._boxes, parts, strict=True)):
            if place:
                row.addWidget(QLabel("\N{MULTIPLICATION SIGN}"))
            box.setAccessibleName(f"{field.title}, {part}")
            box.setToolTip(part)
            row.addWidget(box)
            box.valueChanged.connect(lambda _: self.edited.emit())
        row.addStretch()

    @property
    def value(self) -> FieldValue:
        return self._boxes[0].value(), self._boxes[1].value()

    def show_value(self, value: FieldValue) -> None:
        assert isinstance(value, tuple)
        for box, each in zip(self._boxes, value, strict=True):
            _quietly(box, lambda box=box, each=each: box.setValue(int(each)))  # type: ignore[misc]


class _ListEditor(Editor):
    """Some of the choices, in the order in which they are listed."""

    def __init__(self, field: ConfigField) -> None:
        widget = QWidget()
        super().__init__(field, widget)
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        self._boxes = {choice.value: QCheckBox(choice.title) for choice in field.choices}
        for choice in field.choices:
            box = self._boxes[choice.value]
            box.setToolTip(choice.does)
            box.toggled.connect(lambda _: self.edited.emit())
            column.addWidget(box)

    @property
    def value(self) -> FieldValue:
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def show_value(self, value: FieldValue) -> None:
        assert isinstance(value, tuple)
        for name, box in self._boxes.items():
            _quietly(box, lambda box=box, name=name: box.setChecked(name in value))  # type: ignore[misc]


class _TextEditor(Editor):
    def __init__(self, field: ConfigField) -> None:
        self._line = QLineEdit()
        super().__init__(field, self._line)
        self._line.textEdited.connect(lambda _: self.edited.emit())

    @property
    def value(self) -> FieldValue:
        return self._line.text()

    def show_value(self, value: FieldValue) -> None:
        self._line.setText(str(value))


def _spin_box(field: ConfigField) -> _SpinBox:
    box = _SpinBox()
    low, high = field.lowest, field.highest
    box.setRange(-_MOST if low is None else int(low), _MOST if high is None else int(high))
    box.setSingleStep(max(1, int(field.step)))
    box.setSuffix(f" {field.unit}" if field.unit else "")
    return box


def _set_letters(line: QLineEdit, letters: int) -> None:
    line.setMinimumWidth(letters * line.fontMetrics().averageCharWidth())


def _quietly(widget: QWidget, change: Callable[[], object]) -> None:
    was_blocked = widget.blockSignals(True)  # noqa: FBT003 - Qt's
    change()
    widget.blockSignals(was_blocked)
