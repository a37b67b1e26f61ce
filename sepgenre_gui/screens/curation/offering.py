"""Buttons that say what they do, or why they are off and what to do about it."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton

READ_ONLY = "This project is open read-only."
"""Why nothing is edited; the bar at the window's top says what to do."""


def offer(button: QAbstractButton, tip: str, *, obstacle: str = "") -> None:
    """Turn `button` on, with `tip`; or off, with the `obstacle` in its place."""
    button.setEnabled(not obstacle)
    button.setToolTip(obstacle or tip)
    # Read out after the name.
    button.setAccessibleDescription(obstacle or tip)
