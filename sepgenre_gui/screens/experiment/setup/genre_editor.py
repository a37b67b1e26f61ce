"""Which genres take part: a check list of the project's, which starts with all of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import SMALL, TIGHT, label
from sepgenre_gui.screens.experiment.setup.editors import Editor
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.experiment.config_fields import ConfigField, FieldValue

_LONGEST_NAME = 32
_TOO_FEW = "Tick two genres at least."


class GenresEditor(Editor):
    """Ticks genres; all of them are no names at all, as the configuration has it.

    Attributes
    ----------
    boxes : dict of str to QCheckBox
        By the genre's name.
    """

    def __init__(self, field: ConfigField) -> None:
        widget = QWidget()
        super().__init__(field, widget)
        self.boxes: dict[str, QCheckBox] = {}
        self._names: tuple[str, ...] = ()
        self._is_none_ticked = False
        self._none = label("All genres of the project.", scale=SMALL, role="muted")
        self._column = QVBoxLayout(widget)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(TIGHT)
        self._column.addWidget(self._none)

    def show_genres(self, segments: Mapping[str, int]) -> None:
        """Offer genres, each with its number of labelled segments; what is chosen stays."""
        for box in self.boxes.values():
            self._column.removeWidget(box)
            box.deleteLater()
        self.boxes = {}
        for name, n_segments in segments.items():
            box = QCheckBox(f"{_short(name)} ({count(n_segments, 'segment')})")
            box.setToolTip(name)
            box.setAccessibleName(f"{name} takes part")
            box.clicked.connect(self._take)
            self.boxes[name] = box
            self._column.addWidget(box)
        self._none.setVisible(not self.boxes)
        self._tick()

    @property
    def value(self) -> FieldValue:
        """The names; none where all take part.

        Raises
        ------
        ValueError
            Where the project lacks one, or fewer than two are chosen.
        """
        if self._is_none_ticked:
            raise ValueError(_TOO_FEW)
        known = {name.casefold() for name in self.boxes}
        unknown = [name for name in self._names if name.casefold() not in known]
        if self.boxes and unknown:
            raise ValueError(
                f"The project has no genre {' or '.join(map(repr, unknown))}. Tick those that "
                "shall take part."
            )
        if self.boxes and self._names and len(self._names) < 2:
            raise ValueError(_TOO_FEW)
        return self._names

    def show_value(self, value: FieldValue) -> None:
        """Tick the genres named, or all where none is."""
        assert isinstance(value, tuple)
        self._names, self._is_none_ticked = tuple(map(str, value)), False
        self._tick()

    def _tick(self) -> None:
        wanted = {name.casefold() for name in self._names}
        for name, box in self.boxes.items():
            is_all = not wanted and not self._is_none_ticked
            box.setChecked(is_all or name.casefold() in wanted)

    def _take(self) -> None:
        ticked = tuple(name for name, box in self.boxes.items() if box.isChecked())
        self._is_none_ticked = not ticked
        self._names = () if len(ticked) == len(self.boxes) else ticked
        self.edited.emit()


def _short(name: str) -> str:
    shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    # Or it would be taken for the letter to press.
    return shown.replace("&", "&&")
