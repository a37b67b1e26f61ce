"""What an action is: its name, its place in the menus, its keys."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

import attrs
from PySide6.QtGui import QKeySequence

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _check_id(_: object, __: object, value: str) -> None:
    if not _ID.fullmatch(value):
        raise ValueError(f"the action {value!r} is not named as in 'segment.play'")


def _check_keys(instance: ActionSpec, _: object, keys: tuple[str, ...]) -> None:
    for key in keys:
        if not is_key(key):
            raise ValueError(f"{instance.id}: {key!r} is no key")


@attrs.frozen(kw_only=True)
class ActionSpec:
    """Something that a person can do.

    Attributes
    ----------
    id : str
        Group and verb, such as ``"segment.play"``.
    text : str
        Its name in the menu, an imperative; ``&`` before the letter that chooses it there.
    menu : str
        The menu, or menu and submenu: ``"View"``, ``"View/Theme"``.
    keys : tuple of str
        Its keys as Qt writes them (``"Ctrl+O"``, ``"Space"``, ``"?"``); the first one is shown.
    tip : str
        What it does, in half a sentence, for the status bar and the command palette.
    icon : str or None
        The name of an icon of the resources.
    checkable : bool
        Whether it is on or off.
    choice : str
        The name of the set of checkable actions of which exactly one is on; empty for none.
    section : str
        In a menu, a line stands between two actions of different sections.
    edits : bool
        Whether it changes the project, so that it is off where that is read-only.
    repeats : bool
        Whether it is done again and again while the key is held.
    screen : str
        The screen on which alone it is there; empty for everywhere. Actions of two screens may
        have the same keys.
    """

    id: str = attrs.field(validator=_check_id)
    text: str
    menu: str
    keys: tuple[str, ...] = attrs.field(default=(), validator=_check_keys)
    tip: str = ""
    icon: str | None = None
    checkable: bool = False
    choice: str = ""
    section: str = ""
    edits: bool = False
    repeats: bool = True
    screen: str = ""

    @property
    def name(self) -> str:
        """Its text without mnemonic and dots, as in a sentence: ``"Open"`` of ``"&Open…"``."""
        return plain(self.text).removesuffix("…")


def may_meet(one: ActionSpec, other: ActionSpec) -> bool:
    """Return whether there is a screen on which both actions are there."""
    return not one.screen or not other.screen or one.screen == other.screen


def plain(text: str) -> str:
    """Return a menu's text without the marks of its mnemonic."""
    return re.sub(r"&(.)", r"\1", text)


@functools.cache
def is_key(text: str) -> bool:
    """Return whether Qt knows every key of the sequence `text`."""
    sequence = QKeySequence.fromString(text, QKeySequence.SequenceFormat.PortableText)
    return not sequence.isEmpty() and bool(sequence.toString())


def shown_key(key: str) -> str:
    """Return `key` as this system writes it: ``"⌘O"`` on a Mac for ``"Ctrl+O"``."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def shown_keys(keys: Iterable[str]) -> str:
    """Return all of `keys` as this system writes them, in one line."""
    return ", ".join(shown_key(key) for key in keys)


# Each screen that is built compares its keys with those of all others.
@functools.cache
def do_clash(one: str, other: str) -> bool:
    """Return whether Qt could not tell `one` from `other`, or from its beginning."""
    first, second = QKeySequence(one), QKeySequence(other)
    none = QKeySequence.SequenceMatch.NoMatch
    return first.matches(second) != none or second.matches(first) != none
