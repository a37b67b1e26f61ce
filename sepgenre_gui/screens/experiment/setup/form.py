"""The configuration as a form: every setting with its default, its range, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, NEAR, SMALL, TIGHT, label
from sepgenre_gui.screens.experiment.setup.editors import Editor, make_editor
from sepgenre_gui.screens.experiment.setup.genre_editor import GenresEditor
from sepgenre_training.errors import ConfigurationError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.config_fields import (
    CONFIG_FIELDS,
    GROUP_TITLES,
    ConfigField,
    FieldValue,
    value_at,
    value_text,
)

_GENRES = "genres"
_OPEN = "experiment"


def explain(field: ConfigField) -> str:
    """Return what a form says of a setting: what it does, its default, its range, the paper."""
    facts = [f"Default: {_titled(field, field.default)}"]
    if field.kind in ("int", "float", "pair") and field.range_text != "any number":
        facts.append(field.range_text)
    facts.append(f"paper: {field.paper}")
    note = f" {field.note}" if field.note else ""
    return f"{field.does}{note} {'; '.join(facts)}."


class ConfigForm(QWidget):
    """Shows a configuration, and makes another of what a person changes.

    Signals
    -------
    config_changed
        `config` is another one, or there is none for now since a setting is wrong.
    """

    config_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = ExperimentConfig()
        self._config: ExperimentConfig | None = self._base
        self._editors: dict[str, Editor] = {}
        self._problems: dict[str, QLabel] = {}
        self._groups: dict[str, tuple[QToolButton, QWidget]] = {}
        self._genre_row: tuple[QWidget, ...] = ()
        self._build()
        self.show_config(self._base)

    @property
    def config(self) -> ExperimentConfig | None:
        """The configuration as it stands; None while a setting is wrong."""
        return self._config

    @property
    def problem(self) -> str:
        """What is wrong; empty where nothing is."""
        wrong = (path for path, each in self._problems.items() if each.text())
        path = next(wrong, None)
        if path is None:
            return ""
        return f"{self._editors[path].field.title}: {self._problems[path].text()}"

    def editor(self, path: str) -> Editor:
        """Return the editor of a setting."""
        return self._editors[path]

    def show_config(self, config: ExperimentConfig) -> None:
        """Show `config` in place of what stands there."""
        self._base = self._config = config
        for path, editor in self._editors.items():
            editor.show_value(value_at(config, path))
            self._tell(path, "")
        if self._genre_problem():
            self._read(None)
        else:
            self.config_changed.emit()

    def show_genres(self, segments: Mapping[str, int]) -> None:
        """Offer the project's genres, each with its number of labelled segments."""
        editor = self._editors[_GENRES]
        assert isinstance(editor, GenresEditor)
        editor.show_genres(segments)
        if self._genre_problem() != self._problems[_GENRES].text():
            self._read(None)

    def ask_for_genres(self, *, is_asked: bool) -> None:
        """Show the list of genres, or not, where they are chosen elsewhere."""
        for each in self._genre_row:
            each.setVisible(is_asked)

    def open_group(self, group: str, *, is_open: bool) -> None:
        """Show or hide the settings of a group."""
        self._groups[group][0].setChecked(is_open)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(NEAR)
        for group, title in GROUP_TITLES.items():
            fields = [field for field in CONFIG_FIELDS if field.group == group]
            heading, content = self._group(title, fields)
            self._groups[group] = heading, content
            column.addWidget(heading)
            column.addWidget(content)
            heading.setChecked(group == _OPEN)
            content.setVisible(group == _OPEN)

    def _group(self, title: str, fields: list[ConfigField]) -> tuple[QToolButton, QWidget]:
        heading, content = QToolButton(), QWidget()
        heading.setText(f"{title}: {', '.join(field.title.lower() for field in fields[:4])}…")
        heading.setCheckable(True)
        heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        heading.setArrowType(Qt.ArrowType.RightArrow)
        heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

        def show(is_open: bool) -> None:  # noqa: FBT001 - Qt's
            content.setVisible(is_open)
            heading.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)

        heading.toggled.connect(show)
        grid = QGridLayout(content)
        grid.setContentsMargins(APART, TIGHT, 0, APART)
        grid.setHorizontalSpacing(APART)
        grid.setVerticalSpacing(NEAR)
        grid.setColumnStretch(2, 1)
        for row, field in enumerate(fields):
            self._add_field(grid, row, field)
        return heading, content

    def _add_field(self, grid: QGridLayout, row: int, field: ConfigField) -> None:
        editor = GenresEditor(field) if field.path == _GENRES else make_editor(field)
        name = QLabel(field.title)
        name.setBuddy(editor.widget)
        about = label(explain(field), scale=SMALL, role="muted")
        about.setWordWrap(True)
        wrong = label(scale=SMALL, role="danger")
        wrong.setWordWrap(True)
        wrong.hide()
        beside = QWidget()
        lines = QVBoxLayout(beside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(wrong)
        lines.addWidget(about)
        lines.addStretch()
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(name, row, 0, top)
        grid.addWidget(editor.widget, row, 1, top)
        grid.addWidget(beside, row, 2)
        if field.path == _GENRES:
            self._genre_row = name, editor.widget, beside
        self._editors[field.path] = editor
        self._problems[field.path] = wrong
        editor.edited.connect(lambda path=field.path: self._read(path))

    def _genre_problem(self) -> str:
        try:
            _ = self._editors[_GENRES].value
        except ValueError as error:
            return str(error)
        return ""

    def _read(self, edited: str | None) -> None:
        """Make a configuration of all that stands in the form; say at `edited` what is wrong."""
        values: dict[str, dict[str, Any]] = {}
        for path, editor in self._editors.items():
            self._tell(path, "")
            try:
                value = editor.value
            except ValueError as error:
                self._tell(path, str(error))
                continue
            table, _, name = path.rpartition(".")
            values.setdefault(table, {})[name] = value
        self._config = None if self.problem else self._make(values, edited)
        self.config_changed.emit()

    def _make(
        self, values: dict[str, dict[str, Any]], edited: str | None
    ) -> ExperimentConfig | None:
        networks = values[""]["networks"]
        if networks and values[""]["baseline"] not in networks:
            # Whoever takes the baseline out wants another, and sees which.
            values[""]["baseline"] = networks[0]
            self._editors["baseline"].show_value(networks[0])
        try:
            parts = {
                table: attrs.evolve(getattr(self._base, table), **each)
                for table, each in values.items()
                if table
            }
            return attrs.evolve(self._base, **values[""], **parts)
        except (ConfigurationError, ValueError) as error:
            self._tell(edited or "networks", _words(error))
            return None

    def _tell(self, path: str, problem: str) -> None:
        self._problems[path].setText(problem)
        self._problems[path].setVisible(bool(problem))


def _words(error: Exception) -> str:
    if isinstance(error, ConfigurationError):
        return f"{error} {error.remedy}".strip()
    # attrs' validators add the field and its definition after the sentence.
    return str(error.args[0]) if error.args else str(error)


def _titled(field: ConfigField, value: FieldValue) -> str:
    titles = {choice.value: choice.title for choice in field.choices}
    if isinstance(value, str):
        return titles.get(value, value)
    if isinstance(value, tuple) and set(value) == set(titles):
        return "all"
    return value_text(value)
