"""A screen with a text field and three actions, for tests of what is around a screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.undo import UNDO_SPECS, History

PLAY = ActionSpec(id="segment.play", text="&Play", menu="Segment", keys=("P",), tip="Hear it")
NAME = ActionSpec(
    id="segment.name", text="&Name…", menu="Segment", keys=("N",), tip="Name it", edits=True
)
IMPORT = ActionSpec(
    id="file.import", text="&Import…", menu="File", keys=("Ctrl+I",), section="project", edits=True
)


class PlainScreen(QObject):
    """Counts what was triggered; refuses to close while `is_busy`."""

    status = Signal(str)

    def __init__(self, project: Project, context: ScreenContext) -> None:
        super().__init__()
        self.project, self.context = project, context
        self.title = project.folder.name
        self.specs = (*UNDO_SPECS, PLAY, NAME, IMPORT)
        self.widget = QWidget()
        self.field = QLineEdit()
        self.button = QPushButton("Button")
        layout = QVBoxLayout(self.widget)
        layout.addWidget(self.field)
        layout.addWidget(self.button)
        self.history = History(project, context.show_error, self)
        self.triggered: list[str] = []
        self.is_busy = False
        self.was_closed = False
        self.diagnostics = ("Plain: well",)

    def connect(self, book: ActionBook) -> None:
        self.history.connect_actions(book)
        for spec in (PLAY, NAME, IMPORT):
            name = spec.id
            book[name].triggered.connect(lambda _=False, name=name: self.triggered.append(name))

    def can_close(self) -> bool:
        return not self.is_busy

    def close(self) -> None:
        # The project must still be open here.
        self.project.settings.get("anything", "")
        self.was_closed = True
