"""Above the form: which preset, which separator, and the configuration as a file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, NEAR, SMALL, TIGHT, label
from sepgenre_gui.services.stems import SeparatorChoice

PRESET_WORDS = {
    "paper": "as published: lowest test loss, naive test",
    "sound": "statistics that can be trusted",
    "ablation": "what each stem adds",
    "pairs": "two pairs of genres, as in the paper's introduction",
}
"""What stands behind the presets' names in the list."""

OWN = ""
"""The data of the entry that is no preset: what a person changed or opened."""


class ChoiceBar(QWidget):
    """Presets, separators, files.

    Signals
    -------
    preset_chosen : str
        A preset's name.
    separator_chosen
        `separator` is another one.
    open_asked, save_asked
        A configuration shall be read from a TOML file, or written to one.
    models_asked
        The person wants to see what a separator lacks.
    """

    preset_chosen = Signal(str)
    separator_chosen = Signal()
    open_asked = Signal()
    save_asked = Signal()
    models_asked = Signal()

    def __init__(self, presets: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presets, self.separators = QComboBox(), QComboBox()
        self.said = label(scale=SMALL, role="muted")
        self._choices: dict[str, SeparatorChoice] = {}
        self._build(presets)

    @property
    def separator(self) -> str:
        """The separator that is chosen; empty before there are any."""
        return str(self.separators.currentData() or "")

    @property
    def choice(self) -> SeparatorChoice | None:
        """How the chosen separator stands."""
        return self._choices.get(self.separator)

    def show_preset(self, name: str) -> None:
        """Show that the form holds the preset `name`, or `OWN`."""
        self.presets.blockSignals(True)  # noqa: FBT003 - Qt's
        self.presets.setCurrentIndex(max(self.presets.findData(name), 0))
        self.presets.blockSignals(False)  # noqa: FBT003 - Qt's

    def show_separators(self, choices: Sequence[SeparatorChoice], chosen: str = "") -> None:
        """Offer `choices`, with `chosen`, or what was chosen before, or the first that is ready."""
        self._choices = {choice.name: choice for choice in choices}
        wanted = chosen or self.separator
        if wanted not in self._choices:
            wanted = next((choice.name for choice in choices if choice.is_ready), "")
        self.separators.blockSignals(True)  # noqa: FBT003 - Qt's
        self.separators.clear()
        for choice in choices:
            state = "" if choice.is_ready else f" ({choice.state.value})"
            self.separators.addItem(f"{choice.name}{state}", choice.name)
        self.separators.setCurrentIndex(max(self.separators.findData(wanted), 0))
        self.separators.blockSignals(False)  # noqa: FBT003 - Qt's
        self._say()

    def _build(self, presets: Sequence[str]) -> None:
        self.presets.addItem("My own", OWN)
        for name in presets:
            words = PRESET_WORDS.get(name)
            self.presets.addItem(f"{name}: {words}" if words else name, name)
        self.presets.setAccessibleName("Preset")
        self.separators.setAccessibleName("Separator")
        self.said.setWordWrap(True)
        self.presets.activated.connect(lambda _: self._choose_preset())
        self.separators.currentIndexChanged.connect(lambda _: self._choose_separator())
        models, opened, saved = (
            QPushButton("&Models…"),
            QPushButton("Open &TOML…"),
            QPushButton("Save &as TOML…"),
        )
        models.setToolTip("Install, verify or remove what separators need")
        opened.setToolTip("Read a configuration, as `sepgenre run --config` takes it")
        saved.setToolTip("Write this configuration, as `sepgenre run --config` takes it")
        models.clicked.connect(self.models_asked)
        opened.clicked.connect(self.open_asked)
        saved.clicked.connect(self.save_asked)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(NEAR)
        for text, box, buttons, row in (
            ("&Preset", self.presets, (opened, saved), first),
            ("&Separator", self.separators, (models,), second),
        ):
            before = QLabel(text)
            before.setBuddy(box)
            row.addWidget(before)
            row.addWidget(box)
            for button in buttons:
                row.addWidget(button)
            row.addSpacing(APART)
        first.addStretch()
        second.addWidget(self.said, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        column.addLayout(first)
        column.addLayout(second)

    def _choose_preset(self) -> None:
        name = self.presets.currentData()
        if name:
            self.preset_chosen.emit(name)

    def _choose_separator(self) -> None:
        self._say()
        self.separator_chosen.emit()

    def _say(self) -> None:
        choice = self.choice
        if choice is None:
            self.said.setText("")
            return
        text = f"{choice.summary} About {choice.latency} for 10 s of stereo."
        if not choice.is_ready:
            text = " ".join((*choice.reasons, choice.remedy))
        self.said.setProperty("role", "muted" if choice.is_ready else "danger")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setText(text)
