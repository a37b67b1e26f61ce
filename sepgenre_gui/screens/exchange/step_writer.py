"""Storing of a large edit while the window goes on: some rows with each turn of its loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.edits import Edit
from sepgenre_gui.services.exchange.steps import apply_in_steps, beginning
from sepgenre_training.errors import SepgenreError

OnEnd = Callable[[Edit | None, BaseException | None], None]
"""Receives the edit of what was stored, and the error that ended it before its end."""


class StepWriter(QObject):
    """Stores one edit at a time.

    Parameters
    ----------
    project : Project
        Open for writing.
    """

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)
        self._steps: Iterator[int] = iter(())
        self._edit: Edit | None = None
        self._done = 0
        self._on_end: OnEnd = lambda *_: None

    @property
    def is_busy(self) -> bool:
        """Whether something is being stored."""
        return self._timer.isActive()

    def write(self, edit: Edit | None, on_end: OnEnd, *, n_linked: int = 0) -> None:
        """Store `edit` from now on; `on_end` is called once, unless `stop` is."""
        self._edit, self._on_end, self._done = edit, on_end, 0
        if edit is None:
            on_end(None, None)
            return
        self._steps = apply_in_steps(self._project, edit, n_linked=n_linked)
        self._timer.start()

    def stop(self) -> Edit | None:
        """Store nothing more, and return the edit of what was."""
        self._timer.stop()
        edit, self._edit = self._edit, None
        return None if edit is None else beginning(edit, self._done)

    def _step(self) -> None:
        try:
            done = next(self._steps, None)
        except SepgenreError as error:
            self._on_end(self.stop(), error)
            return
        if done is None:
            self._on_end(self.stop(), None)
        else:
            self._done = done
