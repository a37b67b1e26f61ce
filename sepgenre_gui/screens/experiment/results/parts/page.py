"""A page of results: it scrolls where there is no room, and its text can be selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.screens.appearance.metrics import APART, HEADING, NEAR, TIGHT, label

_MOST_UNFOLDED = 3


class ScrollPage(QScrollArea):
    """Parts below each other, from the top.

    Attributes
    ----------
    body : QVBoxLayout
        Takes the parts.
    """

    def __init__(self) -> None:
        super().__init__()
        page = QWidget()
        page.setProperty("role", "page")
        self.body = QVBoxLayout(page)
        self.body.setContentsMargins(0, NEAR, NEAR, APART)
        self.body.setSpacing(NEAR)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def heading(text: str) -> QLabel:
    """Return the heading of a section."""
    made = label(text, scale=HEADING, bold=True)
    made.setWordWrap(True)
    return made


def paragraph(text: str = "", *, role: str = "") -> QLabel:
    """Return a label of several lines, to be read and copied."""
    made = label(text, role=role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # A label that wraps asks for the height of a narrow one otherwise.
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def row_of(first: QWidget, last: QWidget) -> QHBoxLayout:
    """Return a row with `first` at its beginning and `last` at its end."""
    row = QHBoxLayout()
    row.addWidget(first, stretch=1)
    row.addWidget(last)
    return row


class Sentences(QWidget):
    """Sentences below each other, each a paragraph of its own.

    Parameters
    ----------
    role : str
        What colours them.
    bullet : str
        What stands before each.
    """

    def __init__(self, *, role: str = "", bullet: str = "") -> None:
        super().__init__()
        self._role, self._bullet = role, bullet
        self.labels: list[QLabel] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(TIGHT)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is shown."""
        return tuple(each.text().removeprefix(self._bullet) for each in self.labels)

    def show_texts(self, texts: Sequence[str]) -> None:
        """Show `texts`, and nothing where there are none."""
        while len(self.labels) > len(texts):
            gone = self.labels.pop()
            self._layout.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.labels) < len(texts):
            made = paragraph(role=self._role)
            self.labels.append(made)
            self._layout.addWidget(made)
        for each, text in zip(self.labels, texts, strict=True):
            each.setText(f"{self._bullet}{text}")
        self.setVisible(bool(texts))


class WarningBox(QFrame):
    """What a reader should know before believing the figures; hidden where there is nothing.

    Attributes
    ----------
    sentences : Sentences
        What is in view: of a long list the first few.
    more : QPushButton
        Shows the rest, or folds it again.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setAccessibleName(name)
        self._texts: tuple[str, ...] = ()
        self.sentences = Sentences()
        self.more = QPushButton()
        self.more.setCheckable(True)
        self.more.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.more.toggled.connect(lambda _: self._show())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(APART, NEAR, APART, NEAR)
        layout.setSpacing(NEAR)
        layout.addWidget(self.sentences)
        layout.addWidget(self.more)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """All that there is to know, in view or folded."""
        return self._texts

    def show_texts(self, texts: Sequence[str]) -> None:
        """Show `texts`."""
        self._texts = tuple(texts)
        self._show()
        self.setAccessibleDescription(" ".join(texts))
        self.setVisible(bool(texts))

    def _show(self) -> None:
        # A button that hides a single line would take as much room as that line.
        can_fold = len(self._texts) > _MOST_UNFOLDED + 1
        is_folded = can_fold and not self.more.isChecked()
        self.sentences.show_texts(self._texts[:_MOST_UNFOLDED] if is_folded else self._texts)
        n_more = len(self._texts) - _MOST_UNFOLDED
        self.more.setText(f"and {n_more} more" if is_folded else "Show fewer")
        self.more.setVisible(can_fold)
