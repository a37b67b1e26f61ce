"""The status bar: what was said last, and what goes on with a way to cancel it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import NEAR, TIGHT
from sepgenre_gui.screens.appearance.theme import Theme

_BAR_WIDTH, _TEXT_WIDTH = 120, 420


class _Activity:
    """One thing that goes on; see `sepgenre_gui.screens.screen.Activity`."""

    def __init__(self, bar: StatusBar, text: str, on_cancel: Callable[[], None] | None) -> None:
        self._bar = bar
        self.text, self.done, self.total = text, 0, 0
        self.on_cancel = on_cancel
        self.is_stopping = False

    def update(self, text: str, done: int = 0, total: int = 0) -> None:
        self.text, self.done, self.total = text, done, total
        self._bar.refresh()

    def end(self) -> None:
        self._bar.forget(self)


class StatusBar(QStatusBar):
    """Shows the newest activity, and how many others there are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._activities: list[_Activity] = []
        self._said = ElidedLabel(elide=Qt.TextElideMode.ElideRight)
        self._said.setAccessibleName("Status")
        self._text = ElidedLabel(elide=Qt.TextElideMode.ElideRight)
        self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._text.setMaximumWidth(_TEXT_WIDTH)
        self._progress = QProgressBar()
        self._progress.setFixedWidth(_BAR_WIDTH)
        self._progress.setTextVisible(False)
        self._cancel = QToolButton()
        self._cancel.setToolTip("Cancel this")
        self._cancel.setAccessibleName("Cancel what goes on")
        self._cancel.clicked.connect(self._cancel_newest)
        # Where it comes and goes, everything above the bar would move.
        policy = self._cancel.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._cancel.setSizePolicy(policy)
        self._going_on = QWidget()
        row = QHBoxLayout(self._going_on)
        row.setContentsMargins(NEAR, 0, TIGHT, 0)
        row.setSpacing(NEAR)
        for part in (self._text, self._progress, self._cancel):
            row.addWidget(part)
        self._going_on.hide()
        self.addWidget(self._said, 1)
        self.addPermanentWidget(self._going_on)
        self.setContentsMargins(NEAR, 0, 0, 0)
        self.setSizeGripEnabled(False)
        theme.theme_changed.connect(self._draw_icon)
        self._draw_icon()

    @property
    def said(self) -> str:
        """What was said last."""
        return self._said.text()

    @property
    def activity_text(self) -> str:
        """What is said of the newest activity; empty where nothing goes on."""
        return self._text.text() if self._activities else ""

    @property
    def cancel_button(self) -> QToolButton:
        """What cancels the newest activity."""
        return self._cancel

    def say(self, text: str) -> None:
        """Say `text` until something else is said."""
        self._said.setText(text)
        self._said.setAccessibleDescription(text)

    def begin_activity(self, text: str, on_cancel: Callable[[], None] | None = None) -> _Activity:
        """Show that something goes on, until the activity returned is ended.

        Parameters
        ----------
        on_cancel : callable, optional
            What the cancel button calls; without it there is none.
        """
        activity = _Activity(self, text, on_cancel)
        self._activities.append(activity)
        self.refresh()
        return activity

    def forget(self, activity: _Activity) -> None:
        """Show `activity` no longer."""
        if activity in self._activities:
            self._activities.remove(activity)
            self.refresh()

    def refresh(self) -> None:
        """Show the newest activity as it stands."""
        self._going_on.setVisible(bool(self._activities))
        if not self._activities:
            return
        newest, others = self._activities[-1], len(self._activities) - 1
        counted = f" ({newest.done} of {newest.total})" if newest.total else ""
        said = "Stopping…" if newest.is_stopping else newest.text + counted
        self._text.setText(said + (f", and {others} more" if others else ""))
        # A maximum of 0 lets the bar move to and fro.
        self._progress.setMaximum(newest.total)
        self._progress.setValue(newest.done)
        self._cancel.setVisible(newest.on_cancel is not None)
        self._cancel.setEnabled(not newest.is_stopping)

    def _cancel_newest(self) -> None:
        newest = self._activities[-1]
        if newest.on_cancel is not None:
            newest.is_stopping = True
            self.refresh()
            newest.on_cancel()

    def _draw_icon(self) -> None:
        self._cancel.setIcon(self._theme.icon("close"))
