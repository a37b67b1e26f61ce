"""How the parts of the page lie: classifiers on the left, files, and below them one file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.classify.classifiers.panel import ClassifiersPanel
from sepgenre_gui.screens.classify.files.panel import FilesPanel
from sepgenre_gui.screens.classify.track.view import FileView
from sepgenre_gui.screens.preferences import Preferences

_COLUMNS, _ROWS = "classify", "classify-rows"
_WIDTHS, _HEIGHTS = (300, 900), (360, 320)


class ClassifyLayout(QWidget):
    """The panels, whose borders a person can move."""

    def __init__(self, theme: Theme, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.classifiers, self.files, self.track = ClassifiersPanel(), FilesPanel(), FileView(theme)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._rows.addWidget(self.files)
        self._rows.addWidget(self.track)
        self._columns.addWidget(self.classifiers)
        self._columns.addWidget(self._rows)
        self._columns.setStretchFactor(1, 1)
        self._rows.setStretchFactor(0, 1)
        self._rows.setStretchFactor(1, 1)
        self._columns.setSizes(list(_WIDTHS))
        self._rows.setSizes(list(_HEIGHTS))
        for splitter, name in ((self._columns, _COLUMNS), (self._rows, _ROWS)):
            splitter.setChildrenCollapsible(False)
            state = preferences.splitter(name)
            if state:
                splitter.restoreState(state)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._columns)
        self.setAcceptDrops(True)

    def store(self) -> None:
        """Keep where the person has put the borders."""
        for splitter, name in ((self._columns, _COLUMNS), (self._rows, _ROWS)):
            self._preferences.set_splitter(name, bytes(splitter.saveState().data()))
