"""The cluster's dialog: whether jobs work on one, where it is, and whether it can be used."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.lane import Lane
from sepgenre_gui.screens.appearance.metrics import APART, FAR, HEADING, NEAR, fit_height, label
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.exchange.working_dialog import quiet_button
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.queue.cluster.fields import ClusterFields
from sepgenre_gui.screens.queue.dialog_lane import DialogLane
from sepgenre_gui.services.cluster_choice import ClusterChoice, try_cluster
from sepgenre_training.errors import ClusterError

_LETTERS = 84
_WHAT = (
    "Separation, features, trials, training and classification can work on the machines of a Dask "
    "cluster. All else stays on this one. How to start a cluster stands in docs/cluster.md."
)


class ClusterDialog(QDialog):
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
        super().__init__(parent)
        self.setWindowTitle("Cluster")
        self._preferences = preferences
        deliver = bridge.deliver
        self._lane = DialogLane(lambda name: Lane(name, deliver=deliver), "cluster")
        choice = preferences.cluster
        self.is_on = QCheckBox("&Work on a cluster")
        self.is_on.setChecked(choice.is_on)
        self.fields = ClusterFields(choice.address)
        self.try_button = quiet_button("&Try the connection")
        self.progress = QProgressBar()
        self.said = label()
        self.problem = label(role="danger")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._build()
        self.is_on.toggled.connect(self._show_state)
        self.fields.changed.connect(lambda: self._say(""))
        self.try_button.clicked.connect(self._try)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._say("")

    @property
    def is_trying(self) -> bool:
        """Whether it is connecting."""
        return self._lane.is_busy

    def accept(self) -> None:
        """Keep the choice; an address that can never be used is told, and the dialog stays."""
        choice = ClusterChoice(is_on=self.is_on.isChecked(), address=self.fields.address)
        if choice.is_on:
            try:
                choice.address.check()
            except ClusterError as error:
                self._say("", problem=str(error))
                return
        self._preferences.cluster = choice
        super().accept()

    def shut_down(self) -> None:
        """Wait for nothing any more; called again, it does nothing."""
        self._lane.close()

    def done(self, result: int) -> None:
        """Close; nothing goes on afterwards."""
        self.shut_down()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close whatever goes on."""
        self.shut_down()
        super().closeEvent(event)

    def _build(self) -> None:
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Connecting")
        what = label(_WHAT, role="muted")
        for said in (what, self.said, self.problem):
            said.setWordWrap(True)
        for said in (self.said, self.problem):
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
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
            self._say("", problem=str(error))
            return
        self._lane.do(try_cluster, address, on_value=self._tell, on_error=self._fail)
        self._say("Connecting…")

    def _tell(self, size: str) -> None:
        self._say(f"Connected: {size}, with the versions of this one.")

    def _fail(self, error: BaseException) -> None:
        self._say("", problem=str(error))

    def _say(self, text: str, *, problem: str = "") -> None:
        for said, words in ((self.said, text), (self.problem, problem)):
            said.setText(words)
            said.setVisible(bool(words))
        self._show_state()
        fit_height(self)

    def _show_state(self) -> None:
        is_on = self.is_on.isChecked()
        self.fields.setEnabled(is_on and not self.is_trying)
        self.try_button.setEnabled(is_on and not self.is_trying)
        self.progress.setVisible(self.is_trying)
