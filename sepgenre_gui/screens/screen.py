"""What a screen is to the window, and what the window is to a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import attrs
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from sepgenre_gui.jobs.queue import JobQueue, JobRequest
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences


class Screen(Protocol):
    """What the window shows in its middle while a project is open.

    The window adds the actions of `specs` to its book, calls `connect`, and shows `widget`. On
    leaving it asks `can_close`, and then calls `close`, before it closes the project.
    """

    @property
    def widget(self) -> QWidget:
        """What is shown; the window owns it from then on."""
        ...

    @property
    def title(self) -> str:
        """What stands in the window's title before the name of the program."""
        ...

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """The actions that there are while it is shown."""
        ...

    @property
    def status(self) -> SignalInstance:
        """A signal with one string, which the status bar then shows."""
        ...

    @property
    def diagnostics(self) -> Sequence[str]:
        """Lines about it for the diagnostics page, as of now."""
        ...

    def connect(self, book: ActionBook) -> None:
        """Connect the actions of `specs`, which are in `book` now."""
        ...

    def can_close(self) -> bool:
        """Return whether it may be left now; asks the person where that is needed."""
        ...

    def close(self) -> None:
        """Stop whatever goes on, and let go of the project."""
        ...


class Activity(Protocol):
    """Something that goes on, shown in the status bar until it is ended."""

    def update(self, text: str, done: int = 0, total: int = 0) -> None:
        """Show what it is at: `done` of `total`, where `total` is known."""
        ...

    def end(self) -> None:
        """Show it no longer; ending again does nothing."""
        ...


BeginActivity = Callable[[str, Callable[[], None] | None], Activity]


@attrs.frozen(kw_only=True, eq=False)
class ScreenContext:
    """What the window gives a screen.

    Attributes
    ----------
    preferences, theme, bridge
        The person's choices; the colours worn; the way into the window's thread.
    show_error : callable
        Shows a SepgenreError with its remedy (or what nobody expected) above the screen.
    succeeded : callable
        Says in the status bar what was done, and takes the last error away.
    begin_activity : callable
        Shows something that goes on, with a button that cancels it where a function is given.
    imports : tuple of Path
        The music to be imported first: what the person dropped on the start page.
    retitle : callable
        Has the window show the screen's title as it is now.
    add_job : callable or None
        Asks the project's queue for a job, and says so; None where there is no queue.
    queue : JobQueue or None
        That queue.
    """

    preferences: Preferences
    theme: Theme
    bridge: Bridge
    show_error: Callable[[BaseException], None]
    succeeded: Callable[[str], None]
    begin_activity: BeginActivity
    imports: tuple[Path, ...] = ()
    retitle: Callable[[], None] = lambda: None
    add_job: Callable[[JobRequest], None] | None = None
    queue: JobQueue | None = None


BuildScreen = Callable[[Project, ScreenContext], Screen]
