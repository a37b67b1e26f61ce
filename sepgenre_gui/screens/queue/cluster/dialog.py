"""The cluster's dialog: whether jobs work on one, where it is, and whether it can be used."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.lane import Lane
from sepgenre_gui.screens.appearance.metrics import APART, FAR, HEADING, NEAR, fit_height, label
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.exchange.working_dialog import quiet_button
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.queue.cluster.fields import ClusterFields
from sepgenre_gui.screens.queue.dialog_lane import DialogLane, LaneDialog
from sepgenre_gui.services.cluster_choice import ClusterChoice, try_cluster
from sepgenre_training.errors import ClusterError

_LETTERS = 84
_WHAT = (
    "Separation, features, trials, training and classification can work on the machines of a Dask "
    "cluster. All else stays on this one. How to start a cluster stands in docs/cluster.md."
)


class ClusterDialog(LaneDialog):
    """Asks for a cluster; jobs that begin after it was closed with OK work there.

    Parameters
    ----------
    preferences : Preferences
        Keeps the choice.
    bridge : Bridge
        Brings what the attempt to connect gave into this thread.
    """

    def __init__(
        self, preferences: Preferences, bridge: Bridge, parent: QWidget | None = None
    ) -> None:
        deliver = bridge.deliver
        lane = DialogLane(lambda name: Lane(name, deliver=deliver), "cluster")
        super().__init__("Cluster", lane, parent, going_on="Connecting")
        self._preferences = preferences
        choice = preferences.cluster
        self.is_on = QCheckBox("&Work on a cluster")
        self.is_on.setChecked(choice.is_on)
        self.fields = ClusterFields(choice.address)
        self.try_button = quiet_button("&Try the connection")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._build()
        self.is_on.toggled.connect(self._show_state)
        self.fields.changed.connect(lambda: self.say(""))
        self.try_button.clicked.connect(self._try)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.say("")

    def accept(self) -> None:
        """Keep the choice; an address that can never be used is told, and the dialog stays."""
        choice = ClusterChoice(is_on=self.is_on.isChecked(), address=self.fields.address)
        if choice.is_on:
            try:
                choice.address.check()
            except ClusterError as error:
                self.say("", problem=str(error))
                return
        self._preferences.cluster = choice
        super().accept()

    def _build(self) -> None:
        what = label(_WHAT, role="muted")
        what.setWordWrap(True)
        foot = QHBoxLayout()
        foot.setSpacing(NEAR)
        foot.addWidget(self.try_button)
        foot.addStretch()
        foot.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(APART)
        layout.addWidget(label("Cluster", scale=HEADING, bold=True))
        for part in (what, self.is_on, self.fields, self.progress, self.said, self.problem):
            layout.addWidget(part)
        layout.addStretch()
        layout.addLayout(foot)
        self.resize(_LETTERS * self.fontMetrics().averageCharWidth(), 0)

    def _try(self) -> None:
        address = self.fields.address
        try:
            address.check()
        except ClusterError as error:
            self.say("", problem=str(error))
            return
        self._lane.do(try_cluster, address, on_value=self._tell, on_error=self._fail)
        self.say("Connecting…")

    def _tell(self, size: str) -> None:
        self.say(f"Connected: {size}, with the versions of this one.")

    def _fail(self, error: BaseException) -> None:
        self.say("", problem=str(error))

    def say(self, text: str, *, problem: str = "") -> None:
        """Say what came of the attempt."""
        super().say(text, problem=problem)
        self._show_state()
        fit_height(self)

    def _show_state(self) -> None:
        is_on = self.is_on.isChecked()
        self.fields.setEnabled(is_on and not self.is_running)
        self.try_button.setEnabled(is_on and not self.is_running)
        self.progress.setVisible(self.is_running)
