"""What goes on on the page before a run: presets, files, looking at the data, asking for jobs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.jobs.queue import JobQueue
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.setting import SEPARATOR_SETTING
from sepgenre_gui.screens.experiment.setup.page import SetupPage
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.stems.models_dialog import ModelsDialog
from sepgenre_gui.services.experiment.estimating import earlier_runs, preparation
from sepgenre_gui.services.experiment.near_duplicates import (
    DuplicateSearch,
    find_near_duplicates,
    with_duplicates,
)
from sepgenre_gui.services.experiment.readiness import Readiness, ReadinessTask, find_readiness
from sepgenre_gui.services.experiment.split_check import SplitCheckTask, check_splits
from sepgenre_gui.services.experiment.time_estimate import estimate_time
from sepgenre_gui.services.jobs.requests import experiment_request
from sepgenre_gui.services.stems import separator_choices
from sepgenre_training.cache import replacing
from sepgenre_training.compute.pool import default_worker_count
from sepgenre_training.errors import SepgenreError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import (
    format_config,
    load_config,
    parse_config,
)

_PAUSE_MS = 400
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
        self._check: Ticket[str] | None = None
        self._search: Ticket[DuplicateSearch] | None = None
        self._looked_at: object = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._follow_form)
        self._models: ModelsDialog | None = None
        self._restore()
        choices = page.choices
        choices.preset_chosen.connect(self.show_preset)
        choices.open_asked.connect(self.open_file)
        choices.save_asked.connect(self.save_file)
        choices.models_asked.connect(self.show_models)
        page.data_asked.connect(self.look)
        page.form.config_changed.connect(self._timer.start)
        page.pairs.pairs_changed.connect(self._timer.start)
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
        for ticket in (self._ticket, self._search):
            if ticket is not None and not ticket.is_finished:
                ticket.cancel()
        config = self._page.form.config
        if config is None or not self._page.choices.separator:
            return
        self._page.show_looking()
        self._looked_at = self._wanted(config)
        task = ReadinessTask(
            project_folder=self._project.folder,
            separator=self._page.choices.separator,
            settings=config.features,
            genres=config.genres,
        )
        self._ticket = self._ensure_lane().submit(
            find_readiness,
            task,
            on_value=lambda readiness: self._take_readiness(readiness, task),
            on_error=self._context.show_error,
        )
        self._check_splits()

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

    def _ensure_lane(self) -> Lane:
        if self._lane is None:
            self._lane = Lane("readiness", deliver=self._context.bridge.deliver)
        return self._lane

    def _wanted(self, config: ExperimentConfig) -> object:
        return self._page.choices.separator, config.features, config.genres

    def _follow_form(self) -> None:
        config = self._page.form.config
        if config is None or self._lane is None:
            return  # or nobody looks at the page yet
        if self._wanted(config) != self._looked_at:
            self.look()
        else:
            self._check_splits()
        self._estimate()

    def _check_splits(self) -> None:
        if self._check is not None and not self._check.is_finished:
            self._check.cancel()
        self._page.show_split_problem("")
        for config in self._page.configs:
            self._check = self._ensure_lane().submit(
                check_splits,
                SplitCheckTask(project_folder=self._project.folder, config=config),
                on_value=self._take_split_problem,
                on_error=self._context.show_error,
            )

    def _take_split_problem(self, problem: str) -> None:
        if problem:
            self._page.show_split_problem(problem)

    def _take_readiness(self, readiness: Readiness, task: ReadinessTask) -> None:
        self._page.show_readiness(readiness)
        self._estimate()
        if self._search is not None and not self._search.is_finished:
            self._search.cancel()
        # Behind the rest: it takes up to a minute for a thousand segments.
        self._search = self._ensure_lane().submit(
            find_near_duplicates,
            task,
            on_value=lambda search: self._page.show_readiness(with_duplicates(readiness, search)),
            on_error=self._context.show_error,
        )

    def _estimate(self) -> None:
        readiness = self._page.readiness
        if readiness is None:
            return
        texts = []
        for config in self._page.configs:
            estimate = estimate_time(
                config,
                n_segments=readiness.n_segments,
                n_left=config.trials,
                n_workers=default_worker_count(),
                earlier=earlier_runs(self._project),
                preparation=preparation(self._project, readiness),
            )
            texts.append(estimate.text)
        self._page.show_estimate(" ".join(dict.fromkeys(texts)))

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
