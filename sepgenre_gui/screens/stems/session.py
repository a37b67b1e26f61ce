"""What is at hand on the stems screen: a segment or a whole track, and one or two separators."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from PySide6.QtCore import QObject, Signal

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.services.stems import SeparatorChoice, separator_choices, stems_task
from sepgenre_training.errors import ProjectError
from sepgenre_training.separation.preview.growing import has_grown
from sepgenre_training.separation.task import SeparationTask

_SEPARATOR = "stems-separator"


@attrs.frozen(kw_only=True)
class Target:
    """What is heard: a segment of a track, or all of it where `segment` is None."""

    track: Track
    segment: Segment | None = None

    @property
    def key(self) -> tuple[int, int | None]:
        """Its identifiers."""
        return self.track.id, None if self.segment is None else self.segment.id

    @property
    def window(self) -> tuple[int, int, int]:
        """The track and where in it, which is what stems depend on."""
        return self.track.id, self.start_sample, self.n_samples

    @property
    def n_samples(self) -> int:
        """Its length, at the track's rate."""
        return self.track.n_samples if self.segment is None else self.segment.n_samples

    @property
    def start_sample(self) -> int:
        """Where in the track it begins."""
        return 0 if self.segment is None else self.segment.start_sample


class StemsSession(QObject):
    """Holds what is at hand, and tells the parts of the screen when that is another.

    Signals
    -------
    target_changed
        Another segment or track, or the same one at another place.
    separators_changed
        Others are chosen, or one of them can run now, or no longer.
    """

    target_changed = Signal()
    separators_changed = Signal()

    def __init__(
        self, project: Project, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.project = project
        self._preferences = preferences
        self._target: Target | None = None
        self._choices = {choice.name: choice for choice in separator_choices()}
        self._separator = self._first_separator()
        self._compared: str | None = None

    @property
    def target(self) -> Target | None:
        """What is at hand."""
        return self._target

    @property
    def choices(self) -> Mapping[str, SeparatorChoice]:
        """The separators there are, by name, and how each stands."""
        return self._choices

    @property
    def separator(self) -> str:
        """The separator whose stems are heard."""
        return self._separator

    @property
    def compared(self) -> str | None:
        """The one that it is compared with, if any."""
        return self._compared

    @property
    def separators(self) -> tuple[str, ...]:
        """Both, or the one."""
        return (self._separator,) if self._compared is None else (self._separator, self._compared)

    def choose_target(self, track_id: int, segment_id: int | None) -> None:
        """Take a segment in hand, or the whole track.

        Raises
        ------
        ProjectError
            Where it is no longer in the project.
        """
        track = self.project.tracks.get(track_id)
        segment = None if segment_id is None else self.project.segments.get(segment_id)
        target = Target(track=track, segment=segment)
        if target != self._target:
            self._target = target
            self.target_changed.emit()

    def reread(self) -> None:
        """Take in what was edited elsewhere: what is gone is no longer at hand."""
        if self._target is None:
            return
        try:
            self.choose_target(*self._target.key)
        except ProjectError:
            self._target = None
            self.target_changed.emit()

    def choose_separator(self, name: str) -> None:
        """Hear the stems by the separator `name` from now on."""
        if name == self._separator:
            return
        if name == self._compared:
            self._compared = self._separator
        self._separator = name
        self._preferences.set_view(_SEPARATOR, name)
        self.separators_changed.emit()

    def compare_with(self, name: str | None) -> None:
        """Show the stems by another separator beside; None: by no other."""
        compared = None if name == self._separator else name
        if compared != self._compared:
            self._compared = compared
            self.separators_changed.emit()

    def look_at_separators(self) -> None:
        """Look anew at how the separators stand."""
        choices = {choice.name: choice for choice in separator_choices()}
        if choices != self._choices:
            self._choices = choices
            self.separators_changed.emit()

    def task(
        self, separator: str, target: Target | None = None, *, accept_identical: bool = False
    ) -> SeparationTask:
        """Return what `separator` is to do for `target`, by default what is at hand."""
        at_hand = target or self._target
        assert at_hand is not None
        return stems_task(
            self.project,
            at_hand.track,
            at_hand.segment,
            separator,
            accept_identical=accept_identical,
        )

    def is_cached(self, separator: str, target: Target | None = None) -> bool:
        """Return whether the stems by `separator` are there, whole."""
        return has_grown(self.task(separator, target))

    def _first_separator(self) -> str:
        stored = self._preferences.view(_SEPARATOR)
        if stored in self._choices:
            return stored
        ready = (choice.name for choice in self._choices.values() if choice.is_ready)
        return next(ready, next(iter(self._choices)))
