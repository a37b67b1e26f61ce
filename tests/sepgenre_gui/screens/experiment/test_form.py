"""The configuration form: what is typed is what is run, and what is wrong is said at its place."""

from __future__ import annotations

import attrs
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.experiment.setup.form import ConfigForm, explain
from sepgenre_gui.screens.experiment.setup.genre_editor import GenresEditor
from sepgenre_gui.screens.experiment.setup.pairs import PairsCard
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.config_fields import CONFIG_FIELDS, value_at
from sepgenre_training.experiment.configuration_file import load_config, preset_names


@pytest.fixture
def form(qtbot: QtBot) -> ConfigForm:
    made = ConfigForm()
    qtbot.addWidget(made)
    made.resize(1_000, 800)
    for group in ("split", "features", "network", "training"):
        made.open_group(group, is_open=True)
    made.show()
    return made


def type_into(qtbot: QtBot, form: ConfigForm, path: str, text: str) -> None:
    widget = form.editor(path).widget
    widget.setFocus()
    assert isinstance(widget, QLineEdit | QSpinBox)
    widget.selectAll()
    qtbot.keyClicks(widget, text)
    qtbot.keyClick(widget, Qt.Key.Key_Tab)


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_stands_in_the_form_as_it_is(form: ConfigForm, name: str) -> None:
    config = load_config(name)

    form.show_config(config)

    assert form.config == config
    assert form.problem == ""
    for field in CONFIG_FIELDS:
        assert form.editor(field.path).value == pytest.approx(value_at(config, field.path))


def test_every_setting_is_explained_with_default_and_paper(form: ConfigForm) -> None:
    for field in CONFIG_FIELDS:
        text = explain(field)
        assert field.does in text
        assert "Default: " in text
        assert f"paper: {field.paper}" in text


def test_what_is_typed_is_the_configuration(qtbot: QtBot, form: ConfigForm) -> None:
    type_into(qtbot, form, "trials", "12")
    type_into(qtbot, form, "training.learning_rate", "1e-4")
    type_into(qtbot, form, "network.l1", "0.002")
    protocol = form.editor("protocol").widget
    assert isinstance(protocol, QComboBox)
    protocol.setCurrentIndex(protocol.findData("sound"))

    config = form.config

    assert config is not None
    assert (config.trials, config.protocol) == (12, "sound")
    assert config.training.learning_rate == pytest.approx(1e-4)
    assert config.network.l1 == pytest.approx(0.002)
    default = ExperimentConfig()
    assert (
        attrs.evolve(
            config,
            trials=default.trials,
            protocol=default.protocol,
            training=default.training,
            network=default.network,
        )
        == default
    )


@pytest.mark.parametrize("text", ["much", "", "0", "-1"])
def test_what_is_no_value_is_said_at_its_place(qtbot: QtBot, form: ConfigForm, text: str) -> None:
    widget = form.editor("training.learning_rate").widget
    assert isinstance(widget, QLineEdit)
    widget.selectAll()
    if text:
        qtbot.keyClicks(widget, text)
    else:
        qtbot.keyClick(widget, Qt.Key.Key_Delete)

    assert form.config is None
    assert form.problem.startswith("Learning rate: ")

    type_into(qtbot, form, "training.learning_rate", "0.01")

    assert form.problem == ""
    assert form.config is not None


def test_a_baseline_that_is_not_run_any_more_is_replaced(form: ConfigForm) -> None:
    config = ExperimentConfig()
    others = tuple(name for name in config.networks if name != config.baseline)
    boxes = form.editor("networks")._boxes  # type: ignore[attr-defined]

    boxes[config.baseline].click()

    assert form.config is not None
    assert form.config.networks == others
    assert form.config.baseline == others[0]
    assert form.editor("baseline").value == others[0]


def test_no_network_at_all_is_refused(form: ConfigForm) -> None:
    boxes = form.editor("networks")._boxes  # type: ignore[attr-defined]
    for box in boxes.values():
        if box.isChecked():
            box.click()

    assert form.config is None
    assert "Networks" in form.problem


