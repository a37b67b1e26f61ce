"""How large the cache may grow on this computer: the field, and what it says of the cache."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from sepgenre_gui.screens.appearance.metrics import APART, NEAR
from sepgenre_gui.screens.exchange.working_dialog import quiet_button
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.services.cache_care import BYTES_PER_GB, format_bytes

_LARGEST_GB = 100_000.0


class CacheLimit(QWidget):
    """The limit, kept as soon as it is changed, and a button that makes it hold at once.

    Signals
    -------
    changed
        Another limit holds.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.field = QDoubleSpinBox()
        self.field.setRange(0.0, _LARGEST_GB)
        self.field.setDecimals(1)
        self.field.setSuffix(" GB")
        self.field.setSpecialValueText("No limit")
        self.field.setKeyboardTracking(False)
        self.field.setValue(preferences.cache_limit_gb)
        self.field.setAccessibleName("Largest size of the cache, in gigabytes; 0 is no limit")
        self.field.setToolTip("On this computer, for the cache of each project; 0 is no limit")
        self.field.setMinimumHeight(self.field.fontMetrics().height() + APART)
        self.shrink_button = quiet_button("Shrink to it now")
        self.shrink_button.setToolTip("Remove what was used longest ago, until the limit holds")
        caption = QLabel("&Largest size")
        caption.setBuddy(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(NEAR)
        row.addWidget(caption)
        row.addWidget(self.field)
        row.addStretch()
        row.addWidget(self.shrink_button)
        self.field.valueChanged.connect(self._keep)

    @property
    def limit_gb(self) -> float:
        """The limit; 0 is none."""
        return self.field.value()

    def is_exceeded(self, n_bytes: int) -> bool:
        """Return whether `n_bytes` are more than the limit."""
        return 0 < self.limit_gb * BYTES_PER_GB < n_bytes

    def describe(self, n_bytes: int) -> str:
        """Return what the cache takes, and what follows where that is too much."""
        if not self.is_exceeded(n_bytes):
            return f"{format_bytes(n_bytes)} in all."
        over = format_bytes(round(n_bytes - self.limit_gb * BYTES_PER_GB))
        return (
            f"{format_bytes(n_bytes)} in all, {over} over the limit: what was used longest ago "
            "goes after the next job."
        )

    def _keep(self, limit_gb: float) -> None:
        self._preferences.cache_limit_gb = limit_gb
        self.changed.emit()
