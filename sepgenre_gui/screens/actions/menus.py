"""The menus: every action of the book, in the menu that its specification names."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMenuBar

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec, plain

LAST_SECTION = "end"
"""The section of actions that stand at the end of their menu, whoever adds to it later."""

_FIRST_MENUS = ("File", "Edit", "View")
_LAST_MENU = "Help"


def fill_menus(bar: QMenuBar, book: ActionBook) -> None:
    """Fill `bar` with the actions of `book`, in place of what it has."""
    for menu in bar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        bar.removeAction(menu.menuAction())
        menu.deleteLater()
    bar.clear()
    paths = menu_order(book)
    for path in paths:
        if "/" not in path:
            # What `addMenu` adds, the bar holds for ever, with all its actions.
            menu = QMenu(_mnemonic(path, bar), bar)
            bar.addAction(menu.menuAction())
            _fill(menu, path, paths, book)


def menu_order(specs: Iterable[ActionSpec]) -> list[str]:
    """Return the menus of `specs`, each before its submenus, in the order of the menu bar."""
    paths: dict[str, None] = {}
    for spec in specs:
        parts = spec.menu.split("/")
        for depth in range(1, len(parts) + 1):
            paths.setdefault("/".join(parts[:depth]))
    known = [*paths]

    def rank(path: str) -> tuple[int, int, int]:
        top = path.split("/")[0]
        if top in _FIRST_MENUS:
            return 0, _FIRST_MENUS.index(top), known.index(path)
        return 2 if top == _LAST_MENU else 1, known.index(top), known.index(path)

    return sorted(known, key=rank)


def by_section(specs: Iterable[ActionSpec]) -> list[list[ActionSpec]]:
    """Return `specs` of one menu by section, in the order in which the sections first appear."""
    sections: dict[str, list[ActionSpec]] = {}
    for spec in specs:
        sections.setdefault(spec.section, []).append(spec)
    last = sections.pop(LAST_SECTION, None)
    return [*sections.values(), *([last] if last else [])]


def menu_path(spec: ActionSpec) -> str:
    """Return the place of an action as a person reads it, menu and submenu."""
    return " › ".join(plain(part) for part in spec.menu.split("/"))  # noqa: RUF001 - meant


def _fill(menu: QMenu, path: str, paths: list[str], book: ActionBook) -> None:
    """Fill `menu` with its actions, then its submenus, then what stands at its end."""
    sections = by_section(spec for spec in book if spec.menu == path)
    last = sections.pop() if sections and sections[-1][0].section == LAST_SECTION else []
    for section in sections:
        _add_section(menu, section, book)
    below = [each for each in paths if each.rpartition("/")[0] == path]
    if below and menu.actions():
        menu.addSeparator()
    for each in below:
        _fill(menu.addMenu(each.rpartition("/")[2]), each, paths, book)
    _add_section(menu, last, book)


def _add_section(menu: QMenu, specs: list[ActionSpec], book: ActionBook) -> None:
    if specs and menu.actions():
        menu.addSeparator()
    for spec in specs:
        menu.addAction(book[spec.id])


def _mnemonic(title: str, bar: QMenuBar) -> str:
    """Return `title` with an ampersand before the first letter that no other menu uses."""
    used = {
        text[text.index("&") + 1].lower()
        for text in (action.text() for action in bar.actions())
        if "&" in text
    }
    for position, letter in enumerate(title):
        if letter.isalpha() and letter.lower() not in used:
            return f"{title[:position]}&{title[position:]}"
    return title
