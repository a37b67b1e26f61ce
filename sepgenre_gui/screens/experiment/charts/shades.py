"""Colours of several networks in one chart: shades of the paper's orange and blue."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor

from sepgenre_gui.screens.appearance.colors import DARK, LIGHT
from sepgenre_gui.screens.experiment.charts.chart import FAMILY_COLOURS
from sepgenre_training.report.f1_distribution import network_family

_FAINTEST = 0.58
"""How much of the ground the last of many networks of one family has."""


def mixed(one: str, other: str, share: float) -> str:
    """Return the colour that has `share` of `other` and the rest of `one`."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return QColor(*(round((1 - share) * a + share * b) for a, b in pairs)).name()


def network_shades(networks: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return a colour on light ground and one on dark for each network.

    The first of a family has the family's colour, the others are fainter, one by one.
    """
    shades: dict[str, tuple[str, str]] = {}
    for family, (light, dark) in FAMILY_COLOURS.items():
        members = [network for network in networks if network_family(network) == family]
        for place, network in enumerate(members):
            share = _FAINTEST * place / max(len(members) - 1, 2)
            shades[network] = mixed(light, LIGHT.plot, share), mixed(dark, DARK.plot, share)
    return shades


def _parts(color: str) -> tuple[int, int, int]:
    parts = QColor(color)
    return parts.red(), parts.green(), parts.blue()
