"""The experiment screen in the real window: one click runs all, and the window tells what comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import attrs
import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from sepgenre_gui.app import build_screen
from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import RunState
from sepgenre_gui.screens.experiment.screen import ExperimentScreen
from sepgenre_gui.screens.experiment.setup.genre_editor import GenresEditor
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.building import CURATION, EXPERIMENT
from sepgenre_gui.screens.workspace.workspace import Workspace
from sepgenre_training.networks.names import NETWORK_NAMES
from sepgenre_training.report.chart_tables import chart_table
from sepgenre_training.report.f1_distribution import f1_distribution
from sepgenre_training.report.tables import as_csv
from tests.sepgenre_gui.screens.experiment.conftest import SMALL

MakeWindow = Callable[..., MainWindow]
PATIENCE_MS = 180_000


@pytest.fixture
def open_window(make_window: MakeWindow, qtbot: QtBot) -> Iterator[Callable[[Path], MainWindow]]:
    opened: list[MainWindow] = []

    def do(folder: Path) -> MainWindow:
        window = make_window(build_screen)
        opened.append(window)
        with qtbot.waitActive(window):
            window.resize(1_400, 900)
            window.show()
            window.activateWindow()
        window.projects.open(folder)
        qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        return window

    yield do
    for window in opened:
        window.shut_down()


def workspace_of(window: MainWindow) -> Workspace:
    return cast("Workspace", window.screen_shown)


def screen_of(window: MainWindow) -> ExperimentScreen:
    workspace = workspace_of(window)
    assert workspace.shown == EXPERIMENT
    return cast("ExperimentScreen", workspace.screen(EXPERIMENT))


def is_ready(screen: ExperimentScreen) -> bool:
    return screen.setting_up.looking.is_known and not screen.layout.setup.obstacle


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    combined = Qt.KeyboardModifier.NoModifier
    for each in modifiers:
        combined |= each
    qtbot.keyClick(window, key, combined)


@pytest.mark.slow
def test_one_click_runs_stops_and_goes_on_to_the_end(
    open_window: Callable[[Path], MainWindow],
    folder: Path,
    small: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    window = open_window(folder)
    screen = screen_of(window)
    setup = screen.layout.setup
    screen.setting_up.read_file(small)
    qtbot.waitUntil(lambda: is_ready(screen), timeout=PATIENCE_MS)
    assert setup.readiness is not None
    assert len(setup.readiness.without_stems) == 10
    assert "Separate 10 segments" in setup.bar.plan.text()
    assert "6 trials of 4 networks" in setup.bar.plan.text()

    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert screen.layout.shows_run
    qtbot.waitUntil(lambda: screen.run_id is not None, timeout=PATIENCE_MS)
    assert screen.run_id is not None
    run_id = screen.run_id
    live = screen.watch.live(run_id)
    losses = screen.layout.run.live.losses
    qtbot.waitUntil(
        lambda: any(chart.has_numbers for chart in losses.charts.values()), timeout=PATIENCE_MS
    )
    qtbot.waitUntil(lambda: len(live.record.trials) >= 1, timeout=PATIENCE_MS)
    press(qtbot, window, Qt.Key.Key_Escape, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: screen.watch.job is None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: screen.figures.known(run_id) is not None, timeout=PATIENCE_MS)
    n_stopped = len(screen._project.runs.trial_indices(run_id))
    assert 1 <= n_stopped < SMALL.trials
    assert screen._project.runs.get(run_id).state is RunState.STOPPED
    # Numbers are drawn four times a second.
    charts = screen.layout.run.live.f1.histograms.charts.values()
    qtbot.waitUntil(lambda: all(chart.bars is not None for chart in charts), timeout=PATIENCE_MS)
    check_what_is_drawn(screen, run_id)
    # The queue knows that it is over before the window has been told.
    go_on = screen.layout.run.header.go_on
    qtbot.waitUntil(lambda: not go_on.isHidden(), timeout=PATIENCE_MS)
    window.shut_down()

    window = open_window(folder)
    screen = screen_of(window)
    screen.layout.runs.table.selectRow(0)
    assert screen.run_id == run_id
    press(qtbot, window, Qt.Key.Key_C)
    qtbot.waitUntil(
        lambda: screen._project.runs.get(run_id).state is RunState.DONE, timeout=PATIENCE_MS
    )
    qtbot.waitUntil(lambda: screen.watch.job is None, timeout=PATIENCE_MS)
    qtbot.waitUntil(
        lambda: screen.layout.run.live.standing.item(0, 1).text() == str(SMALL.trials),
        timeout=PATIENCE_MS,
    )
    check_what_is_drawn(screen, run_id)
    exported = export_figure1(screen, tmp_path / "exported", qtbot)
    window.shut_down()

    assert exported == as_csv(chart_table(screen.watch.live(run_id).record, "figure1"))


def export_figure1(screen: ExperimentScreen, path: Path, qtbot: QtBot) -> str:
    """Export the histograms' numbers by the button beside them; return what was written."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        # What has the focus is not changed by `selectFile`.
        dialog.findChild(QLineEdit).setText(str(path))
        dialog.accept()

    QTimer.singleShot(500, answer)
    screen.layout.run.live.f1_export.formats[".csv"].trigger()
    # A name without a suffix gets that of what was asked for.
    written = path.with_suffix(".csv")
    qtbot.waitUntil(written.is_file, timeout=PATIENCE_MS)
    return written.read_text(encoding="utf-8")


