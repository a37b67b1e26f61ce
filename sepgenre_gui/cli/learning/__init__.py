"""Commands about labels and guesses: review, suspects, explain."""

from __future__ import annotations

from cyclopts import App

from sepgenre_gui.cli.learning.explain import explain
from sepgenre_gui.cli.learning.review import review
from sepgenre_gui.cli.learning.suspects import suspects


def register(app: App) -> None:
    """Add these commands to `app`."""
    for command in (review, suspects, explain):
        app.command(command)
