"""Every setting of an experiment's configuration, described: for forms, help and checks.

The descriptions say nothing that the configuration does not do: defaults are read from
`ExperimentConfig`, and a test holds the ranges against its validators.
"""

from __future__ import annotations

from sepgenre_training.experiment.config_fields.field import (
    Choice,
    ConfigField,
    FieldKind,
    FieldValue,
)
from sepgenre_training.experiment.config_fields.fields import (
    CONFIG_FIELDS,
    GROUP_TITLES,
    config_field,
)
from sepgenre_training.experiment.config_fields.values import value_at, value_text, with_value

__all__ = [
    "CONFIG_FIELDS",
    "GROUP_TITLES",
    "Choice",
    "ConfigField",
    "FieldKind",
    "FieldValue",
    "config_field",
    "value_at",
    "value_text",
    "with_value",
]
