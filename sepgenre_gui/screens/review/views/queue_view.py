"""The page of the review queue: how it is ordered, and the segment that is asked about."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QProgressBar, QSpinBox

from sepgenre_gui.jobs.queue import Job
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.parts.page import ScrollPage, paragraph
from sepgenre_gui.screens.review.queue import ReviewQueue
from sepgenre_gui.screens.review.views.card import SegmentCard
from sepgenre_gui.screens.review.views.offer import RetrainOffer
from sepgenre_gui.screens.review.views.parts import (
    button,
    offer,
    progress_text,
    row_of_buttons,
)
from sepgenre_training.learning.strategies import DEFAULT_STRATEGY, STRATEGIES, find_strategy

_HINT = (
    "Here the program guesses the genre of segments that nobody has confirmed, and asks first "
    "about those whose answer teaches most. Press Begin (Ctrl+Return), then listen: Enter accepts "
    "the guess, a genre's key corrects it, X skips."
)
_MOST_CORRECTIONS, _SPIN_PADDING = 1_000, 16


class QueueView(ScrollPage):
    """Shows a `ReviewQueue`.

    Signals
    -------
    begin_asked, cancel_asked
        A button was pressed.
    settings_changed
        What is learned from, or when to retrain, is another.
    """

    begin_asked = Signal()
    cancel_asked = Signal()
    settings_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.strategy, self.explanation = QComboBox(), paragraph(role="muted")
        self.trust = QCheckBox("&Suggested segments teach, too")
        self.retrain_after = QSpinBox()
        self.begin = button(
            "&Begin", "Learn from what is labelled, and put the rest in order",
            key="Ctrl+Return", role="primary",
        )  # fmt: skip
        self.cancel = button("&Cancel", "Stop learning; what is there stays")
        self.hint, self.progress = paragraph(_HINT), paragraph(role="muted")
        self.counts, self.bar = paragraph(), QProgressBar()
        self.offer = RetrainOffer()
        self.card = SegmentCard(theme)
        self._build()
        self.show_queue(ReviewQueue())
        self.show_job(None)

    @property
    def chosen_strategy(self) -> str:
        """The name of the strategy."""
        return str(self.strategy.currentData())

    def choose_strategy(self, name: str) -> None:
        """Choose a strategy, where there is one of this name."""
        place = self.strategy.findData(name)
        if place >= 0:
            self.strategy.setCurrentIndex(place)

    def show_obstacle(self, reason: str, busy: str = "") -> None:
        """Say why nothing can be learned; empty where it can. `busy`: it goes on."""
        offer(self.begin, reason or busy)
        self._obstacle.setText(reason)
        self._obstacle.setVisible(bool(reason))

    def show_job(self, job: Job | None) -> None:
        """Show how far the learning is; None where there is none."""
        self.progress.setText("" if job is None else progress_text(job))
        for part in (self.progress, self.cancel):
            part.setVisible(job is not None)

    def show_queue(self, queue: ReviewQueue) -> None:
        """Show how far the person is, and what is asked about."""
        review = queue.review
        self.hint.setVisible(review is None)
        self.begin.setText("&Begin" if review is None else "Retrain and order ane&w")
        for part in (self.counts, self.bar):
            part.setVisible(review is not None)
        self.card.setVisible(queue.item is not None)
        if review is not None:
            self.counts.setText(counts_text(queue))
            self.bar.setMaximum(max(queue.n_done + queue.n_left, 1))
            self.bar.setValue(queue.n_done)
        if review is not None and queue.item is not None:
            self.card.show_item(queue.item, review)

    def _build(self) -> None:
        for strategy in STRATEGIES.values():
            self.strategy.addItem(strategy.name, strategy.name)
        self.strategy.setAccessibleName("Strategy")
        self.strategy.currentIndexChanged.connect(lambda _: self._explain())
        self.choose_strategy(DEFAULT_STRATEGY)
        self._explain()
        self.retrain_after.setRange(1, _MOST_CORRECTIONS)
        self.retrain_after.setAccessibleName("Corrections after which to offer retraining")
        self.retrain_after.setSuffix(" corrections")
        # Qt gives the field within less than its text needs, where a style sheet pads it.
        self.retrain_after.setMinimumHeight(self.fontMetrics().height() + _SPIN_PADDING)
        self.trust.setToolTip(
            "Also learn from the genres of segments that nobody has confirmed, such as those "
            "that a track had when it was imported"
        )
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How much of the queue is done")
        self._obstacle = paragraph(role="danger")
        form = QFormLayout()
        form.addRow("Strate&gy", self.strategy)
        form.addRow("&Offer to retrain after", self.retrain_after)
        form.addRow("", self.trust)
        self.body.addWidget(self.hint)
        self.body.addLayout(form)
        self.body.addWidget(self.explanation)
        self.body.addLayout(row_of_buttons(self.begin, self.cancel))
        for part in (self._obstacle, self.progress, self.offer, self.counts, self.bar, self.card):
            self.body.addWidget(part)
        self.body.addStretch()
        self.begin.clicked.connect(self.begin_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.offer.retrain.clicked.connect(self.begin_asked)
        self.trust.toggled.connect(lambda _: self.settings_changed.emit())
        self.retrain_after.valueChanged.connect(lambda _: self.settings_changed.emit())

    def _explain(self) -> None:
        text = find_strategy(self.chosen_strategy).explanation
        self.explanation.setText(f"{self.chosen_strategy}: {text}")
        self.strategy.setAccessibleDescription(text)


def counts_text(queue: ReviewQueue) -> str:
    """Return in a sentence how far the person is."""
    skipped = f", {queue.n_skipped} skipped" if queue.n_skipped else ""
    told = f"{queue.n_done} done, {queue.n_left} left{skipped}."
    if queue.item is not None or queue.review is None:
        return told
    if queue.n_skipped:
        return f"{told} Order anew to be asked about the skipped ones again."
    return f"{told} Nothing more is to be asked."
