"""The panel of classifiers: the list, what is known of the one that is chosen, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT, label
from sepgenre_gui.screens.appearance.tables import set_up_rows
from sepgenre_gui.screens.classify.classifiers.text import facts_html
from sepgenre_gui.screens.classify.specs import (
    EXPORT,
    IMPORT,
    RELIABILITY,
    REMOVE,
    RENAME,
    TRAIN,
)
from sepgenre_gui.screens.queue.words import left_text, progress_text, state_text
from sepgenre_gui.services.classifiers import ListedClassifier

COLUMNS = ("Classifier", "Accuracy")
_NONE_YET = (
    "<b>No classifier yet</b><br><br>A classifier tells the genre of tracks that are new to it. "
    "It is a network that has learned from all your labelled segments, and it says how often it "
    "will be right, and when it is unsure.<br><br>“Train a classifier…” makes one."
)
_LEAST_LETTERS = 36
_OWN_BUTTONS = (
    (RELIABILITY, "Reliability"),
    (RENAME, "Rename…"),
    (EXPORT, "Export…"),
    (REMOVE, "Remove…"),
)


class ClassifiersPanel(QWidget):
    """Shows the classifiers, the newest first.

    Signals
    -------
    chosen : int
        This classifier is at hand now.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.train, self.take_in = QPushButton("Train a classifier…"), QPushButton("Import…")
        self.buttons = {name: QPushButton(text) for name, text in _OWN_BUTTONS}
        self.table = QTableWidget(0, len(COLUMNS))
        self.facts, self.training = QLabel(), label(role="muted")
        self._empty = QLabel(_NONE_YET)
        self._stack = QStackedWidget()
        self._rows: tuple[ListedClassifier, ...] = ()
        self._is_showing = False
        self._build()

    @property
    def listed(self) -> ListedClassifier | None:
        """The classifier that is selected."""
        place = self.table.currentRow()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def connect_actions(self, book: ActionBook) -> None:
        """Let the buttons do what the actions do."""
        for name, button in {TRAIN: self.train, IMPORT: self.take_in, **self.buttons}.items():
            button.setToolTip(book[name].toolTip())
            button.clicked.connect(book[name].trigger)

    def show_rows(self, rows: Sequence[ListedClassifier], chosen: int | None) -> None:
        """Show `rows`, and select the one that is chosen, without a word."""
        self._is_showing = True
        self._rows = tuple(reversed(rows))
        self.table.setRowCount(len(self._rows))
        for place, row in enumerate(self._rows):
            accuracy = row.classifier.expected.accuracy
            for column, text in enumerate((row.stored.name, accuracy.text())):
                item = QTableWidgetItem(text)
                item.setToolTip(f"{row.stored.name}: expected accuracy {accuracy.text()}")
                self.table.setItem(place, column, item)
            if row.stored.id == chosen:
                self.table.setCurrentCell(place, 0)
        self._is_showing = False
        self._stack.setCurrentIndex(1 if self._rows else 0)
        self._show_facts()

    def show_training(self, job: Job | None) -> None:
        """Say how far a classifier is that is being trained."""
        self.training.setVisible(job is not None)
        if job is not None:
            parts = (job.request.title, state_text(job).lower(), progress_text(job), left_text(job))
            self.training.setText(": ".join((parts[0], ", ".join(filter(None, parts[1:])))))

    def set_read_only(self, *, read_only: bool) -> None:
        """Offer only what can be done."""
        for button in (self.train, self.take_in, self.buttons[RENAME], self.buttons[REMOVE]):
            button.setEnabled(not read_only)

    def _build(self) -> None:
        set_up_rows(self.table, "Classifiers")
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setHorizontalHeaderLabels(list(COLUMNS))
        self.table.currentCellChanged.connect(self._choose)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.train.setProperty("role", "primary")
        for text in (self._empty, self.facts, self.training):
            text.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.RichText)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.facts.setAccessibleName("What is known of the classifier")
        self.training.setTextFormat(Qt.TextFormat.PlainText)
        self.training.hide()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build_list())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(NEAR, NEAR, TIGHT, NEAR)
        layout.setSpacing(NEAR)
        layout.addWidget(self.train)
        layout.addWidget(self.take_in)
        layout.addWidget(self.training)
        layout.addWidget(self._stack, stretch=1)
        self.setMinimumWidth(_LEAST_LETTERS * self.fontMetrics().averageCharWidth())

    def _build_list(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("role", "page")
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, TIGHT, 0)
        lines.addWidget(self.facts)
        lines.addStretch()
        scroll.setWidget(page)
        buttons = QGridLayout()
        buttons.setSpacing(TIGHT)
        for place, button in enumerate(self.buttons.values()):
            buttons.addWidget(button, *divmod(place, 2))
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(NEAR)
        column.addWidget(scroll, stretch=1)
        column.addLayout(buttons)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.table)
        splitter.addWidget(below)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 3)
        return splitter

    def _choose(self) -> None:
        self._show_facts()
        if not self._is_showing and self.listed is not None:
            self.chosen.emit(self.listed.stored.id)

    def _show_facts(self) -> None:
        listed = self.listed
        self.facts.setText("" if listed is None else facts_html(listed))
