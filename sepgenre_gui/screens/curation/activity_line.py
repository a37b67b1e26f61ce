"""What goes on in workers, as one activity of the status bar."""

from __future__ import annotations

from sepgenre_gui.screens.screen import Activity, BeginActivity


class ActivityLine:
    """Begins an activity when something is told, and ends it when nothing is any more."""

    def __init__(self, begin: BeginActivity) -> None:
        self._begin = begin
        self._activity: Activity | None = None

    def show(self, what: str, done: int = 0, total: int = 0) -> None:
        """Show how far `what` is; an empty text ends it."""
        if not what:
            if self._activity is not None:
                self._activity.end()
                self._activity = None
            return
        if self._activity is None:
            self._activity = self._begin(what, None)
        self._activity.update(what, done, total)
