"""Finds text that has too little room, in every state of the window and its dialogs.

Run as a program, it prints what it finds, one line each: how large type is on the screen is
settled once for a process (QT_SCALE_FACTOR).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.key_settings import KeySettings
from sepgenre_gui.screens.appearance.elided_label import ElidedLabel
from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
from sepgenre_gui.screens.curation.specs import CURATION_SPECS
from sepgenre_gui.screens.preferences import Preferences, RecentProject
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.start.new_project import NewProject
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.screens.plain_screen import PlainScreen

SIZES = ((1180, 760), (640, 420))
LONG = "/home/somebody/Music/" + "a very long name of a folder " * 4


def clipped(root: QWidget) -> list[str]:
    """Return what is shown below `root` and has less room than its text needs."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel):
            continue
        needed = needed_size(widget)
        if needed is not None and (
            widget.width() < needed[0] or widget.height() < needed[1] or is_cut(widget, root)
        ):
            text = getattr(widget, "text", lambda: "")()
            size = (widget.width(), widget.height())
            found.append(f"{type(widget).__name__} {text!r}: {size}, needs {needed}")
    return found


def needed_size(widget: QWidget) -> tuple[int, int] | None:
    """Return width and height that the text of `widget` needs; None where it has none."""
    hint = widget.sizeHint()
    if isinstance(widget, QLabel):
        if not widget.text():
            return None
        if widget.wordWrap():
            return 0, widget.heightForWidth(widget.width())
        return hint.width(), hint.height()
    if isinstance(widget, QAbstractButton):
        return (hint.width(), hint.height()) if widget.text() else None
    if isinstance(widget, QLineEdit | QComboBox):
        return 0, hint.height()
    return None


def is_cut(widget: QWidget, root: QWidget) -> bool:
    """Return whether a part of `widget` lies outside of what is around it and does not scroll."""
    inner, outer = widget, widget.parentWidget()
    while outer is not None and inner is not root:
        if isinstance(outer.parentWidget(), QScrollArea):
            return False
        place = widget.rect().translated(widget.mapTo(outer, QPoint(0, 0)))
        if not outer.rect().contains(place):
            return True
        inner, outer = outer, outer.parentWidget()
    return False


def states(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Bring `window` into one state after another; yield its name and what is to be looked at."""
    now = datetime.now(UTC)
    window.show_start()
    yield "start page without projects", window
    project = folder / "songs"
    window.start_page.show_recent(
        [RecentProject(folder=each, opened=now) for each in (project, Path(LONG), folder / "gone")]
    )
    yield "start page", window
    window.start_page.begin_demo(LONG)
    activity = window.status.begin_activity("Making the demo", lambda: None)
    activity.update(LONG, 12, 66)
    yield "demo", window
    window.start_page.end_demo()
    activity.end()
    window.show_error(ProjectError(f"{LONG} is damaged.", remedy="Copy the backup back. " * 6))
    yield "error", window
    window.message_bar.dismiss()
    window.palette_sheet.open()
    yield "command palette", window.palette_sheet
    window.palette_sheet.dismiss()
    window.book.add(CURATION_SPECS)
    window.key_overlay.open()
    yield "key overlay", window.key_overlay
    window.key_overlay.dismiss()
    window.book.remove(CURATION_SPECS)
    window.projects.open(project)
    window.banner.say(f"Read-only: {LONG}", "You can look at everything here. " * 5)
    yield "read-only project", window
    window.projects.close()


def dialogs(window: MainWindow) -> Iterator[tuple[str, QDialog]]:
    """Open one dialog of `window` after another."""

    def problem(dialog: NewProject) -> None:
        dialog.name.setText("a/b")

    def clash(dialog: KeySettings) -> None:
        dialog.select("file.new")
        dialog.say_problem(
            "Ctrl+O cannot be the key of “New project”: “Open” has it. " * 3, owner="file.open"
        )

    prepare: list[tuple[str, Callable[..., None]]] = [
        ("file.new", lambda _: None),
        ("file.new", problem),
        ("edit.keys", lambda _: None),
        ("edit.keys", clash),
        ("help.about", lambda _: None),
        ("help.diagnostics", lambda _: None),
    ]
    for action, change in prepare:
        window.book[action].trigger()
        (dialog,) = [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, QDialog) and each.isVisible()
        ]
        change(dialog)
        yield action, dialog
        dialog.reject()


def main(folder: Path) -> None:
    """Print what is clipped in any state, in both themes."""
    application = QApplication(sys.argv[:1])
    Project.create(folder / "songs").close()
    preferences = Preferences(folder / "settings.ini")
    theme = Theme(application, ThemeChoice.LIGHT)
    window = MainWindow(preferences=preferences, theme=theme, build_screen=PlainScreen)
    window.show()
    looked_at = 0
    for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
        theme.choose(choice)
        for width, height in SIZES:
            window.resize(width, height)
            for name, widget in chain(states(window, folder), dialogs(window)):
                settle(application)
                looked_at += sum(each.isVisible() for each in widget.findChildren(QWidget))
                for line in clipped(widget):
                    sys.stdout.write(f"{choice} {width}x{height}, {name}: {line}\n")
    window.shut_down()
    ratio = application.primaryScreen().devicePixelRatio()
    sys.stdout.write(f"looked at {looked_at} widgets at {ratio:g}\n")


def settle(application: QApplication) -> None:
    """Let every layout come to its end."""
    for _ in range(5):
        application.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
