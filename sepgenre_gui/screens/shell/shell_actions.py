"""The actions of the window itself, whatever screen it shows."""

from __future__ import annotations

from sepgenre_gui.screens.actions.menus import LAST_SECTION
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.appearance.theme import ThemeChoice

NEW = ActionSpec(
    id="file.new",
    text="&New project…",
    menu="File",
    keys=("Ctrl+N",),
    tip="Make an empty project",
    icon="new",
)
OPEN = ActionSpec(
    id="file.open",
    text="&Open…",
    menu="File",
    keys=("Ctrl+O",),
    tip="Open a project's folder",
    icon="open",
)
RECENT = ActionSpec(
    id="file.recent", text="Open &recent", menu="File", tip="Open a project of the last time"
)
DEMO = ActionSpec(
    id="file.demo",
    text="Try the &demo",
    menu="File",
    tip="Open the demo project of generated songs; the first time it is made, which takes minutes",
    icon="demo",
)
CLOSE = ActionSpec(
    id="file.close",
    text="&Close project",
    menu="File",
    keys=("Ctrl+W",),
    tip="Go back to the start page; everything is stored already",
    section="project",
)
QUIT = ActionSpec(
    id="file.quit",
    text="&Quit",
    menu="File",
    keys=("Ctrl+Q",),
    tip="Close the window; everything is stored already",
    section=LAST_SECTION,
)
KEY_SETTINGS = ActionSpec(
    id="edit.keys",
    text="Change &keys…",
    menu="Edit",
    tip="Give actions other keys",
    icon="settings",
    section=LAST_SECTION,
)
FULL_SCREEN = ActionSpec(
    id="view.full-screen",
    text="&Full screen",
    menu="View",
    keys=("F11",),
    tip="Let the window fill the screen, or no longer",
    checkable=True,
    section=LAST_SECTION,
    repeats=False,
)
KEYS = ActionSpec(
    id="help.keys",
    text="All &keys",
    menu="Help",
    keys=("?", "F1"),
    tip="Show every action and its key",
    icon="keys",
    repeats=False,
)
PALETTE = ActionSpec(
    id="help.palette",
    text="&Find an action…",
    menu="Help",
    keys=("Ctrl+K", "Ctrl+Shift+P"),
    tip="Find any action by a few letters and run it",
    icon="search",
    repeats=False,
)
DIAGNOSTICS = ActionSpec(
    id="help.diagnostics",
    text="&Diagnostics…",
    menu="Help",
    tip="Show versions, places and the log, to be copied into a report",
    section="about",
)
ABOUT = ActionSpec(
    id="help.about",
    text="&About SepGenre",
    menu="Help",
    tip="Say what this is",
    icon="info",
    section="about",
)
THEMES = tuple(
    ActionSpec(
        id=f"view.theme-{choice.value}",
        text=text,
        menu="View/Theme",
        tip=tip,
        choice="theme",
    )
    for choice, text, tip in (
        (ThemeChoice.SYSTEM, "As the &system", "Light or dark, as the system has it"),
        (ThemeChoice.LIGHT, "&Light", "Dark text on light ground"),
        (ThemeChoice.DARK, "&Dark", "Light text on dark ground"),
    )
)
SHELL_SPECS = (
    NEW,
    OPEN,
    RECENT,
    DEMO,
    CLOSE,
    QUIT,
    KEY_SETTINGS,
    *THEMES,
    FULL_SCREEN,
    KEYS,
    PALETTE,
    DIAGNOSTICS,
    ABOUT,
)
