"""Reads the list of what can be heard: at once, or in a thread where it is long."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.stems.segments.model import LaidOut, TargetFilter, lay_out
from sepgenre_training.errors import SepgenreError

SHORT = 5_000
"""Segments that are read and laid out within a tenth of a second."""


class TargetReading:
    """Reads segments, tracks and genres, and hands over the list in the window's thread.

    Parameters
    ----------
    project : Project
        Stays open until `close` has returned.
    bridge : Bridge
        The way into the window's thread.
    show : callable
        Takes the list.
    show_error : callable
        Takes the reason why a long one could not be read.
    """

    def __init__(
        self,
        project: Project,
        bridge: Bridge,
        show: Callable[[LaidOut], None],
        show_error: Callable[[BaseException], None],
    ) -> None:
        self._project, self._bridge = project, bridge
        self._show, self._show_error = show, show_error
        self._thread: threading.Thread | None = None
        self._wanted: TargetFilter | None = None
        self._is_closed = False

    def read(self, wanted: TargetFilter, *, short: int = SHORT) -> bool:
        """Read the list anew, of which those rows will be shown that pass `wanted`.

        Returns
        -------
        bool
            Whether it was shown at once; otherwise it has more than `short` segments, and comes.
        """
        if self._thread is None and self._project.segments.count() <= short:
            self._show(self._lay_out(wanted))
            return True
        self._wanted = wanted
        if self._thread is None:
            self._start()
        return False

    def close(self) -> None:
        """Show nothing more; wait for the thread, which reads from the project."""
        self._is_closed = True
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        assert self._wanted is not None
        wanted, self._wanted = self._wanted, None
        self._thread = threading.Thread(
            target=self._run, args=(wanted,), name="stems-list", daemon=True
        )
        self._thread.start()

    def _run(self, wanted: TargetFilter) -> None:
        try:
            laid_out = self._lay_out(wanted)
        except SepgenreError as error:
            self._bridge.deliver(partial(self._take, error))
        else:
            self._bridge.deliver(partial(self._take, laid_out))

    def _take(self, found: LaidOut | SepgenreError) -> None:
        self._thread = None
        if self._is_closed:
            return
        if self._wanted is not None:
            # Something was edited since; what was read may be older.
            self._start()
        elif isinstance(found, SepgenreError):
            self._show_error(found)
        else:
            self._show(found)

    def _lay_out(self, wanted: TargetFilter) -> LaidOut:
        project = self._project
        genres = {genre.id: genre for genre in project.genres.list()}
        return lay_out(project.tracks.list(), project.segments.list(), genres, wanted)
