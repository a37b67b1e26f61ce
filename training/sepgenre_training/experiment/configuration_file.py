"""Configuration files: TOML in, TOML out, every unknown or wrong setting named."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import cattrs
import tomli_w

from sepgenre_training.errors import ConfigurationError
from sepgenre_training.experiment.config import ExperimentConfig

_TOP_TABLE = "experiment"
_PACKAGE = Path(__file__).parents[1]
# An installed package holds the configurations; a checkout has them beside the package.
_FOLDERS = (_PACKAGE / "configs", _PACKAGE.parent / "configs")

_converter = cattrs.Converter(forbid_extra_keys=True)


def preset_names() -> tuple[str, ...]:
    """Return the names of the configurations that come with the program."""
    return tuple(sorted(path.stem for folder in _FOLDERS for path in folder.glob("*.toml")))


def load_config(name_or_path: str | Path) -> ExperimentConfig:
    """Return a configuration by preset name (such as ``"paper"``) or from a TOML file.

    Raises
    ------
    ConfigurationError
        Naming the file and each setting that is unknown, of the wrong type or out of range.
    """
    path = _find(name_or_path)
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            f"{path}: cannot be read as TOML ({error}).",
            remedy="Mend that place, or start from `sepgenre configs show paper`.",
        ) from error
    return structure_config(tables, source=str(path))


def parse_config(text: str) -> ExperimentConfig:
    """Return the configuration that `format_config` wrote."""
    return structure_config(tomllib.loads(text), source="the stored configuration")


def structure_config(tables: Mapping[str, Any], *, source: str) -> ExperimentConfig:
    """Return the configuration in `tables`; what they leave out has its default.

    Raises
    ------
    ConfigurationError
        Naming `source` and the settings at fault.
    """
    flat = {key: value for key, value in tables.items() if key != _TOP_TABLE}
    flat |= tables.get(_TOP_TABLE, {})
    try:
        return _converter.structure(flat, ExperimentConfig)
    except ConfigurationError as error:
        raise ConfigurationError(f"{source}: {error.message}", remedy=error.remedy) from error
    except cattrs.BaseValidationError as error:
        faults = cattrs.transform_error(error, path="", format_exception=_describe_fault)
        raise ConfigurationError(
            f"{source}: {'; '.join(_place(fault) for fault in faults)}.",
            remedy="`sepgenre configs show paper` prints every setting with its reason.",
        ) from error


def format_config(config: ExperimentConfig) -> str:
    """Return `config` as TOML, complete: `parse_config` gives an equal one back."""
    values = _converter.unstructure(config)
    tables = {key: value for key, value in values.items() if isinstance(value, dict)}
    top = {key: value for key, value in values.items() if key not in tables}
    return tomli_w.dumps({_TOP_TABLE: top, **tables})


def preset_text(name: str) -> str:
    """Return a preset's file as it is written, with the comments that give its reasons."""
    return _find(name).read_text(encoding="utf-8")


def _describe_fault(error: BaseException, expected: type[Any] | None) -> str:
    if isinstance(error, ConfigurationError):
        return error.message
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return f"unknown setting {', '.join(sorted(error.extra_fields))}"
    if isinstance(error, ValueError) and error.args and "must be" in str(error.args[0]):
        return str(error.args[0])
    if expected is not None and get_origin(expected) is Literal:
        return f"must be one of {', '.join(map(repr, get_args(expected)))}"
    return cattrs.v.format_exception(error, expected)


def _place(fault: str) -> str:
    what, _, where = fault.rpartition(" @ ")
    where = where.strip(".")
    return f"{where}: {what}" if where else what


def _find(name_or_path: str | Path) -> Path:
    for folder in _FOLDERS:
        preset = folder / f"{name_or_path}.toml"
        if preset.is_file():
            return preset
    path = Path(name_or_path)
    if not path.is_file():
        raise ConfigurationError(
            f"{name_or_path}: no such configuration.",
            remedy=f"Give a TOML file, or one of {', '.join(preset_names())}.",
        )
    return path
