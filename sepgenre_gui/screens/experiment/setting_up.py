"""What goes on on the page before a run: presets, files, looking at the data, asking for jobs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.setting import SEPARATOR_SETTING
from sepgenre_gui.screens.experiment.looking import Looking
from sepgenre_gui.screens.experiment.setup.page import LOOKING, SetupPage
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.stems.models_dialog import ModelsDialog
from sepgenre_gui.services.experiment.participants import segments_by_genre
from sepgenre_gui.services.jobs.requests import experiment_request
from sepgenre_gui.services.stems import separator_choices
from sepgenre_training.cache import replacing
from sepgenre_training.errors import SepgenreError
from sepgenre_training.experiment.configuration_file import (
    format_config,
    load_config,
    parse_config,
)

_PAUSE_MS = 400
_CONFIG_SETTING = "experiment.config"
_FILES = "Configurations (*.toml);;All files (*)"
FIRST_PRESET = "sound"
_WAITS = "The data is still being looked at: the run begins as soon as that is done."


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
        self.looking = Looking(project, context, page, self)
        self._waits = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.looking.follow_form)
        self._models: ModelsDialog | None = None
        self._restore()
        choices = page.choices
        choices.preset_chosen.connect(self.show_preset)
        choices.open_asked.connect(self.open_file)
        choices.save_asked.connect(self.save_file)
        choices.models_asked.connect(self.show_models)
        page.data_asked.connect(self.looking.look)
        page.form.config_changed.connect(self._timer.start)
        page.pairs.pairs_changed.connect(self._timer.start)
        page.run_asked.connect(self.run)
        self.looking.known.connect(self._run_at_last)
        # What was asked for before the form or the separator changed is not what stands there now.
        for changed in (
            page.form.config_changed,
            page.pairs.pairs_changed,
            choices.separator_chosen,
            self.looking.failed,
        ):
            changed.connect(self._wait_no_more)

    def enter(self) -> None:
        """Look anew at separators and data."""
        stored = self._project.settings.get(SEPARATOR_SETTING, "")
        chosen = self._page.choices.separator or stored
        self._page.choices.show_separators(separator_choices(), chosen)
        if self._project.read_only:
            self._page.refuse("This window reads only: the project is open in another one.")
        self._page.form.show_genres(segments_by_genre(self._project))
        self.looking.look()

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
        if obstacle in ("", LOOKING) and not self.looking.is_known:
            self._waits = True
            self.said.emit(_WAITS)
            return
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

    def leave(self) -> None:
        """Begin nothing behind the person's back, and remember the form."""
        self._wait_no_more()
        self.keep()

    def keep(self) -> None:
        """Remember the form for the next time that the project is opened."""
        config = self._page.form.config
        if config is not None and not self._project.read_only:
            preset = self._page.choices.presets.currentData()
            self._project.settings.set(
                _CONFIG_SETTING, {"toml": format_config(config), "preset": preset}
            )

    def close(self) -> None:
        """End the worker, and follow the form no more."""
        self._timer.timeout.disconnect(self.looking.follow_form)
        self._timer.stop()
        self.looking.close()

    def _run_at_last(self) -> None:
        if self._waits:
            self._wait_no_more()
            self.run()

    def _wait_no_more(self) -> None:
        if self._waits:
            self._waits = False
            self.said.emit("")

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
