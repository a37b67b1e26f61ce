"""What goes on on the page before a run: presets, files, looking at the data, asking for jobs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.setting import SEPARATOR_SETTING
from sepgenre_gui.screens.experiment.setup.page import SetupPage
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.stems.models_dialog import ModelsDialog
from sepgenre_gui.services.experiment.readiness import Readiness, ReadinessTask, find_readiness
from sepgenre_gui.services.jobs.requests import experiment_request
from sepgenre_gui.services.stems import separator_choices
from sepgenre_training.cache import replacing
from sepgenre_training.errors import SepgenreError
from sepgenre_training.experiment.configuration_file import (
    format_config,
    load_config,
    parse_config,
)

_CONFIG_SETTING = "experiment.config"
_FILES = "Configurations (*.toml);;All files (*)"
FIRST_PRESET = "sound"


class SettingUp(QObject):
    """Steers a `SetupPage`.

    Signals
    -------
    asked : int
        The identifier of a job that was asked for.
    said : str
        Something for the status bar.
    """

    asked = Signal(int)
    said = Signal(str)

    def __init__(
        self,
        project: Project,
        context: ScreenContext,
        queue: JobQueue,
        page: SetupPage,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project, self._context, self._queue, self._page = project, context, queue, page
        self._lane: Lane | None = None
        self._ticket: Ticket[Readiness] | None = None
        self._models: ModelsDialog | None = None
        self._restore()
        choices = page.choices
        choices.preset_chosen.connect(self.show_preset)
        choices.open_asked.connect(self.open_file)
        choices.save_asked.connect(self.save_file)
        choices.models_asked.connect(self.show_models)
        page.data_asked.connect(self.look)
        page.run_asked.connect(self.run)

    def enter(self) -> None:
        """Look anew at separators and data."""
        stored = self._project.settings.get(SEPARATOR_SETTING, "")
        chosen = self._page.choices.separator or stored
        self._page.choices.show_separators(separator_choices(), chosen)
        if self._project.read_only:
            self._page.refuse("This window reads only: the project is open in another one.")
        self.look()

    def look(self) -> None:
        """Have a worker look at the data."""
        if self._ticket is not None and not self._ticket.is_finished:
            self._ticket.cancel()
        config = self._page.form.config
        if config is None or not self._page.choices.separator:
            return
        self._page.show_looking()
        if self._lane is None:
            self._lane = Lane("readiness", deliver=self._context.bridge.deliver)
        self._ticket = self._lane.submit(
            find_readiness,
            ReadinessTask(
                project_folder=self._project.folder,
                separator=self._page.choices.separator,
                settings=config.features,
            ),
            on_value=self._page.show_readiness,
            on_error=self._context.show_error,
        )

    def show_preset(self, name: str) -> None:
        """Put a preset into the form."""
        self._page.show_config(load_config(name), name)

    def open_file(self) -> None:
        """Let the person choose a TOML file, and put it into the form."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._page, "Open a configuration", str(self._project.folder), _FILES
        )
        if chosen:
            self.read_file(Path(chosen))

    def read_file(self, path: Path) -> None:
        """Put the configuration in a file into the form."""
        try:
            self._page.show_config(load_config(path))
        except SepgenreError as error:
            self._context.show_error(error)
            return
        self.said.emit(f"{path.name} stands in the form.")

    def save_file(self) -> None:
        """Let the person choose where the form's configuration is written to."""
        config = self._page.form.config
        if config is None:
            self.said.emit(self._page.obstacle)
            return
        place = self._project.folder.parent / f"{config.name}.toml"
        chosen, _ = QFileDialog.getSaveFileName(
            self._page, "Save the configuration", str(place), _FILES
        )
        if chosen:
            self.write_file(Path(chosen))

    def write_file(self, path: Path) -> None:
        """Write the form's configuration, as the command line takes it."""
        config = self._page.form.config
        if config is None:
            return
        try:
            with replacing(path) as temporary:
                temporary.write_text(format_config(config), encoding="utf-8")
        except OSError as error:
            self._context.show_error(error)
            return
        self.said.emit(f"Written: {path}. `sepgenre run --config` takes it, too.")

    def show_models(self) -> None:
        """Let the person install what separators need."""
        dialog = ModelsDialog(self._queue, self._page)
        dialog.select(self._page.choices.separator)
        dialog.changed.connect(self.enter)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def run(self) -> None:
        """Ask for what the page shows: stems and features that are missing, then the trials."""
        obstacle = self._page.obstacle
        if obstacle:
            self.said.emit(obstacle)
            return
        separator = self._page.choices.separator
        self.keep()
        try:
            self._project.settings.set(SEPARATOR_SETTING, separator)
            for config in self._page.configs:
                name = config.name if self._page.wants_pairs else ""
                request = experiment_request(config, separator, run_name=name)
                self.asked.emit(self._queue.add(request))
        except SepgenreError as error:
            self._context.show_error(error)

    def keep(self) -> None:
        """Remember the form for the next time that the project is opened."""
        config = self._page.form.config
        if config is not None and not self._project.read_only:
            preset = self._page.choices.presets.currentData()
            self._project.settings.set(
                _CONFIG_SETTING, {"toml": format_config(config), "preset": preset}
            )

    def close(self) -> None:
        """End the worker."""
        if self._lane is not None:
            self._lane.close()

    def _restore(self) -> None:
        kept = self._project.settings.get(_CONFIG_SETTING, dict[str, str]())
        try:
            if kept:
                self._page.show_config(parse_config(kept["toml"]), kept["preset"])
                return
        except SepgenreError:
            # Written by another version: its settings are not those of this one.
            self.said.emit("The configuration of the last time cannot be read any more.")
        self.show_preset(FIRST_PRESET)
