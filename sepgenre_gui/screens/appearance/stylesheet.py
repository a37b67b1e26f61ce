"""The style sheet: what Qt's Fusion style leaves plain, in the colours of a theme."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from string import Template

import attrs

from sepgenre_gui.screens.appearance.colors import Colors

MARKS = ("down", "up", "check", "tick")
"""The arrows of combo and spin boxes, the tick in a filled check box, and the tick in a menu."""

# Numbers stand at the right, beside their arrows: Qt gives a number field no padding at the left.
# Sizes are logical pixels, which Qt scales with the screen; type is never sized here, so that
# it follows the system's own.
_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolTip { background: $raised; color: $text; border: 1px solid $hairline; padding: 4px 6px; }

QMenuBar { background: $window; color: $text; padding: 2px 4px; border: none; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $pressed; }
QMenu { background: $raised; color: $text; border: 1px solid $hairline; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QMenu::icon { padding-left: 6px; }
QMenu::indicator { width: 16px; height: 16px; padding-left: 6px; }
QMenu::indicator:checked { image: url("$tick"); }

QPushButton { background: $raised; color: $text; border: 1px solid $outline; border-radius: 6px;
    padding: 6px 14px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton::menu-indicator { image: url("$down"); width: 14px; height: 14px;
    subcontrol-origin: border; subcontrol-position: center right; right: 6px; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton:disabled { color: $disabled; border-color: $hairline; background: $window; }
QPushButton:default, QPushButton[role="primary"] { background: $accent; color: $on_accent;
    border: 1px solid $accent; }
QPushButton:default:hover, QPushButton[role="primary"]:hover { background: $accent_hover;
    border-color: $accent_hover; }
QPushButton:default:pressed, QPushButton[role="primary"]:pressed { background: $accent_pressed; }
QPushButton:default:focus, QPushButton[role="primary"]:focus { border: 2px solid $text;
    padding: 5px 13px; }
QPushButton:default:disabled, QPushButton[role="primary"]:disabled { background: $pressed;
    color: $muted; border-color: $pressed; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:pressed { background: $pressed; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; }

QToolButton { background: transparent; color: $text; border: 1px solid transparent;
    border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $pressed; }
QToolButton:checked { background: $accent_soft; border-color: $accent; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton:disabled { color: $disabled; }
QToolButton[popupMode="2"] { padding-right: 20px; }
QToolButton[popupMode="2"]:focus { padding-right: 19px; }
QToolButton::menu-indicator { image: url("$down"); width: 14px; height: 14px;
    subcontrol-origin: border; subcontrol-position: center right; right: 4px; }
QToolBar { background: $window; border: none; spacing: 4px; padding: 4px 8px; }
QToolBar[role="inner"] { padding: 0px; }

QLineEdit, QPlainTextEdit, QTextEdit, QKeySequenceEdit QLineEdit { background: $surface;
    color: $text; border: 1px solid $outline; border-radius: 6px; padding: 5px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent;
    padding: 4px 7px; }
QLineEdit:disabled { color: $disabled; border-color: $hairline; background: $window; }
QComboBox { background: $raised; color: $text; border: 1px solid $outline; border-radius: 6px;
    padding: 4px 8px; }
QComboBox:hover { background: $hover; }
QComboBox:focus { border: 2px solid $accent; padding: 3px 7px; }
QComboBox:disabled { color: $disabled; border-color: $hairline; background: $window; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$down"); width: 16px; height: 16px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0px; }

QAbstractSpinBox { background: $surface; color: $text; border: 1px solid $outline;
    border-radius: 6px; padding: 4px 20px 4px 0px; selection-background-color: $accent;
    selection-color: $on_accent; qproperty-alignment: "AlignRight | AlignVCenter"; }
QAbstractSpinBox:focus { border: 2px solid $accent; padding: 3px 19px 3px 0px; }
QAbstractSpinBox:disabled { color: $disabled; border-color: $hairline; background: $window; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border;
    width: 20px; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 2px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 2px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-arrow { image: url("$up"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$down"); width: 12px; height: 12px; }

QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $pressed; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $disabled; }
QSlider::handle:horizontal { width: 14px; margin: -5px 0px; border-radius: 7px;
    background: $accent; }
QSlider::handle:horizontal:hover { background: $accent_hover; }
QSlider::handle:horizontal:focus { border: 2px solid $text; width: 10px; }
QSlider::handle:horizontal:disabled { background: $disabled; }

QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px;
    border: 1px solid $outline; background: $surface; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $hover; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent;
    background: $on_accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked:focus { border-color: $text; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $disabled;
    background: $window; }
QCheckBox::indicator:checked:disabled { border-color: $disabled; background: $disabled; }
QRadioButton::indicator:checked:disabled { border-color: $disabled; background: $window; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }

QAbstractItemView { background: $surface; alternate-background-color: $window; color: $text;
    border: 1px solid $hairline; border-radius: 6px; outline: none;
    selection-background-color: $accent_soft; selection-color: $text; }
QAbstractItemView[role="roomy"]::item { padding: 4px 6px; }
QAbstractItemView:focus { border-color: $accent; }
QHeaderView { background: $window; border: none; }
QHeaderView::section { background: $window; color: $muted; border: none;
    border-bottom: 1px solid $hairline; padding: 6px 4px; }
QTableCornerButton::section { background: $window; border: none;
    border-bottom: 1px solid $hairline; }
QTableView { gridline-color: $hairline; }

QScrollArea, QScrollArea > QWidget > QWidget[role="page"] { background: transparent;
    border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0px; }
QScrollBar::handle { background: $outline; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $pressed; border: none; border-radius: 3px; max-height: 6px;
    min-height: 6px; }
QProgressBar[role="meter"] { max-height: 16777215px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QStatusBar { background: $window; color: $muted; border-top: 1px solid $hairline; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $hairline; }
QSplitter::handle:hover { background: $accent; }

QLabel[role="muted"] { color: $muted; }
QLabel[role="danger"] { color: $danger; }
QLabel[role="key"] { color: $text; background: $hover; border: 1px solid $hairline;
    border-radius: 4px; padding: 1px 6px; }
QFrame[role="card"] { background: $raised; border: 1px solid $hairline; border-radius: 10px; }
QFrame[role="error"] { background: $danger_soft; border: 1px solid $danger; border-radius: 8px; }
QFrame[role="error"] QLabel { color: $on_danger_soft; }
QFrame[role="banner"] { background: $warning_soft; border: 1px solid $warning;
    border-radius: 8px; }
QFrame[role="banner"] QLabel { color: $on_warning_soft; }
QFrame[role="lane"] { background: $surface; border: none; border-left: 3px solid transparent; }
QFrame[role="lane"][selected="true"] { background: $accent_soft; border-left-color: $accent; }
QToolButton[role="mute"], QToolButton[role="way"] { border-color: $hairline; }
QToolButton[role="mute"]:focus, QToolButton[role="way"]:checked { border-color: $accent; }
QToolButton[role="mute"]:checked { background: $warning_soft; border-color: $warning;
    color: $on_warning_soft; }
QLabel[role="badge"] { background: $warning_soft; color: $on_warning_soft;
    border: 1px solid $warning; border-radius: 4px; padding: 0px 5px; }
QFrame[role="palette"] { background: $raised; border: 1px solid $outline; border-radius: 10px; }
QFrame[role="palette"] QLineEdit { border: none; background: transparent; padding: 8px; }
QFrame[role="palette"] QAbstractItemView { border: none; background: transparent; }
""")


def style_sheet(colors: Colors) -> str:
    """Return Qt's style sheet in `colors`."""
    marks = {mark: mark_path(mark, colors).as_posix() for mark in MARKS}
    return _SHEET.substitute(attrs.asdict(colors), **marks)


def mark_path(mark: str, colors: Colors) -> Path:
    """Return the file of a mark of `MARKS`: style sheets take pictures from files alone."""
    theme = "dark" if colors.is_dark else "light"
    return Path(str(resources.files("sepgenre_resources"))) / "marks" / f"{mark}-{theme}.svg"
