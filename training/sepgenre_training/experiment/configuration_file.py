"""Configuration files: TOML in, TOML out, every unknown or wrong setting named."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import attrs
import cattrs
import tomli_w

from sepgenre_training.errors import ConfigurationError, SepgenreError
from sepgenre_training.experiment.config import ExperimentConfig

_TOP_TABLE = "experiment"
_PACKAGE = Path(__file__).parents[1]
# An installed package holds the configurations; a checkout has them beside the package.
_FOLDERS = (_PACKAGE / "configs", _PACKAGE.parent / "configs")


def _read_boolean(value: object, _: type[bool]) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")  # noqa: TRY004
    return value


def _read_integer(value: object, _: type[int]) -> int:
    # Python counts True among the integers; a file that says `trials = true` is mistaken.
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"must be a whole number, not {value!r}")  # noqa: TRY004
    return value


def _read_float(value: object, _: type[float]) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"must be a number, not {value!r}")  # noqa: TRY004
    if not abs(value) <= sys.float_info.max:
        raise ValueError("must be a finite number")
    return float(value)


def _read_text(value: object, _: type[str]) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be a text in quotation marks, not {value!r}")  # noqa: TRY004
    return value


def _read_names(value: object, _: type[tuple[str, ...]]) -> tuple[str, ...]:
    # A text is a sequence of texts too: "techno" would be six genres of one letter.
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"must be a list of texts in quotation marks, not {value!r}")
    return tuple(value)


def strict_converter() -> cattrs.Converter:
    """Return a converter that refuses what is unknown or of another type, and guesses nothing."""
    converter = cattrs.Converter(forbid_extra_keys=True)
    # By default cattrs calls the type, so that "false" would be true and 5.7 epochs five.
    converter.register_structure_hook(bool, _read_boolean)
    converter.register_structure_hook(int, _read_integer)
    converter.register_structure_hook(float, _read_float)
    converter.register_structure_hook(str, _read_text)
    converter.register_structure_hook_func(lambda kind: kind == tuple[str, ...], _read_names)
    return converter


_converter = strict_converter()


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
    return structure_config(_read(path)[1], source=str(path))


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
    top = tables.get(_TOP_TABLE, {})
    if not isinstance(top, Mapping):
        raise ConfigurationError(
            f"{source}: {_TOP_TABLE} is {top!r}, but must be a table.",
            remedy=f"Write [{_TOP_TABLE}] on a line of its own, and its settings below.",
        )
    flat |= top
    try:
        return _converter.structure(flat, ExperimentConfig)
    except ConfigurationError as error:
        raise ConfigurationError(f"{source}: {error.message}", remedy=error.remedy) from error
    except cattrs.BaseValidationError as error:
        faults = cattrs.transform_error(error, path="", format_exception=describe_fault)
        raise ConfigurationError(
            f"{source}: {'; '.join(_place(fault) for fault in faults)}.",
            remedy="`sepgenre configs show paper` prints every setting with its reason.",
        ) from error


def format_config(config: ExperimentConfig) -> str:
    """Return `config` as TOML, complete: `parse_config` gives an equal one back."""
    values = _converter.unstructure(config)
    # Left out where all take part, so that the text, and each hash of it, is that of the
    # versions before there was a choice.
    if not config.genres:
        del values["genres"]
    tables = {key: value for key, value in values.items() if isinstance(value, dict)}
    top = {key: value for key, value in values.items() if key not in tables}
    return tomli_w.dumps({_TOP_TABLE: top, **tables})


def preset_text(name: str) -> str:
    """Return a preset's file as it is written, with the comments that give its reasons."""
    return _read(_find(name))[0]


def describe_fault(error: BaseException, expected: type[Any] | None) -> str:
    """Return what is wrong with one value, for `cattrs.transform_error`."""
    if isinstance(error, SepgenreError):
        return error.message.rstrip(".")
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return f"unknown setting {', '.join(sorted(error.extra_fields))}"
    if isinstance(error, ValueError) and error.args and "must be" in str(error.args[0]):
        return str(error.args[0])
    if expected is not None and get_origin(expected) is Literal:
        return f"must be one of {', '.join(map(repr, get_args(expected)))}"
    if expected is not None and attrs.has(expected) and not isinstance(error, KeyError):
        return "must be a table"
    return cattrs.v.format_exception(error, expected)


def _place(fault: str) -> str:
    what, _, where = fault.rpartition(" @ ")
    where = where.strip(".")
    return f"{where}: {what}" if where else what


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a TOML file, and what it says."""
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            f"{path}: cannot be read as TOML ({error}).",
            remedy="Mend that place, or start from `sepgenre configs show paper`.",
        ) from error


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
