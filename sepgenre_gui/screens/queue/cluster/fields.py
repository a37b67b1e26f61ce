"""The fields that say where a cluster is: address, files of TLS, shared folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from sepgenre_gui.screens.appearance.metrics import NEAR
from sepgenre_gui.screens.exchange.working_dialog import quiet_button
from sepgenre_training.cluster.address import ClusterAddress

AskPath = Callable[[QWidget, str], str]
"""Asks for a file or a folder: parent, caption; an empty text where none is chosen."""


def ask_file(parent: QWidget, caption: str) -> str:
    """Ask for a file."""
    path, _ = QFileDialog.getOpenFileName(parent, caption, "", "PEM (*.pem *.key *.crt);;All (*)")
    return path


def ask_folder(parent: QWidget, caption: str) -> str:
    """Ask for a folder."""
    return QFileDialog.getExistingDirectory(parent, caption)


class PathField(QWidget):
    """A path that is typed or chosen.

    Parameters
    ----------
    name : str
        What it is, for the caption and for those who do not see.
    ask : callable
        Asks for it.

    Signals
    -------
    changed
        It is another one.
    """

    changed = Signal()

    def __init__(self, name: str, hint: str, ask: AskPath) -> None:
        super().__init__()
        self._name, self._ask = name, ask
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(name)
        self.button = quiet_button("Choose…")
        self.button.setAccessibleName(f"Choose: {name}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(NEAR)
        row.addWidget(self.line, stretch=1)
        row.addWidget(self.button)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _: self.changed.emit())
        self.button.clicked.connect(self._choose)

    @property
    def path(self) -> Path | None:
        """The path; None where the field is empty."""
        text = self.line.text().strip()
        return Path(text).expanduser() if text else None

    @path.setter
    def path(self, path: Path | None) -> None:
        self.line.setText("" if path is None else str(path))

    def _choose(self) -> None:
        chosen = self._ask(self, self._name)
        if chosen:
            self.line.setText(chosen)


class ClusterFields(QWidget):
    """All fields of a `ClusterAddress`.

    Signals
    -------
    changed
        Another address is named.
    """

    changed = Signal()

    def __init__(
        self,
        address: ClusterAddress,
        *,
        ask_file: AskPath = ask_file,
        ask_folder: AskPath = ask_folder,
    ) -> None:
        super().__init__()
        self.scheduler = QLineEdit(address.scheduler)
        self.scheduler.setPlaceholderText("tls://host:8786")
        self.scheduler.setAccessibleName("Scheduler")
        self.ca_file = PathField("Authority", "PEM; by default from Dask's configuration", ask_file)
        self.certificate = PathField("Certificate", "PEM of this machine", ask_file)
        self.key = PathField("Private key", "PEM of this machine", ask_file)
        self.shared_folder = PathField(
            "Shared folder", "none: files are sent to the workers", ask_folder
        )
        self.unencrypted = QCheckBox("Accept a scheduler without TLS (tcp://)")
        self.unencrypted.setToolTip(
            "Whoever reaches such a scheduler can run code on its workers and on this computer, "
            "and read the music."
        )
        self.unencrypted.setChecked(address.allow_unencrypted)
        self.ca_file.path, self.certificate.path = address.ca_file, address.certificate
        self.key.path, self.shared_folder.path = address.key, address.shared_folder
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Scheduler", self.scheduler)
        form.addRow("&Authority", self.ca_file)
        form.addRow("&Certificate", self.certificate)
        form.addRow("Private &key", self.key)
        form.addRow("Shared &folder", self.shared_folder)
        form.addRow("", self.unencrypted)
        self.scheduler.textChanged.connect(lambda _: self.changed.emit())
        self.unencrypted.toggled.connect(lambda _: self.changed.emit())
        for field in (self.ca_file, self.certificate, self.key, self.shared_folder):
            field.changed.connect(self.changed)

    @property
    def address(self) -> ClusterAddress:
        """What the fields say."""
        return ClusterAddress(
            scheduler=self.scheduler.text().strip(),
            ca_file=self.ca_file.path,
            certificate=self.certificate.path,
            key=self.key.path,
            allow_unencrypted=self.unencrypted.isChecked(),
            shared_folder=self.shared_folder.path,
        )
