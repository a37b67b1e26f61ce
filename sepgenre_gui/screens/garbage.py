"""Garbage: reference cycles are collected in the window's thread, and in no other."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class GarbageCollector(QObject):
    """Takes over from Python's own collector, which runs in whatever thread allocates.

    A widget that was closed may be held by a cycle, as by the lambda that it is connected to.
    Collected in a thread that waits for a worker or plays sound, it is destroyed there, while
    Qt's own thread may be at it: the program crashes.

    It is in force from its making until `end`; one at a time.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    def collect_due(self) -> None:
        """Collect the generations that Python's own collector would have by now."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = -1
        for generation, (count, limit) in enumerate(zip(counts, limits, strict=True)):
            if count <= limit:
                break
            due = generation
        if due >= 0:
            gc.collect(due)

    def end(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()
