"""The descriptions of the settings: complete, and true to what the configuration accepts."""

from __future__ import annotations

import subprocess
import sys
from typing import Literal, get_args, get_origin, get_type_hints

import attrs
import pytest

from sepgenre_training.errors import ConfigurationError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.config_fields import (
    CONFIG_FIELDS,
    GROUP_TITLES,
    ConfigField,
    FieldValue,
    config_field,
    value_at,
    value_text,
    with_value,
)

NUMBERS = [field for field in CONFIG_FIELDS if field.kind in ("int", "float", "pair")]
CHOICES = [field for field in CONFIG_FIELDS if field.kind == "choice"]
# Any window is then longer than the hop, any baseline among the networks.
BASE = with_value(ExperimentConfig(), "features.hop_length", 1)


def by_path(field: ConfigField) -> str:
    return field.path


def paths_of(kind: type, prefix: str = "") -> list[str]:
    paths = []
    hints = get_type_hints(kind)
    for field in attrs.fields(kind):
        if attrs.has(hints[field.name]):
            paths += paths_of(hints[field.name], f"{prefix}{field.name}.")
        else:
            paths.append(prefix + field.name)
    return paths


def accepts(path: str, value: FieldValue) -> bool:
    base = BASE
    if path == "features.hop_length":
        base = with_value(base, "features.n_fft", 10**12)
    try:
        with_value(base, path, value)
    except (ValueError, ConfigurationError):
        return False
    return True


def of_kind(field: ConfigField, number: float) -> FieldValue:
    if field.kind == "pair":
        return (int(number), int(number))
    return int(number) if field.kind == "int" else float(number)


def test_every_setting_is_described_once() -> None:
    described = [field.path for field in CONFIG_FIELDS]
    assert sorted(described) == sorted(paths_of(ExperimentConfig))
    assert {field.group for field in CONFIG_FIELDS} == set(GROUP_TITLES)


@pytest.mark.parametrize("field", CONFIG_FIELDS, ids=by_path)
def test_the_default_is_the_configurations(field: ConfigField) -> None:
    assert field.default == value_at(ExperimentConfig(), field.path)
    kinds = {"int": int, "float": float, "bool": bool, "pair": tuple, "list": tuple}
    assert type(field.default) is kinds.get(field.kind, str)
    assert field.does.endswith(".")
    assert field.does.count(". ") == 0  # One sentence.
    assert field.title
    assert config_field(field.path) is field


@pytest.mark.parametrize("field", NUMBERS, ids=by_path)
def test_the_range_is_what_the_configuration_accepts(field: ConfigField) -> None:
    for end, is_open, lowest, outside in (
        (field.low, field.low_open, field.lowest, -1),
        (field.high, field.high_open, field.highest, 1),
    ):
        if end is None:
            assert accepts(field.path, of_kind(field, outside * 1e9))
            continue
        assert accepts(field.path, of_kind(field, end)) is not is_open
        assert not accepts(field.path, of_kind(field, end + outside))
        assert not accepts(field.path, of_kind(field, end + outside * field.resolution))
        assert lowest is not None
        assert accepts(field.path, of_kind(field, lowest))
    assert field.kind == "float" or field.decimals == 0


@pytest.mark.parametrize("field", NUMBERS, ids=by_path)
def test_a_form_shows_the_default_in_full(field: ConfigField) -> None:
    values = field.default if isinstance(field.default, tuple) else (field.default,)
    for value in values:
        assert round(float(value), field.decimals) == value
    assert len(field.parts) == (2 if field.kind == "pair" else 0)


@pytest.mark.parametrize("field", CHOICES, ids=by_path)
def test_the_choices_are_those_of_the_type(field: ConfigField) -> None:
    values = [choice.value for choice in field.choices]
    if field.path == "baseline":
        assert field.choices == config_field("networks").choices
        return
    kind: object = ExperimentConfig
    for name in field.path.split("."):
        assert isinstance(kind, type)
        kind = get_type_hints(kind)[name]
    assert get_origin(kind) is Literal
    assert sorted(values) == sorted(get_args(kind))


def test_every_network_can_be_chosen_and_no_other() -> None:
    for choice in config_field("networks").choices:
        config = attrs.evolve(ExperimentConfig(), networks=(choice.value,), baseline=choice.value)
        assert config.networks == (choice.value,)
    assert not accepts("networks", ("5 spec",))
    assert not accepts("networks", ())


def test_a_value_is_replaced_at_its_path_alone() -> None:
    changed = with_value(ExperimentConfig(), "split.test_fraction", 0.3)
    assert value_at(changed, "split.test_fraction") == 0.3
    assert with_value(changed, "split.test_fraction", 0.2) == ExperimentConfig()


def test_ranges_and_values_in_words() -> None:
    assert config_field("split.test_fraction").range_text == "above 0 and below 1"
    assert config_field("network.dropout").range_text == "from 0 and below 1"
    assert config_field("network.filters").range_text == "two numbers, each from 1"
    assert config_field("split.group").range_text == "artist, song, none"
    assert config_field("trials").file_path == "experiment.trials"
    assert config_field("network.l1").file_path == "network.l1"
    assert [value_text(each) for each in (True, (3, 5), 1e-5, "adam", ("a", "b"))] == [
        "yes", "3 x 5", "1e-05", "adam", "a; b",
    ]  # fmt: skip


def test_the_window_may_import_the_descriptions() -> None:
    script = (
        "import sys, sepgenre_training.experiment.config_fields\n"
        "print(*{'scipy', 'sklearn', 'matplotlib', 'tensorflow', 'librosa'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
