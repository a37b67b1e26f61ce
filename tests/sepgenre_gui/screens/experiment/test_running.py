"""The experiment in the real window: one click runs all, and the window tells what comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.project.run import RunState
from sepgenre_gui.screens.experiment.screen import ExperimentScreen
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_training.networks.names import NETWORK_NAMES
from sepgenre_training.report.charts.run_tables import chart_table
from sepgenre_training.report.f1_distribution import f1_distribution
from sepgenre_training.report.tables import as_csv
from tests.sepgenre_gui.screens.experiment.conftest import SMALL
from tests.sepgenre_gui.screens.experiment.window import (
    PATIENCE_MS,
    export,
    is_ready,
    press,
    screen_of,
    workspace_of,
)


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
    exported = export(screen.layout.run.live.f1_export, ".csv", tmp_path / "exported", qtbot)
    window.shut_down()

    record = screen.watch.live(run_id).record
    assert exported.decode() == as_csv(chart_table(record, "figure1"))


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
