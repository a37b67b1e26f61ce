"""The list of recent projects: each opens at a click, those that are gone can be taken out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from sepgenre_gui.screens.appearance import icons
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.metrics import APART, NEAR, SMALL, TIGHT, font, label
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.preferences import RecentProject

_JUST_NOW_S, _MINUTE_S, _HOUR_S, _DAY_S = 60, 60, 3600, 86_400
_UNITS = (
    (_MINUTE_S, "minute", _HOUR_S),
    (_HOUR_S, "hour", _DAY_S),
    (_DAY_S, "day", 7 * _DAY_S),
)


class RecentList(QWidget):
    """One row for each project.

    Signals
    -------
    chosen : Path
        This project is to be opened.
    forgotten : Path
        This folder is to leave the list.
    """

    chosen = Signal(object)
    forgotten = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[RecentProject, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(TIGHT)
        theme.theme_changed.connect(lambda: self.show_projects(self._shown))

    def show_projects(self, projects: Sequence[RecentProject]) -> None:
        """Show `projects` in place of those shown."""
        self._shown = tuple(projects)
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for project in self._shown:
            self._layout.addWidget(self._make_row(project))

    def _make_row(self, project: RecentProject) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        entry = _ProjectButton(project)
        entry.clicked.connect(lambda: self.chosen.emit(project.folder))
        forget = QToolButton()
        colors = self._theme.colors
        forget.setIcon(icons.icon("close", colors, color=colors.muted))
        forget.setToolTip("Take it out of this list; the project itself stays")
        forget.setAccessibleName(f"Take {project.folder.name} out of the list")
        forget.clicked.connect(lambda: self.forgotten.emit(project.folder))
        layout.addWidget(entry, stretch=1)
        layout.addWidget(forget)
        return row


class _ProjectButton(QPushButton):
    """A project's name, where it lies, and when it was open."""

    def __init__(self, project: RecentProject) -> None:
        super().__init__()
        self.setProperty("role", "quiet")
        is_there = project.is_there
        self.setEnabled(is_there)
        when = said_when(project.opened, datetime.now(UTC)) if is_there else "not found"
        place = _short(project.folder)
        self.setAccessibleName(f"Open {project.folder.name}")
        self.setAccessibleDescription(f"{place}, {when}")
        self.setToolTip(str(project.folder))
        name = ElidedLabel(project.folder.name, elide=Qt.TextElideMode.ElideRight)
        name.setFont(font(bold=True))
        path = ElidedLabel(place)
        path.setFont(font(SMALL))
        time = label(when, scale=SMALL)
        if is_there:
            path.setProperty("role", "muted")
            time.setProperty("role", "muted")
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(name)
        text.addWidget(path)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(APART, NEAR, APART, NEAR)
        layout.setSpacing(APART)
        layout.addLayout(text, stretch=1)
        layout.addWidget(time)
        # A button's own size hint knows nothing of a layout inside it.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        for part in (name, path, time):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def said_when(moment: datetime, now: datetime) -> str:
    """Return `moment`, seen from `now`, as a person says it: ``"2 hours ago"``."""
    ago_s = (now - moment).total_seconds()
    if ago_s < _JUST_NOW_S:
        return "just now"
    for unit_s, unit, below_s in _UNITS:
        if ago_s < below_s:
            number = int(ago_s // unit_s)
            return f"{number} {unit} ago" if number == 1 else f"{number} {unit}s ago"
    local = moment.astimezone()
    return f"{local.day} {local:%B %Y}"


def _short(folder: Path) -> str:
    """Return `folder` as text, the person's own folder as ``~``."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(folder)
