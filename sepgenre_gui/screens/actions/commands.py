"""What the command palette finds: actions whose name or menu has the letters typed."""

from __future__ import annotations

import attrs

from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.matching import Match, match
from sepgenre_gui.screens.actions.menus import menu_path
from sepgenre_gui.screens.actions.spec import ActionSpec, plain, shown_key

_MENU_WEIGHT = 0.8
_OFF_COSTS = 1.0


@attrs.frozen(kw_only=True)
class Command:
    """An action as the palette shows it; `positions` are the letters of `name` that were found."""

    id: str
    name: str
    place: str
    key: str
    is_enabled: bool
    reason: str
    positions: tuple[int, ...] = ()


def find_commands(book: ActionBook, query: str) -> list[Command]:
    """Return the actions of `book` in which the letters of `query` stand, the best first.

    Each word of the query is found in the action's name or in its menu's. Actions that are off
    come after those that are on, where they fit as well.
    """
    found: list[tuple[float, Command]] = []
    for spec in book:
        # A menu of its own, such as that of recent projects, is nothing to run.
        if book[spec.id].menu() is None:
            command = _command(book, spec)
            fit = _fit(query, command)
            if fit is not None:
                score = fit.score - (0.0 if command.is_enabled else _OFF_COSTS)
                found.append((score, attrs.evolve(command, positions=fit.positions)))
    return [command for _, command in sorted(found, key=lambda each: -each[0])]


def _fit(query: str, command: Command) -> Match | None:
    score, positions = 0.0, set[int]()
    for word in query.split():
        in_name, in_place = match(word, command.name), match(word, command.place)
        if in_name is None and in_place is None:
            return None
        of_name = in_name.score if in_name else float("-inf")
        of_place = _MENU_WEIGHT * in_place.score if in_place else float("-inf")
        score += max(of_name, of_place)
        positions.update(in_name.positions if in_name else ())
    return Match(score=score, positions=tuple(sorted(positions)))


def _command(book: ActionBook, spec: ActionSpec) -> Command:
    keys = book.keys(spec.id)
    action = book[spec.id]
    return Command(
        id=spec.id,
        name=plain(action.text()).removesuffix("…"),
        place=menu_path(spec),
        key=shown_key(keys[0]) if keys else "",
        is_enabled=action.isEnabled(),
        reason=book.reason(spec.id),
    )
