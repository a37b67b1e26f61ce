"""The dialog that makes a new project: its name and where it lies."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import platformdirs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import (
    APART,
    FAR,
    HEADING,
    SMALL,
    fit_height,
    font,
    label,
)
from sepgenre_training.errors import SepgenreError

_WIDTH = 560
_DEFAULT_NAME = "My songs"
_FORBIDDEN = '<>:"|?*'

AskFolder = Callable[[QWidget, str, str], str]
"""Asks for a folder: parent, title, where to begin; returns its path, empty for none."""


def ask_folder(parent: QWidget, title: str, start: str) -> str:
    """Ask the person for a folder that exists, with the system's own dialog."""
    return QFileDialog.getExistingDirectory(parent, title, start)


class NewProject(QDialog):
    """Asks for a name and a place, and makes the project.

    Parameters
    ----------
    music : tuple of Path
        What will be imported into it, which the dialog then says.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        music: tuple[Path, ...] = (),
        place: Path | None = None,
        ask: AskFolder = ask_folder,
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self.project: Project | None = None
        self.setWindowTitle("New project")
        self.setMinimumWidth(_WIDTH)
        self.resize(_WIDTH, 0)
        place = place or projects_folder()
        self.name = QLineEdit(_free_name(_first_name(music), place))
        self.name.setAccessibleName("Name")
        self.place = QLineEdit(str(place))
        self.place.setAccessibleName("Place")
        self._browse = QPushButton("Browse…")
        self._browse.setAutoDefault(False)
        self._browse.clicked.connect(self._choose_place)
        self._said = ElidedLabel()
        self._problem = label(role="danger")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.create_button = self.buttons.addButton(
            "Create", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.create_button.setDefault(True)
        self.buttons.accepted.connect(self._create)
        self.buttons.rejected.connect(self.reject)
        self._lay_out(music)
        for field in (self.name, self.place):
            field.textChanged.connect(self._describe)
        self._describe()
        self.name.selectAll()
        self.name.setFocus()

    @property
    def folder(self) -> Path:
        """The folder that the project would have."""
        return Path(self.place.text().strip()).expanduser() / self.name.text().strip()

    @property
    def problem(self) -> str:
        """What stands in the way, as shown; empty where nothing does."""
        return self._problem.text()

    def _lay_out(self, music: tuple[Path, ...]) -> None:
        self._said.setFont(font(SMALL))
        self._said.setProperty("role", "muted")
        self._problem.setWordWrap(True)
        self._problem.hide()
        place = QHBoxLayout()
        place.setSpacing(APART)
        place.addWidget(self.place, stretch=1)
        place.addWidget(self._browse)
        form = QFormLayout()
        form.setHorizontalSpacing(APART)
        form.setVerticalSpacing(APART)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow("&Name", self.name)
        caption = QLabel("&Place")
        caption.setBuddy(self.place)
        form.addRow(caption, place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addWidget(label("New project", scale=HEADING, bold=True))
        layout.addWidget(_explanation(music))
        layout.addLayout(form)
        layout.addWidget(self._said)
        layout.addWidget(self._problem)
        layout.addStretch()
        layout.addWidget(self.buttons)

    def _choose_place(self) -> None:
        chosen = self._ask(self, "Where the project is to lie", self.place.text())
        if chosen:
            self.place.setText(chosen)

    def _describe(self) -> None:
        problem = name_problem(self.name.text().strip())
        if not problem and not Path(self.place.text().strip()).expanduser().is_absolute():
            problem = "Write the whole path of the place, from the top of the disk."
        self._show_problem(problem)
        self.create_button.setEnabled(not problem)
        self._said.setText("" if problem else f"It will lie in {self.folder}")

    def _create(self) -> None:
        try:
            self.project = Project.create(self.folder)
        except SepgenreError as error:
            self._show_problem(f"{error.message} {error.remedy}")
            return
        self.accept()

    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self._said.setVisible(not text)
        fit_height(self)


def name_problem(name: str) -> str:
    """Return why `name` cannot name a folder on every system; empty where it can."""
    if not name:
        return "Give the project a name."
    wrong = [
        letter for letter in name if letter in _FORBIDDEN or letter in "/\\" or ord(letter) < 32
    ]
    if wrong:
        return f"A folder's name cannot contain {wrong[0]!r}."
    if name.strip(".") == "" or name.endswith("."):
        return "A folder's name cannot end with a dot."
    return ""


def projects_folder() -> Path:
    """Return where projects lie unless the person says otherwise."""
    documents = platformdirs.user_documents_path()
    home = documents if documents.is_dir() and os.access(documents, os.W_OK) else Path.home()
    return home / "SepGenre"


def _first_name(music: tuple[Path, ...]) -> str:
    if len(music) == 1 and music[0].is_dir() and not name_problem(music[0].name):
        return music[0].name
    return _DEFAULT_NAME


def _free_name(name: str, place: Path) -> str:
    numbered = (f"{name} {number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([name], numbered) if not (place / each).exists())


def _explanation(music: tuple[Path, ...]) -> QWidget:
    text = "A project is one folder. It keeps your segments, genres and results."
    if music:
        what = music[0].name if len(music) == 1 else f"{len(music)} files and folders"
        text += f" The music of {what} is imported next."
    said = label(f"{text} Your music is neither copied nor changed.", role="muted")
    said.setWordWrap(True)
    return said
