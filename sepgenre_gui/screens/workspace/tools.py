"""Tools: what is done with the whole project, through its queue of jobs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sepgenre_gui.jobs.queue import JobQueue, JobRequest
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.setting import SEPARATOR_SETTING
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.queue.cache.dialog import CacheDialog
from sepgenre_gui.screens.queue.cluster.dialog import ClusterDialog
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.workspace.separator_question import AskSeparator, ask_separator
from sepgenre_gui.services.jobs import requests
from sepgenre_training.errors import ProjectError

_MENU = "Tools"

TOOL_SPECS = (
    ActionSpec(
        id="tools.separate", text="&Separate all segments…", menu=_MENU, edits=True,
        section="project", tip="Compute the stems of every segment that has none yet",
    ),
    ActionSpec(
        id="tools.features", text="Extract &features…", menu=_MENU, edits=True, section="project",
        tip="Compute the mel spectrograms of the labelled segments, which the networks see",
    ),
    ActionSpec(
        id="tools.analyse", text="Read all &waveforms", menu=_MENU, edits=True, section="project",
        tip="Read every track once, so that each opens at once",
    ),
    ActionSpec(
        id="tools.cache", text="&Cache…", menu=_MENU, section="cache",
        tip="See what the cache takes, limit it, clear it",
    ),
    ActionSpec(
        id="tools.cluster", text="C&luster…", menu=_MENU, section="cache",
        tip="Let jobs work on the machines of a Dask cluster, or on this one again",
    ),
)  # fmt: skip


class Tools(QObject):
    """Does what `TOOL_SPECS` name; `context` has a way to add jobs.

    Signals
    -------
    cleared
        Files are gone from the cache.
    """

    cleared = Signal()

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        parent: QWidget,
        *,
        ask: AskSeparator = ask_separator,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._queue = project, context, queue
        self._parent, self._ask = parent, ask
        self._cache: CacheDialog | None = None
        self._cluster: ClusterDialog | None = None

    def connect_actions(self, book: ActionBook) -> None:
        """Connect the actions of `TOOL_SPECS`, which are in `book` now."""
        slots: dict[str, Callable[[], None]] = {
            "tools.separate": self.separate,
            "tools.features": self.extract,
            "tools.analyse": self.analyse,
            "tools.cache": self.show_cache,
            "tools.cluster": self.show_cluster,
        }
        for name, slot in slots.items():
            book[name].triggered.connect(lambda *_, slot=slot: slot())

    def separate(self) -> None:
        """Ask by what, and have every segment separated."""
        n_segments = self._project.segments.count()
        if not n_segments:
            self._refuse("There are no segments to be separated.", "Cut some first.")
            return
        separator = self._ask_separator("Separate all segments")
        if separator:
            self._add(requests.separate_request(n_segments, separator))

    def extract(self) -> None:
        """Ask by what they were separated, and have the features extracted."""
        separator = self._ask_separator("Extract features")
        if separator:
            self._add(requests.features_request(separator))

    def analyse(self) -> None:
        """Have the waveforms of all tracks read."""
        tracks = [track.id for track in self._project.tracks.list()]
        if tracks:
            self._add(requests.analyse_request(tracks))
        else:
            self._refuse("There are no tracks to be read.", "Import some first.")

    def show_cache(self) -> None:
        """Show what the cache takes."""
        dialog = CacheDialog(
            self._project,
            self._context.preferences,
            self._context.bridge,
            self._parent,
            busy=lambda: self._queue.is_busy,
        )
        dialog.cleared.connect(lambda _: self.cleared.emit())
        dialog.finished.connect(self._forget_cache)
        self._cache = dialog
        dialog.open()

    def show_cluster(self) -> None:
        """Ask for a cluster."""
        dialog = ClusterDialog(self._context.preferences, self._context.bridge, self._parent)
        dialog.finished.connect(self._forget_cluster)
        self._cluster = dialog
        dialog.open()

    def close(self) -> None:
        """Close what is open."""
        for dialog in (self._cache, self._cluster):
            if dialog is not None:
                dialog.shut_down()
        self._cache = self._cluster = None

    def _forget_cache(self) -> None:
        dialog, self._cache = self._cache, None
        if dialog is not None:
            dialog.deleteLater()

    def _forget_cluster(self) -> None:
        dialog, self._cluster = self._cluster, None
        if dialog is not None:
            dialog.deleteLater()

    def _ask_separator(self, title: str) -> str | None:
        # By which the project was separated the last time is what is most likely meant again.
        return self._ask(self._parent, title, self._project.settings.get(SEPARATOR_SETTING, ""))

    def _add(self, request: JobRequest) -> None:
        assert self._context.add_job is not None
        self._context.add_job(request)

    def _refuse(self, message: str, remedy: str) -> None:
        self._context.show_error(ProjectError(message, remedy=remedy))
