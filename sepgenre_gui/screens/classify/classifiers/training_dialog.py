"""The dialog before a training: what it is based on, the network, the name, what will be done."""

from __future__ import annotations

import attrs
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.setting import SEPARATOR_SETTING
from sepgenre_gui.screens.appearance.metrics import APART, FAR, HEADING, fit_height, label
from sepgenre_gui.screens.classify.classifiers.training_plan import plan_training, usable_runs
from sepgenre_gui.services.stems import separator_choices
from sepgenre_gui.services.train_classifier import choose_name
from sepgenre_gui.services.training_request import TrainingRequest, request_of_run
from sepgenre_training.errors import SepgenreError
from sepgenre_training.experiment.configuration_file import load_config
from sepgenre_training.networks.names import NETWORK_NAMES

_LETTERS = 78
_PRESET = "sound"


class TrainingDialog(QDialog):
    """Asks what to train; `request` and `separator_name` are the answer.

    Parameters
    ----------
    project : Project
        Its runs and segments are offered.
    """

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Train a classifier")
        self._project = project
        self.source, self.network, self.separator = QComboBox(), QComboBox(), QComboBox()
        self.name = QLineEdit()
        self.steps, self.time = label(), label(role="muted")
        self.problem = label(role="danger")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._fill()
        self._lay_out()
        self._show_plan()

    @property
    def separator_name(self) -> str:
        """The separator whose stems are learned from: the run's, or the one that is chosen."""
        request = self.request
        if request.run is not None:
            return request.run.separator
        return str(self.separator.currentData())

    @property
    def request(self) -> TrainingRequest:
        """What is to be trained."""
        run_id = self.source.currentData()
        if run_id is None:
            base = TrainingRequest(
                config=load_config(_PRESET), separator=str(self.separator.currentData())
            )
        else:
            base = request_of_run(self._project, run_id)
        return attrs.evolve(
            base, network=self.network.currentData(), name=" ".join(self.name.text().split())
        )

    def _fill(self) -> None:
        runs = usable_runs(self._project)
        for each in runs:
            self.source.addItem(f"Run “{each.run.name}”, {each.trials_done} trials", each.run.id)
        self.source.addItem("The labelled segments alone, by a cross-validation", None)
        self.source.setAccessibleName("What says how to train")
        self.source.setToolTip("What the classifier's epochs and expected accuracy come from")
        self.network.addItem("The best of the run, or the paper's best", None)
        for name in NETWORK_NAMES:
            self.network.addItem(name, name)
        self.network.setAccessibleName("Network")
        self.separator.setAccessibleName("Separator")
        choices = separator_choices()
        for choice in choices:
            state = "" if choice.is_ready else f" ({choice.state.value})"
            self.separator.addItem(f"{choice.name}{state}", choice.name)
        last = self._project.settings.get(SEPARATOR_SETTING, "")
        ready = [choice.name for choice in choices if choice.is_ready]
        first = last or next(iter(ready), "")
        self.separator.setCurrentIndex(max(self.separator.findData(first), 0))
        self._ready = set(ready)
        self.name.setAccessibleName("Name of the classifier")
        self.name.setPlaceholderText(choose_name(self._project, ""))

    def _lay_out(self) -> None:
        for text in (self.steps, self.time, self.problem):
            text.setWordWrap(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Train")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for box in (self.source, self.network, self.separator):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_LETTERS // 2)
            box.currentIndexChanged.connect(self._show_plan)
        self.name.textChanged.connect(self._show_plan)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Learn from", self.source)
        form.addRow("Net&work", self.network)
        form.addRow("&Separator", self.separator)
        form.addRow("&Name", self.name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addWidget(label("Train a classifier", scale=HEADING, bold=True))
        layout.addLayout(form)
        for text in (self.steps, self.time, self.problem):
            layout.addWidget(text)
        layout.addStretch()
        layout.addWidget(self.buttons)
        self.resize(_LETTERS * self.fontMetrics().averageCharWidth(), 0)

    def _show_plan(self) -> None:
        request = self.request
        self.separator.setEnabled(request.run is None)
        if request.run is not None:
            self.separator.setCurrentIndex(max(self.separator.findData(request.run.separator), 0))
        plan = plan_training(self._project, request)
        obstacle = plan.obstacle or self._obstacle(request)
        self.steps.setText(plan.steps)
        self.time.setText(plan.time)
        self.problem.setText(obstacle)
        for text in (self.steps, self.time, self.problem):
            text.setVisible(bool(text.text()))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not obstacle)
        fit_height(self)

    def _obstacle(self, request: TrainingRequest) -> str:
        if self.separator_name not in self._ready:
            return (
                f"{self.separator_name} cannot run here yet. Install it under Stems "
                "(Ctrl+Shift+M), or choose another."
            )
        try:
            choose_name(self._project, request.name)
        except SepgenreError as error:
            return str(error)
        return ""
