"""The settings, in the order of a form, and their groups."""

from __future__ import annotations

from sepgenre_training.experiment.config_fields.experiment_fields import EXPERIMENT_FIELDS
from sepgenre_training.experiment.config_fields.field import ConfigField
from sepgenre_training.experiment.config_fields.network_fields import NETWORK_FIELDS

CONFIG_FIELDS: tuple[ConfigField, ...] = (*EXPERIMENT_FIELDS, *NETWORK_FIELDS)
"""One for every setting."""

GROUP_TITLES: dict[str, str] = {
    "experiment": "Experiment",
    "split": "Splits",
    "features": "Features",
    "network": "Networks",
    "training": "Training",
}
"""What the groups are called, in the order of a form."""

_BY_PATH = {field.path: field for field in CONFIG_FIELDS}


def config_field(path: str) -> ConfigField:
    """Return the description of the setting at `path`; KeyError where there is none."""
    return _BY_PATH[path]
