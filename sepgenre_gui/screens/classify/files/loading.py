"""Reading thousands of classified files from the project, a few at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.classify.files.rows import row_of

_AT_ONCE = 100
"""So many take some 20 ms, after which the window lives for a moment."""


class FileLoading(QObject):
    """Reads what a classifier said of files.

    Signals
    -------
    came : tuple of FileRow
        More rows.
    ended
        These were all.
    """

    came = Signal(object)
    ended = Signal()

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._files: Iterator[ClassifiedFile] = iter(())
        self._classes: Sequence[str] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._read_some)

    def begin(self, classifier_id: int, classes: Sequence[str], hop_s: float) -> None:
        """Read all files of a classifier and a hop, in place of what is being read."""
        iterate = self._project.classified_files.iterate
        self._files = (file for file in iterate(classifier_id) if file.hop_s == hop_s)
        self._classes = classes
        self._timer.start()
        # What there is room for is there at once.
        self._read_some()

    def stop(self) -> None:
        """Read no more."""
        self._timer.stop()
        self._files = iter(())

    def _read_some(self) -> None:
        rows = tuple(row_of(file, self._classes) for file in islice(self._files, _AT_ONCE))
        if rows:
            self.came.emit(rows)
        if len(rows) < _AT_ONCE:
            self.stop()
            self.ended.emit()
