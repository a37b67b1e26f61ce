"""Where a run comes from: the methods in words, configuration, provenance and warnings."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton

from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.appearance.metrics import PAGE
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.parts.figure_model import Cell, Column, Row
from sepgenre_gui.screens.experiment.results.parts.figure_table import FigureTable
from sepgenre_gui.screens.experiment.results.parts.page import (
    ScrollPage,
    Sentences,
    WarningBox,
    heading,
    paragraph,
)
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.figures_of_run import RunFigures

_COLUMNS = (Column("What"), Column("Value"))
_CONFIG_LINES, _ROWS, _LETTERS = 14, 24, 90


class ProvenanceView(ScrollPage):
    """Shows all that is needed to describe a run in a paper and to repeat it.

    Attributes
    ----------
    warnings : WarningBox
    methods : QLabel
        A paragraph for a paper.
    references : Sentences
    copy_methods, copy_config : QPushButton
        Copy the paragraph with its references; the configuration.
    table : FigureTable
        The provenance.
    config : QPlainTextEdit
        The configuration as TOML, as the command line takes it.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.warnings = WarningBox("Warnings")
        self.methods = paragraph()
        self.references = Sentences(role="muted")
        self.copy_methods = QPushButton("Copy paragraph and references")
        self.table = FigureTable("Provenance", most_rows=_ROWS, most_letters=_LETTERS)
        self.config = QPlainTextEdit()
        self.copy_config = QPushButton("Copy configuration")
        self.hint = paragraph("No run is shown.", role="muted")
        self._set_up_config()
        self._parts = (
            heading("Methods, for a paper"),
            self.methods,
            self.references,
            self.copy_methods,
            heading("Configuration"),
            self.config,
            self.copy_config,
            heading("Provenance"),
            self.table,
        )
        self.body.addWidget(self.warnings)
        self.body.addWidget(self.hint)
        for part in self._parts:
            if isinstance(part, QPushButton):
                row = QHBoxLayout()
                row.addWidget(part)
                row.addStretch()
                self.body.addLayout(row)
            else:
                self.body.addWidget(part)
        self.body.addStretch()
        self.copy_methods.clicked.connect(self._copy_methods)
        self.copy_config.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.config.toPlainText())
        )
        theme.theme_changed.connect(self._wear)
        self._wear(theme.colors)
        self.clear()

    def show_figures(self, figures: RunFigures, record: RunRecord) -> None:
        """Show where a run comes from."""
        self.warnings.show_texts(record.warnings)
        self.methods.setText(figures.methods)
        self.references.show_texts(figures.references)
        text = format_config(record.config)
        if text != self.config.toPlainText():
            self.config.setPlainText(text)
        self.table.show_rows(
            _COLUMNS,
            tuple(Row(cells=(Cell(key), Cell(value))) for key, value in record.provenance.items()),
        )
        self._set_visible(shown=True)

    def clear(self) -> None:
        """Show no run."""
        self.warnings.show_texts(())
        self.references.show_texts(())
        self.config.clear()
        self.table.show_rows(_COLUMNS, ())
        self._set_visible(shown=False)

    def _set_visible(self, *, shown: bool) -> None:
        self.hint.setVisible(not shown)
        for part in self._parts:
            part.setVisible(shown)

    def _set_up_config(self) -> None:
        self.config.setReadOnly(True)
        self.config.setTabChangesFocus(True)
        self.config.setAccessibleName("Configuration as TOML")
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF())
        self.config.setFont(fixed)
        self.config.setFixedHeight(_CONFIG_LINES * self.config.fontMetrics().lineSpacing() + PAGE)

    def _copy_methods(self) -> None:
        parts = (self.methods.text(), *self.references.texts)
        QGuiApplication.clipboard().setText("\n\n".join(parts))

    def _wear(self, _: Colors) -> None:
        for button in (self.copy_methods, self.copy_config):
            button.setIcon(self._theme.icon("copy"))
