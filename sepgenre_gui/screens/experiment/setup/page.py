"""The page before a run: the data, the configuration, and the one button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance.metrics import FAR, HEADING, NEAR, TITLE, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.setup.choice_bar import OWN, ChoiceBar
from sepgenre_gui.screens.experiment.setup.form import ConfigForm
from sepgenre_gui.screens.experiment.setup.pairs import PairsCard
from sepgenre_gui.screens.experiment.setup.readiness_view import ReadinessView, missing
from sepgenre_gui.screens.experiment.setup.run_bar import RunBar
from sepgenre_gui.services.experiment.readiness import Readiness
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.experiment.config import ExperimentConfig

PAIRS = "pairs"
LOOKING = "Looking at the data…"
_INTRODUCTION = (
    "One click separates the stems, computes the features, trains the networks on many random "
    "splits of your songs, and tells what came out. Everything can be paused, and goes on after "
    "a crash."
)


class SetupPage(QWidget):
    """Shows what would be run; `run_asked` is told only where it can be.

    Signals
    -------
    run_asked
        `configs` shall be run.
    data_asked
        The separator, the features or the genres are others: look at the data anew.
    """

    run_asked = Signal()
    data_asked = Signal()

    def __init__(self, theme: Theme, presets: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.readiness_view = ReadinessView(theme)
        self.choices = ChoiceBar(presets)
        self.pairs = PairsCard()
        self.form = ConfigForm()
        self.bar = RunBar()
        self._readiness: Readiness | None = None
        self._estimate = ""
        self._refusal = self._split_problem = ""
        self._build()
        self.form.config_changed.connect(self._change)
        self.pairs.pairs_changed.connect(self._show_plan)
        self.choices.separator_chosen.connect(self._look)
        self.bar.run_asked.connect(self.run_asked)
        self.pairs.hide()

    @property
    def configs(self) -> tuple[ExperimentConfig, ...]:
        """What would be run: one configuration, or one for each pair of genres."""
        config = self.form.config
        if config is None or (self.wants_pairs and self.pairs.problem):
            return ()
        return self.pairs.configs(config) if self.wants_pairs else (config,)

    @property
    def wants_pairs(self) -> bool:
        """Whether two pairs of genres are to be run."""
        return not self.pairs.isHidden()

    @property
    def readiness(self) -> Readiness | None:
        """What is known of the data."""
        return self._readiness

    @property
    def obstacle(self) -> str:
        """Why nothing can be run; empty where something can."""
        if self._refusal:
            return self._refusal
        choice = self.choices.choice
        if self.form.problem:
            return self.form.problem
        if self.form.config is None:
            return "A setting is wrong."
        if choice is None or not choice.is_ready:
            return "Choose a separator that is ready."
        if self._readiness is None:
            return LOOKING
        if not self._readiness.is_runnable:
            return "An experiment needs segments of two genres at least."
        return (self.pairs.problem if self.wants_pairs else "") or self._split_problem

    def show_config(self, config: ExperimentConfig, preset: str = OWN) -> None:
        """Show a configuration, which is that of a preset where one is named."""
        self.pairs.setVisible(preset == PAIRS)
        self.form.ask_for_genres(is_asked=preset != PAIRS)
        self.form.show_config(config)
        self.choices.show_preset(preset)

    def show_looking(self) -> None:
        """Say that the data is being looked at."""
        self._readiness = None
        self.readiness_view.show_looking()
        self._show_plan()

    def show_readiness(self, readiness: Readiness) -> None:
        """Show what is known of the data."""
        self._readiness = readiness
        self.readiness_view.show_readiness(readiness)
        self.pairs.show_genres([each.name for each in readiness.genres if each.n_segments])
        self._show_plan()

    def show_split_problem(self, problem: str) -> None:
        """Show why the splits of a run cannot be drawn; empty where they can."""
        self._split_problem = problem
        self._show_plan()

    def show_estimate(self, text: str) -> None:
        """Say how long it will take."""
        self._estimate = text
        self._show_plan()

    def refuse(self, reason: str) -> None:
        """Let nothing be run for `reason`; empty: let it."""
        self._refusal = reason
        self._show_plan()

    def _build(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(FAR, FAR, FAR, FAR)
        column.setSpacing(FAR)
        introduction = label(_INTRODUCTION, role="muted")
        introduction.setWordWrap(True)
        column.addWidget(label("New experiment", scale=TITLE, bold=True))
        column.addWidget(introduction)
        column.addWidget(self.readiness_view)
        column.addWidget(label("Configuration", scale=HEADING, bold=True))
        for part in (self.choices, self.pairs, self.form):
            column.addWidget(part)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, NEAR, NEAR)
        layout.setSpacing(NEAR)
        layout.addWidget(area, stretch=1)
        layout.addWidget(self.bar)

    def _change(self) -> None:
        if not self.pairs.isHidden():
            self.choices.show_preset(PAIRS)
        else:
            self.choices.show_preset(OWN)
        self._show_plan()

    def _look(self) -> None:
        self.show_looking()
        self.data_asked.emit()

    def _show_plan(self) -> None:
        obstacle = self.obstacle
        if obstacle:
            self.bar.show_obstacle(obstacle)
            return
        assert self._readiness is not None
        first = missing(self._readiness)
        runs = [
            f"{count(config.trials, 'trial')} of {count(len(config.networks), 'network')}"
            for config in self.configs
        ]
        what = runs[0] if len(runs) == 1 else f"twice {runs[0]}"
        plan = f"{first}, then run {what}" if first else f"run {what}"
        self.bar.show_plan(f"{plan[0].upper()}{plan[1:]}.", self._estimate)
