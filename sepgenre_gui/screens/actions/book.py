"""The book of actions: makes them, keeps their keys apart, and turns them on and off."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

import attrs
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from sepgenre_gui.screens.actions.spec import (
    ActionSpec,
    do_clash,
    is_key,
    may_meet,
    shown_key,
)
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_training.errors import ConfigurationError

_LOG = logging.getLogger(__name__)


class KeyTakenError(ConfigurationError):
    """A key that another action has already, whose identifier is `owner`."""

    def __init__(self, message: str, *, remedy: str = "", owner: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.owner = owner


@attrs.define(kw_only=True)
class _Entry:
    """An action with what the book knows of it."""

    spec: ActionSpec
    action: QAction
    keys: tuple[str, ...] = ()
    is_wanted: bool = True
    reason: str = ""


class ActionBook(QObject):
    """All actions of a window, by identifier.

    Parameters
    ----------
    window : QWidget
        Where the keys work.
    preferences : Preferences
        Keeps the person's own keys.
    theme : Theme
        Colours the icons.

    Signals
    -------
    changed
        There are other actions, or they have other keys.
    screen_changed
        Others are there, since another screen is shown.
    """

    changed = Signal()
    screen_changed = Signal()

    def __init__(self, window: QWidget, preferences: Preferences, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._theme = theme
        self._entries: dict[str, _Entry] = {}
        self._choices: dict[str, QActionGroup] = {}
        self._read_only = ""
        self._screen = ""
        theme.theme_changed.connect(self._draw_icons)

    def __getitem__(self, identifier: str) -> QAction:
        return self._entries[identifier].action

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._entries

    def __iter__(self) -> Iterator[ActionSpec]:
        """Iterate over what is there on the screen that is shown."""
        return (entry.spec for entry in self._entries.values() if self._is_there(entry.spec))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def show_screen(self, screen: str) -> None:
        """Let the actions of `screen` be there, and those of other screens not."""
        self._screen = screen
        for entry in self._entries.values():
            self._switch(entry)
        self.screen_changed.emit()
        self.changed.emit()

    def add(self, specs: Sequence[ActionSpec]) -> None:
        """Make an action of each of `specs`.

        Raises
        ------
        KeyTakenError
            Where two actions would have one key by default; none of `specs` is added then.
        ValueError
            Where an identifier is there already.
        """
        known = [entry.spec for entry in self._entries.values()]
        for spec in specs:
            if any(spec.id == other.id for other in known):
                raise ValueError(f"there are two actions {spec.id}")
            _check_keys_are_free(spec, spec.keys, [(other, other.keys) for other in known])
            known.append(spec)
        for spec in specs:
            self._entries[spec.id] = _Entry(spec=spec, action=self._make(spec))
        self._assign_keys()

    def remove(self, specs: Iterable[ActionSpec]) -> None:
        """Take the actions of `specs` out of the book and of the window."""
        for spec in specs:
            entry = self._entries.pop(spec.id, None)
            if entry is not None:
                self._window.removeAction(entry.action)
                self._leave_choice(entry)
                entry.action.deleteLater()
        self._assign_keys()

    def keys(self, identifier: str) -> tuple[str, ...]:
        """Return the keys that an action has now, as Qt writes them everywhere."""
        return self._entries[identifier].keys

    def set_keys(self, identifier: str, keys: Sequence[str]) -> None:
        """Give an action the person's own keys, and keep them.

        Raises
        ------
        KeyTakenError
            Where another action has one of them; nothing is changed then.
        """
        entry = self._entries[identifier]
        others = [
            (other.spec, other.keys) for other in self._entries.values() if other is not entry
        ]
        _check_keys_are_free(entry.spec, keys, others)
        own = {**self._preferences.keys, identifier: tuple(keys)}
        if tuple(keys) == entry.spec.keys:
            del own[identifier]
        self._preferences.keys = own
        self._assign_keys()

    def reset_keys(self, identifier: str) -> None:
        """Give an action the keys back that it has by default.

        Raises
        ------
        KeyTakenError
            Where the person has given one of them to another action meanwhile.
        """
        self.set_keys(identifier, self._entries[identifier].spec.keys)

    def reset_all_keys(self) -> None:
        """Give every action, of every screen, the keys that it has by default."""
        self._preferences.keys = {}
        self._assign_keys()

    def has_own_keys(self, identifier: str) -> bool:
        """Return whether the person changed an action's keys."""
        return identifier in self._preferences.keys

    def enable(self, *identifiers: str) -> None:
        """Turn actions on; those that edit stay off while the project is read-only."""
        for identifier in identifiers:
            self._want(self._entries[identifier], wanted=True, reason="")

    def disable(self, *identifiers: str, reason: str = "") -> None:
        """Turn actions off; `reason` is a sentence for the command palette."""
        for identifier in identifiers:
            self._want(self._entries[identifier], wanted=False, reason=reason)

    def group(self, name: str) -> tuple[str, ...]:
        """Return the identifiers that begin with ``name.``."""
        return tuple(each for each in self._entries if each.startswith(f"{name}."))

    def set_read_only(self, reason: str) -> None:
        """Turn every action that edits off, with this reason; an empty one lets them on again."""
        self._read_only = reason
        for entry in self._entries.values():
            self._switch(entry)

    def reason(self, identifier: str) -> str:
        """Return why an action is off, as a sentence; empty where it is on or nothing was said."""
        entry = self._entries[identifier]
        if entry.spec.edits and self._read_only:
            return self._read_only
        return entry.reason

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(spec.id)
        action.setStatusTip(spec.tip)
        action.setCheckable(spec.checkable or bool(spec.choice))
        action.setAutoRepeat(spec.repeats)
        action.setMenuRole(QAction.MenuRole.NoRole)
        if spec.icon is not None:
            action.setIcon(self._theme.icon(spec.icon))
        if spec.choice:
            if spec.choice not in self._choices:
                self._choices[spec.choice] = QActionGroup(self)
            self._choices[spec.choice].addAction(action)
        self._window.addAction(action)
        action.setEnabled(self._is_there(spec) and not (spec.edits and self._read_only))
        return action

    def _leave_choice(self, entry: _Entry) -> None:
        group = self._choices.get(entry.spec.choice)
        if group is not None:
            group.removeAction(entry.action)
            if not group.actions():
                del self._choices[entry.spec.choice]
                group.deleteLater()

    def _is_there(self, spec: ActionSpec) -> bool:
        return spec.screen in ("", self._screen)

    def _want(self, entry: _Entry, *, wanted: bool, reason: str) -> None:
        entry.is_wanted, entry.reason = wanted, reason
        self._switch(entry)

    def _switch(self, entry: _Entry) -> None:
        is_locked = entry.spec.edits and bool(self._read_only)
        is_on = entry.is_wanted and not is_locked
        # Off, it gives its keys free for the actions of the screen that is shown.
        entry.action.setEnabled(is_on and self._is_there(entry.spec))

    def _assign_keys(self) -> None:
        # The person's own keys first: a key that a newer version gives to something else by
        # default stays where the person put it.
        own = self._preferences.keys
        assigned: list[tuple[ActionSpec, tuple[str, ...]]] = []
        for entry in sorted(self._entries.values(), key=lambda entry: entry.spec.id not in own):
            wished = own.get(entry.spec.id, entry.spec.keys)
            rivals = [each for each in assigned if may_meet(each[0], entry.spec)]
            keys = tuple(key for key in wished if is_key(key) and not _owner(key, rivals))
            if keys != tuple(wished):
                _LOG.warning("%s: of its keys %s, %s are free.", entry.spec.id, wished, keys)
            assigned.append((entry.spec, keys))
            entry.keys = keys
            entry.action.setShortcuts([QKeySequence(key) for key in keys])
            shown = f" ({shown_key(keys[0])})" if keys else ""
            entry.action.setToolTip(f"{entry.spec.name}{shown}")
        self.changed.emit()

    def _draw_icons(self) -> None:
        for entry in self._entries.values():
            if entry.spec.icon is not None:
                entry.action.setIcon(self._theme.icon(entry.spec.icon))


def _owner(key: str, assigned: Iterable[tuple[ActionSpec, Iterable[str]]]) -> ActionSpec | None:
    return next(
        (spec for spec, keys in assigned if any(do_clash(key, other) for other in keys)), None
    )


def _check_keys_are_free(
    spec: ActionSpec,
    keys: Iterable[str],
    others: Sequence[tuple[ActionSpec, Iterable[str]]],
) -> None:
    rivals = [other for other in others if may_meet(other[0], spec)]
    for key in keys:
        owner = _owner(key, rivals)
        if owner is not None:
            raise KeyTakenError(
                f"{shown_key(key)} cannot be the key of “{spec.name}”: “{owner.name}” has it.",
                remedy="Choose another key, or take it away there first.",
                owner=owner.id,
            )
