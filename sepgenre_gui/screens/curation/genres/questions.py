"""What is asked before genres change: a name, a colour, what becomes of the segments."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QColorDialog,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QInputDialog,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.genre import KEYS, Genre
from sepgenre_gui.screens.appearance.metrics import APART, FAR, HEADING, label
from sepgenre_gui.screens.curation.genres.swatches import SWATCH_SIZE, make_swatch


@attrs.frozen(kw_only=True)
class Deletion:
    """What becomes of the tracks and segments of a genre that goes: another genre, or none."""

    reassign_to: int | None


def ask_name(parent: QWidget) -> str | None:
    """Ask for the name of a new genre; None where the person thinks better of it."""
    name, agreed = QInputDialog.getText(parent, "New genre", "Name of the genre:")
    return name.strip() if agreed and name.strip() else None


@attrs.frozen(kw_only=True)
class KeyAnswer:
    """The key that a genre shall have; None for none."""

    key: int | None


def ask_genre(parent: QWidget, genres: Sequence[Genre], question: str) -> int | None:
    """Ask for one of `genres`; None where there is none, or the person thinks better of it."""
    place = _choose(parent, "Genre", question, [genre.name for genre in genres])
    return None if place is None else genres[place].id


def ask_key(parent: QWidget, genre: Genre, others: Sequence[Genre]) -> KeyAnswer | None:
    """Ask which digit gives `genre`; the genre that has it takes the old one in exchange."""
    holders = {other.key: other.name for other in others if other.key}
    keys = (*KEYS, None)
    texts = [
        "None" if key is None else f"{key} (now {holders[key]})" if key in holders else str(key)
        for key in keys
    ]
    question = f"Which key gives “{genre.name}”?"
    place = _choose(parent, "Key of a genre", question, texts, at=keys.index(genre.key))
    return None if place is None else KeyAnswer(key=keys[place])


def ask_merge(
    parent: QWidget, genre: Genre, others: Sequence[Genre], uses: tuple[int, int]
) -> int | None:
    """Ask into which of `others` a genre goes; None where the person thinks better of it."""
    tracks, segments = uses
    question = (
        f"{_count(tracks, 'track')} and {_count(segments, 'segment')} of “{genre.name}” get the "
        "genre chosen here,\nand it is gone. The step can be undone."
    )
    place = _choose(parent, f"Merge {genre.name}", question, [each.name for each in others])
    return None if place is None else others[place].id


def _choose(
    parent: QWidget, title: str, question: str, texts: Sequence[str], *, at: int = 0
) -> int | None:
    if not texts:
        return None
    # Numbered within, since two texts may be equal.
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(question)
    dialog.setComboBoxItems(list(texts))
    (box,) = dialog.findChildren(QComboBox)
    box.setCurrentIndex(at)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    place = box.currentIndex()
    dialog.deleteLater()
    return place if accepted else None


def ask_color(parent: QWidget, genre: Genre) -> str | None:
    """Ask for another colour, ``#rrggbb``."""
    title = f"Colour of {genre.name}"
    color = QColorDialog.getColor(QColor(genre.color), parent, title)
    return color.name() if color.isValid() else None


class DeletionDialog(QDialog):
    """Asks what becomes of the segments of a genre that is to be deleted."""

    def __init__(
        self,
        genre: Genre,
        others: Sequence[Genre],
        uses: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Delete genre")
        tracks, segments = uses
        self.clear = QRadioButton("Leave them without a genre")
        self.reassign = QRadioButton("Give them another genre:")
        self.target = QComboBox()
        self.target.setAccessibleName("The other genre")
        self.target.setIconSize(SWATCH_SIZE)
        for other in others:
            self.target.addItem(make_swatch(other.color), other.name, other.id)
        self._choices = QButtonGroup(self)
        for button in (self.clear, self.reassign):
            self._choices.addButton(button)
        self.clear.setChecked(True)
        self.reassign.setEnabled(bool(others))
        self.target.setEnabled(False)
        self.reassign.toggled.connect(self.target.setEnabled)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        delete = buttons.addButton("Delete", QDialogButtonBox.ButtonRole.AcceptRole)
        delete.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        heading = label(f"Delete the genre “{genre.name}”?", scale=HEADING, bold=True)
        heading.setWordWrap(True)
        said = label(
            f"{_count(tracks, 'track')} and {_count(segments, 'segment')} have it. "
            "The step can be undone.",
            role="muted",
        )
        said.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        for part in (heading, said, self.clear, self.reassign, self.target):
            layout.addWidget(part)
        layout.addWidget(buttons)

    @property
    def answer(self) -> Deletion:
        """What was chosen."""
        chosen = self.target.currentData() if self.reassign.isChecked() else None
        return Deletion(reassign_to=chosen)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