def check_what_is_drawn(screen: ExperimentScreen, run_id: int) -> None:
    """Read the histograms and the table back, and compare them with the stored trials."""
    record = screen.watch.live(run_id).record
    assert len(record.trials) == len(screen._project.runs.trial_indices(run_id))
    page = screen.layout.run.live
    panels = {panel.network: panel for panel in f1_distribution(record).panels}
    assert tuple(panels) == NETWORK_NAMES
    for place, (network, panel) in enumerate(panels.items()):
        chart = page.f1.histograms.charts[network]
        assert chart.bars is not None
        assert tuple(chart.bars.opts["height"]) == panel.counts
        assert sum(panel.counts) == len(record.trials)
        text = page.standing.item(place, 2).text()
        assert text.startswith(f"{np.mean(panel.values):.3f}")


@pytest.mark.slow
def test_the_number_of_trials_can_be_changed_on_the_way_and_work_paused(
    open_window: Callable[[Path], MainWindow], folder: Path, small: Path, qtbot: QtBot
) -> None:
    window = open_window(folder)
    screen = screen_of(window)
    screen.setting_up.read_file(small)
    qtbot.waitUntil(lambda: is_ready(screen), timeout=PATIENCE_MS)
    screen.layout.setup.bar.button.click()
    qtbot.waitUntil(lambda: screen.run_id is not None, timeout=PATIENCE_MS)
    header = screen.layout.run.header

    header.pause.click()
    job = screen.watch.job
    assert job is not None
    assert job.state is JobState.PAUSED
    qtbot.waitUntil(lambda: "aused" in header.state.text(), timeout=10_000)
    header.trials.setValue(2)
    header.set_trials.click()
    header.pause.click()

    run_id = screen.run_id
    assert run_id is not None
    qtbot.waitUntil(
        lambda: screen._project.runs.get(run_id).state is RunState.DONE, timeout=PATIENCE_MS
    )
    assert len(screen._project.runs.trial_indices(run_id)) == 2
    qtbot.waitUntil(lambda: screen.watch.job is None, timeout=PATIENCE_MS)
    header.trials.setValue(3)
    header.set_trials.click()
    qtbot.waitUntil(
        lambda: len(screen._project.runs.trial_indices(run_id)) == 3, timeout=PATIENCE_MS
    )
    qtbot.waitUntil(lambda: screen.watch.job is None, timeout=PATIENCE_MS)


def test_why_nothing_can_be_run_is_said_before(
    open_window: Callable[[Path], MainWindow], folder: Path, small: Path, qtbot: QtBot
) -> None:
    window = open_window(folder)
    screen = screen_of(window)
    setup = screen.layout.setup
    screen.setting_up.read_file(small)
    qtbot.waitUntil(lambda: is_ready(screen), timeout=PATIENCE_MS)

    # Ten songs: a test side of one holds no two genres.
    setup.form.open_group("split", is_open=True)
    setup.form.editor("split.test_fraction").widget.setFocus()
    setup.form.editor("split.test_fraction")._box.setValue(0.05)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "fewer than the 2 genres" in setup.bar.plan.text(), timeout=60_000)

    assert not setup.bar.button.isEnabled()
    screen.setting_up.run()
    assert screen.watch.job is None
    setup.form.editor("split.test_fraction")._box.setValue(0.2)  # type: ignore[attr-defined]
    qtbot.waitUntil(setup.bar.button.isEnabled, timeout=60_000)


