"""The page before a run in the real window: what is missing, chosen, kept and refused."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import attrs
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.experiment.setup.genre_editor import GenresEditor
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.building import CURATION
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import NETWORK_NAMES
from tests.sepgenre_gui.screens.experiment.conftest import SMALL
from tests.sepgenre_gui.screens.experiment.window import (
    PATIENCE_MS,
    export,
    is_ready,
    screen_of,
    workspace_of,
)
from tests.sepgenre_training.report.conftest import build_record


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


def test_charts_of_the_data_and_of_compared_runs_are_exported(
    open_window: Callable[[Path], MainWindow], folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with Project.open(folder) as project:
        for n_trials, seed in ((4, 0), (3, 7)):
            store_run(project, build_record(n_trials=n_trials, seed=seed))
    window = open_window(folder)
    screen = screen_of(window)
    setup, view = screen.layout.setup, screen.comparing.view
    if setup.readiness is None:
        # Not "no segment has a genre", as long as nobody knows.
        assert setup.readiness_view.chart.isHidden()
        assert setup.readiness_view.export.isHidden()
    qtbot.waitUntil(lambda: setup.readiness is not None, timeout=PATIENCE_MS)
    assert setup.readiness_view.chart.isVisible()
    genres = export(setup.readiness_view.export, ".csv", tmp_path / "genres", qtbot)
    assert genres.decode().splitlines() == [
        "genre,songs,segments",
        *(f"{each.name},5,5" for each in setup.readiness.genres),
    ]

    screen.layout.runs.table.selectAll()
    qtbot.waitUntil(lambda: view.network_box.count() == 4, timeout=PATIENCE_MS)
    view.network_box.setCurrentIndex(1)
    svg = export(view.differences_export, ".svg", tmp_path / "differences", qtbot)
    rows = export(view.accuracy_export, ".csv", tmp_path / "accuracy", qtbot)

    assert svg.startswith(b"<?xml")
    drawn = [float(y) for line in view.accuracy.lines.values() for y in line.getData()[1]]
    table = csv.DictReader(rows.decode().splitlines())
    written = [(row["network"], float(row["median"])) for row in table]
    assert written == [(NETWORK_NAMES[1], value) for value in drawn]
    assert len(drawn) == 12


def store_run(project: Project, record: RunRecord) -> None:
    """Store a run as an experiment would leave it."""
    run = project.runs.create(
        name=record.name,
        identity=f"seed {record.config.seed}",
        config_toml=format_config(record.config),
        protocol=record.config.protocol,
        separator="hpss",
        genres=record.genres,
        segment_genres=record.segment_genres,
        segment_titles=record.segment_titles,
        provenance=record.provenance,
        trials_wanted=len(record.trials),
    )
    for trial in record.trials:
        project.runs.store_trial(run.id, trial)
