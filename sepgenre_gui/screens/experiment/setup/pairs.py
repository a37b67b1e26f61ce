"""The preset of the paper's introduction: a similar and a different pair of genres."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, NEAR, SMALL, label
from sepgenre_training.experiment.config import ExperimentConfig

KINDS = ("similar", "different")
_EXPLAINED = (
    "The paper's introduction trains the same network on two tasks of two genres each: rock "
    "against country, which resemble each other, and metal against jazz, which do not. Choose "
    "two pairs of your own; each becomes a run, and both are shown side by side."
)


class PairsCard(QFrame):
    """Four boxes: two pairs of genres.

    Signals
    -------
    pairs_changed
        Another genre is chosen.
    """

    pairs_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.boxes: dict[str, tuple[QComboBox, QComboBox]] = {}
        self._wrong = label(scale=SMALL, role="danger")
        grid = QGridLayout(self)
        grid.setContentsMargins(APART, APART, APART, APART)
        grid.setSpacing(NEAR)
        explained = label(_EXPLAINED, role="muted")
        explained.setWordWrap(True)
        grid.addWidget(explained, 0, 0, 1, 5)
        for row, kind in enumerate(KINDS, start=1):
            boxes = QComboBox(), QComboBox()
            self.boxes[kind] = boxes
            grid.addWidget(QLabel(f"A {kind} pair:"), row, 0)
            grid.addWidget(boxes[0], row, 1)
            grid.addWidget(QLabel("against"), row, 2)
            grid.addWidget(boxes[1], row, 3)
            for place, box in zip(("first", "second"), boxes, strict=True):
                box.setAccessibleName(f"The {kind} pair's {place} genre")
                box.currentIndexChanged.connect(lambda _: self._change())
        grid.addWidget(self._wrong, 3, 0, 1, 5)
        grid.setColumnStretch(4, 1)

    def show_genres(self, genres: Sequence[str]) -> None:
        """Offer `genres`, keeping what was chosen; told only where that is other genres now."""
        before = self.pairs
        are_same = set(before[KINDS[0]]) == set(before[KINDS[1]])
        for (kind, boxes), places in zip(self.boxes.items(), _places(len(genres)), strict=True):
            chosen = before[kind]
            # Nobody chooses a pair of one genre, or the same pair twice.
            is_choice = chosen[0] != chosen[1] and not (kind == KINDS[1] and are_same)
            is_kept = is_choice and set(chosen) <= set(genres)
            for box, name, place in zip(boxes, chosen, places, strict=True):
                box.blockSignals(True)  # noqa: FBT003 - Qt's
                box.clear()
                box.addItems(list(genres))
                box.setCurrentIndex(genres.index(name) if is_kept else place)
                box.blockSignals(False)  # noqa: FBT003 - Qt's
        self._wrong.setText(self.problem)
        if self.pairs != before:
            self.pairs_changed.emit()

    @property
    def pairs(self) -> dict[str, tuple[str, str]]:
        """The two pairs, by kind."""
        return {
            kind: (first.currentText(), second.currentText())
            for kind, (first, second) in self.boxes.items()
        }

    @property
    def problem(self) -> str:
        """What is wrong with them; empty where nothing is."""
        for kind, pair in self.pairs.items():
            if not all(pair) or pair[0] == pair[1]:
                return f"The {kind} pair needs two different genres."
        if set(self.pairs["similar"]) == set(self.pairs["different"]):
            return "The two pairs are the same."
        return ""

    def configs(self, config: ExperimentConfig) -> tuple[ExperimentConfig, ...]:
        """Return `config` for each pair."""
        return tuple(
            attrs.evolve(config, genres=pair, name=f"{kind}: {pair[0]} against {pair[1]}")
            for kind, pair in self.pairs.items()
        )

    def _change(self) -> None:
        self._wrong.setText(self.problem)
        self.pairs_changed.emit()


def _places(n_genres: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return which genres stand in the boxes at first: no genre twice where there are four."""
    last = n_genres - 1
    return (0, min(1, last)), (2, 3) if n_genres >= 4 else (0, last)
