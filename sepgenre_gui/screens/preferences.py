"""The person's preferences: typed values in one INI file, whatever state that file is in."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import attrs
import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from sepgenre_gui.project.project import is_project
from sepgenre_gui.screens.appearance.theme import ThemeChoice
from sepgenre_gui.services.cache_care import DEFAULT_LIMIT_GB
from sepgenre_gui.services.cluster_choice import ClusterChoice, choice_from_text

RECENT_PROJECTS = 10

_THEME, _RECENT, _KEYS = "look/theme", "projects/recent", "keys/own"
_GEOMETRY, _STATE, _SPLITTERS = "window/geometry", "window/state", "splitters/"
_VIEWS = "views/"
_DEVICE, _VOLUME = "sound/device", "sound/volume"
_CACHE_LIMIT = "cache/limit_gb"
_CLUSTER = "cluster/choice"

Value = TypeVar("Value")

_LOG = logging.getLogger(__name__)


@attrs.frozen(kw_only=True)
class RecentProject:
    """A project that was open once; `opened` in UTC."""

    folder: Path
    opened: datetime

    @property
    def is_there(self) -> bool:
        """Whether its folder still holds a project."""
        return is_project(self.folder)


@attrs.frozen(kw_only=True)
class WindowState:
    """Where the window stood, as Qt describes it; empty where it was never closed."""

    geometry: bytes = b""
    state: bytes = b""


@attrs.frozen(kw_only=True)
class SoundOutput:
    """Where sound goes: the device's name, None for the system's choice; `volume` from 0 to 1."""

    device: str | None = None
    volume: float = attrs.field(default=1.0)

    @volume.validator
    def _check(self, _: object, volume: float) -> None:
        if not 0.0 <= volume <= 1.0:
            raise ValueError(f"a volume of {volume} is not between 0 and 1")


class Preferences:
    """What the person chose, stored at once; a value that cannot be read is its default.

    Parameters
    ----------
    path : Path, optional
        The INI file; by default `settings_path`.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_path()
        self._settings = QSettings(str(self.path), QSettings.Format.IniFormat)
        # Two windows may be open: what one stores, the other must not take back.
        self._settings.setAtomicSyncRequired(True)

    @property
    def theme(self) -> ThemeChoice:
        """The theme."""
        return self._read(_THEME, ThemeChoice, ThemeChoice.SYSTEM)

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._write(_THEME, choice.value)

    @property
    def sound(self) -> SoundOutput:
        """The output device and the volume."""
        device = self._read(_DEVICE, str, "") or None
        try:
            return SoundOutput(device=device, volume=self._read(_VOLUME, float, 1.0))
        except ValueError:
            return SoundOutput(device=device)

    @sound.setter
    def sound(self, output: SoundOutput) -> None:
        self._write(_DEVICE, output.device or "")
        self._write(_VOLUME, output.volume)

    @property
    def cache_limit_gb(self) -> float:
        """How large the cache of a project may grow on this computer, in GB; 0 is no limit."""
        return self._read(_CACHE_LIMIT, _limit, DEFAULT_LIMIT_GB)

    @cache_limit_gb.setter
    def cache_limit_gb(self, limit_gb: float) -> None:
        self._write(_CACHE_LIMIT, limit_gb)

    @property
    def cluster(self) -> ClusterChoice:
        """Whether jobs work on a cluster, and on which."""
        return self._read(_CLUSTER, choice_from_text, ClusterChoice())

    @cluster.setter
    def cluster(self, choice: ClusterChoice) -> None:
        self._write(_CLUSTER, choice.to_text())

    @property
    def window(self) -> WindowState:
        """The window's place and the state of its parts."""
        return WindowState(geometry=self._bytes(_GEOMETRY), state=self._bytes(_STATE))

    @window.setter
    def window(self, window: WindowState) -> None:
        self._write(_GEOMETRY, QByteArray(window.geometry))
        self._write(_STATE, QByteArray(window.state))

    def view(self, name: str) -> str:
        """Return how `name` is shown, in its screen's word; empty where it was never stored."""
        return self._read(_VIEWS + name, str, "")

    def set_view(self, name: str, word: str) -> None:
        """Store how `name` is shown."""
        self._write(_VIEWS + name, word)

    def splitter(self, name: str) -> bytes:
        """Return the borders of the splitter or table `name`; empty where never stored."""
        return self._bytes(_SPLITTERS + name)

    def set_splitter(self, name: str, state: bytes) -> None:
        """Store the borders of the splitter or table `name`."""
        self._write(_SPLITTERS + name, QByteArray(state))

    @property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys that the person chose, by action; actions with their own keys are absent."""
        return self._read(_KEYS, _keys_from_json, {})

    @keys.setter
    def keys(self, keys: Mapping[str, Iterable[str]]) -> None:
        self._write(_KEYS, json.dumps({name: list(of) for name, of in sorted(keys.items())}))

    def recent(self) -> tuple[RecentProject, ...]:
        """Return the projects opened last, the newest first, those that are gone too."""
        return self._read(_RECENT, _recent_from_json, ())

    def remember(self, folder: Path) -> None:
        """Put the project in `folder` first among the recent ones."""
        newest = RecentProject(folder=folder, opened=datetime.now(UTC))
        self._set_recent((newest, *self._recent_without(folder))[:RECENT_PROJECTS])

    def forget(self, folder: Path) -> None:
        """Take `folder` out of the recent projects; the project itself stays as it is."""
        self._set_recent(self._recent_without(folder))

    def _recent_without(self, folder: Path) -> tuple[RecentProject, ...]:
        self._settings.sync()  # another window may have opened a project meanwhile
        return tuple(recent for recent in self.recent() if recent.folder != folder)

    def _set_recent(self, projects: Iterable[RecentProject]) -> None:
        listed = [
            {"folder": str(recent.folder), "opened": recent.opened.isoformat()}
            for recent in projects
        ]
        self._write(_RECENT, json.dumps(listed))

    def _read(self, key: str, convert: Callable[[Any], Value], default: Value) -> Value:
        stored = self._settings.value(key)
        if stored is None:
            return default
        try:
            return convert(stored)
        except (ValueError, TypeError, KeyError, AttributeError):
            # A file that somebody edited by hand must not keep the window from opening.
            return default

    def _bytes(self, key: str) -> bytes:
        return self._read(key, lambda stored: bytes(QByteArray(stored).data()), b"")

    def _write(self, key: str, value: object) -> None:
        self._settings.setValue(key, value)
        self._settings.sync()
        if self._settings.status() is not QSettings.Status.NoError:
            _LOG.warning("%s cannot be written; what was chosen ends with the window.", self.path)


def settings_path() -> Path:
    """Return the INI file of this person on this computer."""
    return platformdirs.user_config_path("sepgenre", appauthor=False) / "settings.ini"


def _limit(stored: str) -> float:
    limit_gb = float(stored)
    if not 0.0 <= limit_gb < float("inf"):
        raise ValueError(f"a limit of {limit_gb} GB is none")
    return limit_gb


def _keys_from_json(text: str) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(map(str, of)) for name, of in json.loads(text).items()}


def _recent_from_json(text: str) -> tuple[RecentProject, ...]:
    return tuple(
        RecentProject(
            folder=Path(item["folder"]),
            opened=datetime.fromisoformat(item["opened"]).astimezone(UTC),
        )
        for item in json.loads(text)
    )