def test_a_run_that_is_asked_for_early_begins_when_the_data_is_known(
    open_window: Callable[[Path], MainWindow], folder: Path, small: Path, qtbot: QtBot
) -> None:
    window = open_window(folder)
    screen = screen_of(window)
    screen.setting_up.read_file(small)
    screen.setting_up.looking.look()
    assert not is_ready(screen)

    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert "begins as soon as" in window.status.said
    assert screen.watch.job is None
    # What is asked for is what stood there.
    screen.layout.setup.form.editor("epochs")._box.setValue(3)  # type: ignore[attr-defined]
    assert window.status.said == ""
    qtbot.waitUntil(lambda: is_ready(screen), timeout=PATIENCE_MS)
    assert screen.watch.job is None

    screen.setting_up.looking.look()
    press(qtbot, window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "begins as soon as" in window.status.said
    qtbot.waitUntil(lambda: screen.watch.job is not None, timeout=PATIENCE_MS)

    assert "begins as soon as" not in window.status.said
    assert len(workspace_of(window).queue.jobs) == 1
    press(qtbot, window, Qt.Key.Key_Escape, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: screen.watch.job is None, timeout=PATIENCE_MS)


def test_some_genres_alone_and_pairs_are_looked_at(
    open_window: Callable[[Path], MainWindow], folder: Path, small: Path, qtbot: QtBot
) -> None:
    with Project.open(folder) as project:
        third = project.genres.add("Polka")
        for segment in project.segments.list()[:2]:
            project.segments.set_genre(segment.id, third.id)
        first, second, _ = (genre.name for genre in project.genres.list())
    window = open_window(folder)
    screen = screen_of(window)
    setup = screen.layout.setup
    screen.setting_up.read_file(small)
    looking = screen.setting_up.looking
    qtbot.waitUntil(lambda: looking.is_known, timeout=PATIENCE_MS)
    # Two of ten songs: the test side holds no three genres.
    assert "fewer than the 3 genres" in setup.obstacle
    assert setup.readiness is not None
    assert setup.readiness.n_segments == 10
    editor = setup.form.editor("genres")
    assert isinstance(editor, GenresEditor)

    editor.boxes["Polka"].click()
    qtbot.waitUntil(
        lambda: setup.readiness is not None and setup.readiness.n_segments == 8,
        timeout=PATIENCE_MS,
    )

    qtbot.waitUntil(lambda: is_ready(screen), timeout=PATIENCE_MS)
    assert setup.configs == (attrs.evolve(SMALL, genres=(first, second)),)
    # Before the data is known, the pairs have no genres yet.
    screen.setting_up.show_preset("pairs")
    screen.setting_up.looking.look()
    qtbot.waitUntil(lambda: len(setup.configs) == 2, timeout=PATIENCE_MS)
    assert [each.genres for each in setup.configs] == [(first, second), (first, "Polka")]


def test_segments_of_a_warning_are_shown_in_curation(
    open_window: Callable[[Path], MainWindow], folder: Path, qtbot: QtBot
) -> None:
    with Project.open(folder) as project:
        first, *_ = project.segments.list()
        project.segments.set_genre(first.id, None)
    window = open_window(folder)
    screen = screen_of(window)
    view = screen.layout.setup.readiness_view
    qtbot.waitUntil(lambda: screen.layout.setup.readiness is not None, timeout=PATIENCE_MS)
    warning = next(each for each in view.warnings if each.segment_ids == (first.id,))

    view.segments_asked.emit(warning.segment_ids)

    workspace = workspace_of(window)
    assert workspace.shown == CURATION
    session = workspace.screen(CURATION).session  # type: ignore[attr-defined]
    assert session.segment.id == first.id


def test_the_form_is_there_again_when_the_project_is_opened_again(
    open_window: Callable[[Path], MainWindow], folder: Path, small: Path, tmp_path: Path
) -> None:
    window = open_window(folder)
    screen = screen_of(window)
    screen.setting_up.read_file(small)
    written = tmp_path / "written.toml"
    screen.setting_up.write_file(written)
    assert written.read_text(encoding="utf-8") == small.read_text(encoding="utf-8")
    window.shut_down()

    again = screen_of(open_window(folder))

    assert again.layout.setup.form.config == SMALL


def test_a_file_that_is_no_configuration_is_refused_with_its_name(
    open_window: Callable[[Path], MainWindow], folder: Path, tmp_path: Path
) -> None:
    window = open_window(folder)
    screen = screen_of(window)
    before = screen.layout.setup.form.config
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[experiment]\ntrails = 5\n", encoding="utf-8")

    screen.setting_up.read_file(wrong)

    assert screen.layout.setup.form.config == before
    assert "wrong.toml" in str(window.message_bar.error)
