"""A page of the workspace: a screen that is built when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import attrs

from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.screen import Screen


class PagedScreen(Screen, Protocol):
    """A screen that is told when it comes into view and goes out of it."""

    def enter(self) -> None:
        """Take up again what rests while it is not seen."""
        ...

    def leave(self) -> None:
        """Fall silent; what goes on in workers may go on."""
        ...


@attrs.frozen(kw_only=True, eq=False)
class Page:
    """One page.

    Attributes
    ----------
    name : str
        By which actions say that they are on this page alone.
    text : str
        On the tab, and in the menu with ``&`` before its mnemonic.
    tip : str
        What a person does there, in half a sentence.
    key : str
        What shows it.
    specs : tuple of ActionSpec
        Its actions; told before the screen is built.
    build : callable
        Makes the screen.
    """

    name: str
    text: str
    tip: str
    key: str
    specs: tuple[ActionSpec, ...]
    build: Callable[[], PagedScreen]

    @property
    def action_id(self) -> str:
        """The action that shows it."""
        return f"view.page-{self.name}"

    @property
    def show_spec(self) -> ActionSpec:
        """The action that shows it, as it stands in the menu."""
        return ActionSpec(
            id=self.action_id,
            text=self.text,
            menu="View",
            keys=(self.key,),
            tip=self.tip,
            choice="page",
            section="pages",
            repeats=False,
        )

    @property
    def own_specs(self) -> tuple[ActionSpec, ...]:
        """Its actions, marked as being on this page alone."""
        return tuple(attrs.evolve(spec, screen=self.name) for spec in self.specs)
