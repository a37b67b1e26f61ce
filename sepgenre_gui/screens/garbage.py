"""Garbage: reference cycles are collected in the window's thread, and in no other."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500
_OLDEST = 2


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
        self._kept, self._newcomers = gc.get_freeze_count(), 0
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
        if due == _OLDEST:
            self._collect_oldest()
        elif due >= 0:
            gc.collect(due)

    def collect_all(self) -> None:
        """Look through every object: a tenth of a second where a project is large.

        For moments in which a person waits anyway, as when a project was opened or closed.
        """
        gc.unfreeze()
        gc.collect()
        self._kept, self._newcomers = len(gc.get_objects()), 0
        gc.freeze()

    def end(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def _collect_oldest(self) -> None:
        """Collect what came since all objects were looked through, or look through them again.

        Python does the latter once a quarter as many have come, or the time that goes into it would
        grow with the square of their number (`long_lived_pending` in CPython's ``gc``); until then
        it leaves this generation alone.
        """
        gc.collect()
        self._newcomers += len(gc.get_objects())
        if self._newcomers > self._kept // 4:
            self.collect_all()
        else:
            gc.freeze()
