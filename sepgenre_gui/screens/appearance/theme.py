"""The theme: light or dark, as the system has it or as the person chose, changed at run time."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from sepgenre_gui.screens.appearance import icons
from sepgenre_gui.screens.appearance.colors import DARK, LIGHT, Colors
from sepgenre_gui.screens.appearance.stylesheet import style_sheet


class ThemeChoice(StrEnum):
    """What a person can choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_FORCED = {
    ThemeChoice.SYSTEM: Qt.ColorScheme.Unknown,
    ThemeChoice.LIGHT: Qt.ColorScheme.Light,
    ThemeChoice.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Paints the application in its colours, and tells when they change.

    Signals
    -------
    theme_changed : Colors
        The application wears new colours; plots and icons are to be drawn anew.
    """

    theme_changed = Signal(object)

    def __init__(self, application: QApplication, choice: ThemeChoice) -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._colors: Colors | None = None
        application.setStyle("Fusion")
        self._hints = application.styleHints()
        self._hints.colorSchemeChanged.connect(self._follow_system)
        self._system = Qt.ColorScheme.Unknown
        self.choose(choice)

    @property
    def colors(self) -> Colors:
        """The colours that the application wears now."""
        return self._colors or LIGHT

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose."""
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Wear the theme of `choice` from now on."""
        self._choice = choice
        # The system draws the window's frame, and must know as well.
        self._hints.setColorScheme(_FORCED[choice])
        if choice is ThemeChoice.SYSTEM:
            self._system = self._hints.colorScheme()
        self._wear()

    def icon(self, name: str) -> QIcon:
        """Return the icon `name` in the colours worn now."""
        return icons.icon(name, self.colors)

    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._system = scheme
            self._wear()

    def _wear(self) -> None:
        colors = self._wanted()
        if colors is self._colors:
            return
        self._colors = colors
        palette = qt_palette(colors)
        self._application.setPalette(palette)
        QToolTip.setPalette(palette)
        self._application.setStyleSheet(style_sheet(colors))
        self.theme_changed.emit(colors)

    def _wanted(self) -> Colors:
        if self._choice is not ThemeChoice.SYSTEM:
            return DARK if self._choice is ThemeChoice.DARK else LIGHT
        # Where the system says nothing, as without a desktop, light it is.
        return DARK if self._system == Qt.ColorScheme.Dark else LIGHT


def qt_palette(colors: Colors) -> QPalette:
    """Return `colors` as Qt's palette, which everything that has no rule of its own wears."""
    role = QPalette.ColorRole
    palette = QPalette()
    for which, color in (
        (role.Window, colors.window),
        (role.WindowText, colors.text),
        (role.Base, colors.surface),
        (role.AlternateBase, colors.window),
        (role.Text, colors.text),
        (role.PlaceholderText, colors.muted),
        (role.Button, colors.raised),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.danger),
        (role.ToolTipBase, colors.raised),
        (role.ToolTipText, colors.text),
        (role.Highlight, colors.accent),
        (role.HighlightedText, colors.on_accent),
        (role.Accent, colors.accent),
        (role.Link, colors.accent_text),
        (role.LinkVisited, colors.accent_text),
        (role.Light, colors.hover),
        (role.Midlight, colors.hairline),
        (role.Mid, colors.outline),
        (role.Dark, colors.outline),
        (role.Shadow, colors.hairline),
    ):
        palette.setColor(which, QColor(color))
    dimmed = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(dimmed, which, QColor(colors.disabled))
    palette.setColor(dimmed, role.Highlight, QColor(colors.pressed))
    return palette