def test_genres_that_were_chosen_elsewhere_stay(form: ConfigForm) -> None:
    config = attrs.evolve(ExperimentConfig(), genres=("House", "Trance"))

    form.show_config(config)

    assert form.config == config


GENRES = {"House": 5, "Trance": 7, "R&B": 1}


def boxes_of(form: ConfigForm) -> dict[str, QCheckBox]:
    editor = form.editor("genres")
    assert isinstance(editor, GenresEditor)
    return editor.boxes


def click(qtbot: QtBot, box: QCheckBox) -> None:
    """Click on the box itself: beside its text, a click does nothing."""
    place = QPoint(8, box.height() // 2)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=place)


def test_all_genres_take_part_until_one_is_unticked(qtbot: QtBot, form: ConfigForm) -> None:
    form.show_genres(GENRES)
    boxes = boxes_of(form)
    assert [box.text() for box in boxes.values()] == [
        "House (5 segments)", "Trance (7 segments)", "R&&B (1 segment)"
    ]  # fmt: skip
    assert all(box.isChecked() for box in boxes.values())
    assert form.config == ExperimentConfig()

    click(qtbot, boxes["Trance"])

    assert form.config is not None
    assert form.config.genres == ("House", "R&B")

    click(qtbot, boxes["Trance"])

    # As if none had been named: the run is the same run.
    assert form.config == ExperimentConfig()


def test_fewer_than_two_genres_are_refused(qtbot: QtBot, form: ConfigForm) -> None:
    form.show_genres(GENRES)
    boxes = boxes_of(form)
    for name in ("House", "Trance", "R&B"):
        click(qtbot, boxes[name])

    assert form.config is None
    assert form.problem == "Genres: Tick two genres at least."

    click(qtbot, boxes["R&B"])
    assert form.config is None
    click(qtbot, boxes["House"])

    assert form.problem == ""
    assert form.config is not None
    assert form.config.genres == ("House", "R&B")


def test_a_genre_that_the_project_lacks_is_named(qtbot: QtBot, form: ConfigForm) -> None:
    form.show_genres(GENRES)
    config = attrs.evolve(ExperimentConfig(), genres=("house", "Polka", "trance"))

    form.show_config(config)

    assert form.config is None
    assert "no genre 'Polka'" in form.problem
    assert [box.isChecked() for box in boxes_of(form).values()] == [True, True, False]

    # It is made in curation, and is there when the page is seen again.
    form.show_genres({**GENRES, "Polka": 0})
    assert form.config == config

    form.show_genres(GENRES)
    assert form.config is None
    click(qtbot, boxes_of(form)["R&B"])
    assert form.config == ExperimentConfig()


def test_genres_are_not_asked_for_where_pairs_are_chosen(form: ConfigForm) -> None:
    form.show_genres(GENRES)
    form.ask_for_genres(is_asked=False)
    assert not form.editor("genres").widget.isVisible()
    form.ask_for_genres(is_asked=True)
    assert form.editor("genres").widget.isVisible()


def test_pairs_that_nobody_can_have_chosen_are_chosen_anew(qtbot: QtBot) -> None:
    card = PairsCard()
    qtbot.addWidget(card)
    card.show_genres(["House", "Trance"])
    assert card.problem == "The two pairs are the same."

    card.show_genres(["House", "Trance", "Polka", "Waltz"])
    assert card.pairs == {"similar": ("House", "Trance"), "different": ("Polka", "Waltz")}
    card.boxes["similar"][1].setCurrentText("Waltz")
    with qtbot.assertNotEmitted(card.pairs_changed):
        card.show_genres(["House", "Trance", "Polka", "Waltz", "Dub"])

    card.boxes["different"][0].setCurrentText("Dub")
    assert card.pairs == {"similar": ("House", "Waltz"), "different": ("Dub", "Waltz")}
    assert card.problem == ""
    # One of them is gone: that pair alone is chosen anew.
    card.show_genres(["House", "Trance", "Polka", "Waltz"])
    assert card.pairs == {"similar": ("House", "Waltz"), "different": ("Polka", "Waltz")}
