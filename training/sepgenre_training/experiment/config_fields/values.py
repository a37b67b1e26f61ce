"""Reading and replacing the value of a setting by its path, and writing it for a person."""

from __future__ import annotations

from typing import Any

import attrs

from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.config_fields.field import FieldValue


def value_at(config: ExperimentConfig, path: str) -> FieldValue:
    """Return the setting at `path`, such as ``split.test_fraction``."""
    value: Any = config
    for name in path.split("."):
        value = getattr(value, name)
    found: FieldValue = value
    return found


def with_value(config: ExperimentConfig, path: str, value: FieldValue) -> ExperimentConfig:
    """Return `config` with the setting at `path` replaced.

    Raises
    ------
    ValueError, ConfigurationError
        Where the value is out of range, or does not go with the other settings.
    """
    table, _, name = path.rpartition(".")
    changes: dict[str, Any] = {name: value}
    if table:
        changes = {table: attrs.evolve(getattr(config, table), **changes)}
    return attrs.evolve(config, **changes)


def value_text(value: FieldValue) -> str:
    """Return a setting's value as a person reads it: ``yes``, ``3 x 3``, ``0.001``."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        if any(isinstance(each, str) for each in value):
            return "; ".join(map(str, value))
        return " x ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
