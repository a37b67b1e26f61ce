"""Settings of one project, such as its separator: JSON values by key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeVar, cast

import attrs

from sepgenre_gui.project.database import Database
from sepgenre_training.errors import ProjectError

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None
"""What a setting can be; lists and tables come back as list and dict."""

T = TypeVar("T", bound=Json)

SEPARATOR_SETTING = "separator"
"""The separator by which the project was separated last."""


@attrs.frozen(kw_only=True)
class Setting:
    """A setting as it is stored: its value is JSON text."""

    key: str
    value: str


class SettingTable:
    """The settings of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str, default: T) -> T:
        """Return a setting of the type of `default`, or `default` where it was never set.

        Raises
        ------
        ProjectError
            Where the stored value has another type.
        """
        text = self._database.value("SELECT value FROM settings WHERE key = ?", (key,))
        if text is None:
            return default
        value: Json = json.loads(text)
        kind = type(default)
        if kind is float and type(value) is int:
            value = float(value)
        # Not isinstance, for which True would pass as a number.
        if type(value) is not kind:
            raise ProjectError(
                f"Setting {key!r} of {self._database.path.parent} is {text}, "
                f"where {kind.__name__} is expected.",
                remedy="Set it anew.",
            )
        return cast(T, value)

    def find(self, key: str) -> Setting | None:
        """Return a setting as it is stored, or None where it was never set."""
        text = self._database.value("SELECT value FROM settings WHERE key = ?", (key,))
        return None if text is None else Setting(key=key, value=text)

    def set(self, key: str, value: Json) -> None:
        """Store a setting.

        Raises
        ------
        ProjectError
            Where the value cannot be written as JSON (NaN and infinity included).
        """
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise ProjectError(
                f"Setting {key!r} cannot be stored: {error}.",
                remedy="Choose a finite number, a text, or a list or table of these.",
            ) from error
        self._database.change(
            "INSERT INTO settings (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, text),
        )

    def remove(self, key: str) -> None:
        """Forget a setting, so that its default holds; one never set is no error."""
        self._database.change("DELETE FROM settings WHERE key = ?", (key,))

    def keys(self) -> tuple[str, ...]:
        """Return the keys that were set, sorted."""
        return tuple(row[0] for row in self._database.rows("SELECT key FROM settings ORDER BY key"))
