"""The model manager: how every separator stands; install, verify and remove what it needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.queue import Job, JobQueue, JobRequest, JobState
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import FAR, HEADING, NEAR, label
from sepgenre_gui.screens.exchange.working_dialog import quiet_button
from sepgenre_gui.screens.stems.forms.following import Following
from sepgenre_gui.services.jobs.requests import (
    INSTALL,
    REMOVE,
    VERIFY,
    install_request,
    remove_request,
    verify_request,
)
from sepgenre_gui.services.stems import SeparatorChoice, separator_choices
from sepgenre_training.separation.registry import describe_separator

AskFile = Callable[[QWidget, str], str]
Confirm = Callable[[QWidget, str, str], bool]

_LETTERS, _LINES = 112, 25
_ROW_PADDING = 12
_HEADINGS = ("Separator", "State", "10 s take", "Needs")
_WIDTHS = (24, 22, 14)
_LEAST_ROWS = 5


def ask_file(parent: QWidget, caption: str) -> str:
    """Ask for a file; return an empty text where none is chosen."""
    path, _ = QFileDialog.getOpenFileName(parent, caption)
    return path


def ask_folder(parent: QWidget, caption: str) -> str:
    """Ask for a folder; return an empty text where none is chosen."""
    return QFileDialog.getExistingDirectory(parent, caption)


def confirm(parent: QWidget, question: str, consequence: str) -> bool:
    """Ask the person; Escape and Return mean no."""
    box = QMessageBox(QMessageBox.Icon.Question, "Models", question, parent=parent)
    box.setInformativeText(consequence)
    agreed = box.addButton("Remove", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is agreed


class ModelsDialog(QDialog):
    """Shows the separators; what is asked for goes on in the queue when it is closed.

    Parameters
    ----------
    queue : JobQueue
        Installs, verifies and removes.
    ask_file, ask_folder : callable
        Ask for what the person has already.
    confirm : callable
        Asks whether to remove.

    Signals
    -------
    changed
        A separator may stand differently now.
    """

    changed = Signal()

    def __init__(
        self,
        queue: JobQueue,
        parent: QWidget | None = None,
        *,
        ask_file: AskFile = ask_file,
        ask_folder: AskFile = ask_folder,
        confirm: Confirm = confirm,
    ) -> None:
        super().__init__(parent)
        self.ask_file, self.ask_folder, self.confirm = ask_file, ask_folder, confirm
        self._choices: tuple[SeparatorChoice, ...] = ()
        self.following = Following(queue, self)
        self.table = QTableWidget(0, len(_HEADINGS))
        self.about, self.outcome = label(), label(bold=True)
        self.progress, self.doing = QProgressBar(), ElidedLabel()
        self.install = QPushButton("Install")
        self.from_file, self.from_folder = (
            quiet_button("From a file…"),
            quiet_button("From a folder…"),
        )
        self.verify, self.remove = quiet_button("Verify"), quiet_button("Remove")
        self.cancel, self.close_button = quiet_button("Cancel"), quiet_button("Close")
        self.setWindowTitle("Models")
        self._build_table()
        self._lay_out()
        self._connect()
        self._read()
        self.following.take_up((INSTALL, VERIFY, REMOVE))

    @property
    def chosen(self) -> SeparatorChoice | None:
        """The separator in the chosen row."""
        row = self.table.currentRow()
        return self._choices[row] if 0 <= row < len(self._choices) else None

    def select(self, name: str) -> None:
        """Go to the separator `name`."""
        for row, choice in enumerate(self._choices):
            if choice.name == name:
                self.table.selectRow(row)

    def done(self, result: int) -> None:
        """Close; what goes on goes on in the queue."""
        self.following.close()
        super().done(result)

    def _build_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(list(_HEADINGS))
        table.setAccessibleName("Separators")
        table.setProperty("role", "roomy")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        vertical, header = table.verticalHeader(), table.horizontalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        row_height = table.fontMetrics().height() + _ROW_PADDING
        vertical.setDefaultSectionSize(row_height)
        # Every separator there is, and the heading.
        table.setMinimumHeight((_LEAST_ROWS + 1) * row_height)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        width = table.fontMetrics().averageCharWidth()
        for column, letters in enumerate(_WIDTHS):
            header.resizeSection(column, letters * width)
        header.setStretchLastSection(True)

    def _lay_out(self) -> None:
        for part in (self.about, self.outcome):
            part.setWordWrap(True)
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How far it is")
        self.doing.setProperty("role", "muted")
        work, foot = QHBoxLayout(), QHBoxLayout()
        for button in (self.install, self.from_file, self.from_folder, self.verify, self.remove):
            work.addWidget(button)
        work.addStretch()
        foot.addStretch()
        foot.addWidget(self.cancel)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FAR, FAR, FAR, FAR)
        layout.setSpacing(NEAR)
        layout.addWidget(label("Models", scale=HEADING, bold=True))
        layout.addWidget(self.table, stretch=1)
        layout.addWidget(self.about)
        layout.addLayout(work)
        for each in (self.progress, self.doing, self.outcome):
            layout.addWidget(each)
        layout.addLayout(foot)
        metrics = self.fontMetrics()
        self.resize(_LETTERS * metrics.averageCharWidth(), _LINES * metrics.lineSpacing())

    def _connect(self) -> None:
        self.table.currentCellChanged.connect(lambda *_: self._show_state())
        self.install.clicked.connect(lambda: self._ask(install_request))
        self.from_file.clicked.connect(lambda: self._install_from(self.ask_file))
        self.from_folder.clicked.connect(lambda: self._install_from(self.ask_folder))
        self.verify.clicked.connect(lambda: self._ask(verify_request))
        self.remove.clicked.connect(self._remove)
        self.cancel.clicked.connect(self.following.cancel)
        self.close_button.clicked.connect(self.reject)
        self.following.changed.connect(self._show_state)
        self.following.ended.connect(self._take_end)

    def _read(self) -> None:
        chosen = self.chosen
        self._choices = separator_choices()
        self.table.setRowCount(len(self._choices))
        for row, choice in enumerate(self._choices):
            texts = (choice.name, choice.state.value, choice.latency, choice.needs)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self.select(self._choices[0].name if chosen is None else chosen.name)
        self._show_state()

    def _ask(self, request: Callable[[str], JobRequest]) -> None:
        if self.chosen is not None:
            self.following.ask([request(self.chosen.name)])

    def _install_from(self, ask: AskFile) -> None:
        choice = self.chosen
        path = "" if choice is None else ask(self, f"The weights of {choice.name}")
        if choice is not None and path:
            self.following.ask([install_request(choice.name, Path(path))])

    def _remove(self) -> None:
        choice = self.chosen
        if choice is not None and self.confirm(
            self,
            f"Remove what {choice.name} needs?",
            f"It cannot separate then until it is installed again ({choice.needs}). Stems that "
            "it has made stay.",
        ):
            self.following.ask([remove_request(choice.name)])

    def _take_end(self) -> None:
        self._read()
        self.changed.emit()

    def _show_state(self) -> None:
        choice = self.chosen
        if choice is None:
            return
        descriptor = describe_separator(choice.name)
        is_busy = self.following.is_running
        has_needs = descriptor.environment is not None or descriptor.weights is not None
        own_weights = descriptor.own_weights is not None
        self.about.setText(_about(choice))
        self.install.setEnabled(has_needs and not choice.is_ready and not is_busy)
        self.from_file.setEnabled(own_weights and not is_busy)
        self.from_folder.setEnabled(own_weights and not is_busy)
        self.verify.setEnabled(has_needs and not is_busy)
        self.remove.setEnabled(has_needs and not is_busy)
        self.progress.setVisible(is_busy)
        self.doing.setVisible(is_busy)
        self.cancel.setVisible(is_busy)
        jobs = self.following.jobs
        self.outcome.setVisible(bool(jobs) and not is_busy)
        if jobs:
            self._show_job(jobs[-1])

    def _show_job(self, job: Job) -> None:
        progress = job.progress
        self.progress.setRange(0, progress.total)
        self.progress.setValue(progress.done)
        self.doing.setText(_doing(job))
        is_failed = job.state is JobState.FAILED
        self.outcome.setProperty("role", "danger" if is_failed else "")
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)
        self.outcome.setText(f"{job.reason} {job.remedy}".strip())


def _about(choice: SeparatorChoice) -> str:
    """Return what a separator is, what it lacks, and where that is to be had."""
    told = [choice.summary, *choice.reasons]
    weights = describe_separator(choice.name).own_weights
    if not choice.is_ready:
        told.append(f"It needs {choice.needs}; Install gets it from the network.")
    if weights is not None and not choice.is_ready:
        told.append(f"What is published at {weights.archive.url} can be taken from a file, too.")
    return " ".join(told)


def _doing(job: Job) -> str:
    progress = job.progress
    if job.state is JobState.CANCELLING:
        return "Stopping…"
    parts = [job.request.title, progress.stage]
    if progress.total:
        parts.append(f"{progress.done:,} of {progress.total:,}")
    if progress.left_s is not None:
        parts.append(f"about {progress.left_s:.0f} s left")
    return ", ".join(part for part in parts if part)
