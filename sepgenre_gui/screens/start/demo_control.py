"""The demo as the window has it: begun once at a time, shown where it can be seen, ended."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.screen import Activity, BeginActivity
from sepgenre_gui.screens.start.demo_making import DemoMaking
from sepgenre_gui.screens.start.start_page import StartPage
from sepgenre_training.compute.events import Progressed


class DemoControl(QObject):
    """Makes the demo when asked, and shows it on the start page and in the status bar.

    Signals
    -------
    ready : Path
        The demo in this folder is complete.
    failed : BaseException
        It is not, for this reason; after a cancel, CancelledError.
    """

    ready = Signal(object)
    failed = Signal(object)

    def __init__(self, page: StartPage, bridge: Bridge, begin_activity: BeginActivity) -> None:
        super().__init__(page)
        self._page, self._bridge, self._begin_activity = page, bridge, begin_activity
        self._making: DemoMaking | None = None
        self._activity: Activity | None = None

    @property
    def is_going_on(self) -> bool:
        """Whether the demo is being made."""
        return self._making is not None

    def begin(self, folder: Path) -> None:
        """Make the demo in `folder`, unless one is being made."""
        if self._making is not None:
            return
        self._making = DemoMaking(
            folder,
            deliver=self._bridge.deliver,
            on_event=self._show,
            on_done=lambda: self._end(folder, None),
            on_error=lambda error: self._end(folder, error),
        )
        self._page.begin_demo(str(folder))
        self._activity = self._begin_activity("Making the demo", self.cancel)

    def cancel(self) -> None:
        """Leave the demo as far as it is; `failed` tells when it has stopped."""
        if self._making is not None:
            self._page.stop_demo()
            self._making.cancel()

    def close(self) -> None:
        """Stop, and return when no process is left."""
        making, self._making = self._making, None
        if making is not None:
            making.close()

    def _show(self, event: object) -> None:
        if isinstance(event, Progressed):
            stage = event.stage.capitalize()
            self._page.show_demo(f"{stage}: {event.item}", event.done, event.total)
            if self._activity is not None:
                self._activity.update(f"Demo: {event.stage}", event.done, event.total)

    def _end(self, folder: Path, error: BaseException | None) -> None:
        self._making = None
        self._page.end_demo()
        if self._activity is not None:
            self._activity.end()
        if error is None:
            self.ready.emit(folder)
        else:
            self.failed.emit(error)
